/** Which table an operator's command means: that of a stage's stack, or one that is named and may be on a local DynamoDB. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { UsageError } from '../../cli/usage-error.ts';
import { VARIABLES } from '../../deployment/variables.ts';
import { LOCAL_IDENTITY, readEndpoint } from '../../local/settings.ts';
import type { Connection } from '../../table/table.ts';
import { type DeployedStack, readDeployedStack } from './deployed-stack.ts';

export interface NamedTable {
  stage?: string | undefined;
  name?: string | undefined;
}

export async function connectionOf(
  { stage, name }: NamedTable,
  variables: NodeJS.ProcessEnv = process.env,
): Promise<Connection> {
  if (stage) return { tableName: (await stackOf(stage, variables)).tableName };
  const endpoint = readEndpoint(variables);
  return { tableName: name ?? '', ...(endpoint && { endpoint, ...LOCAL_IDENTITY }) };
}

/** A stage is on AWS: who has told other commands of a local DynamoDB may think that this one goes there too. */
export async function stackOf(stage: string, variables: NodeJS.ProcessEnv = process.env): Promise<DeployedStack> {
  if (variables[VARIABLES.dynamodbEndpoint]) {
    throw new UsageError(
      `${VARIABLES.dynamodbEndpoint} names a local DynamoDB, and --stage ${stage} is on AWS: unset it, or name a table with --name.`,
    );
  }
  return readDeployedStack(new CloudFormationClient(), stage);
}
