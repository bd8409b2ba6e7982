/** Asks the stack of a stage whether it is a test stage. An operator cannot answer for it. */
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { UsageError } from '../../cli/usage-error.ts';
import { STAGE_KIND_OUTPUT } from '../../deployment/outputs.ts';
import { stackNameOf } from './deployed-stack.ts';

export async function isTestStage(stage: string, client = new CloudFormationClient()): Promise<boolean> {
  const name = stackNameOf(stage);
  const { Stacks: [found] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
  const kind = found?.Outputs?.find(({ OutputKey }) => OutputKey === STAGE_KIND_OUTPUT)?.OutputValue;
  if (kind === 'test' || kind === 'production') return kind === 'test';
  throw new UsageError(`The stack ${name} does not say whether it is a test stage. Deploy it again: npm run deploy`);
}
