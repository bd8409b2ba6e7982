/** The CDK app: the stack of the stage that the context names. `npm run synth -- -c stage=prod`. */
import { App } from 'aws-cdk-lib';
import { HoldfastStack } from '../lib/infra/holdfast-stack.ts';
import { stageOf } from '../lib/infra/stage.ts';

const app = new App();
new HoldfastStack(
  app,
  stageOf(name => app.node.tryGetContext(name)),
);
