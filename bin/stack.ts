/** The CDK app: the stack of the stage that the context names. `npm run synth -- -c stage=prod`. */
import { App } from 'aws-cdk-lib';
import { HoldfastStack } from '../lib/infra/holdfast-stack.ts';
import { stageOf, WrongSetting } from '../lib/infra/stage.ts';

const app = new App();
try {
  new HoldfastStack(
    app,
    stageOf(name => app.node.tryGetContext(name)),
  );
} catch (error) {
  if (!(error instanceof WrongSetting)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
