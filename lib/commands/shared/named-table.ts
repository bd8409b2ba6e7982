/** Finds the table of an operator's command: that of a stage's stack, or one given by name, perhaps on a local DynamoDB. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { UsageError } from '../../cli/usage-error.ts';
import { VARIABLES } from '../../deployment/variables.ts';
import { readEndpoint } from '../../local/settings.ts';
import { type Connection, sharedTables } from '../../table/table.ts';
import { type DeployedStack, readDeployedStack } from './deployed-stack.ts';
import { localConnection } from './target-table.ts';

export interface NamedTable {
  stage?: string | undefined;
  name?: string | undefined;
}

export async function connectionOf(
  { stage, name }: NamedTable,
  variables: NodeJS.ProcessEnv = process.env,
): Promise<Connection> {
  if (stage) return { tables: (await stackOf(stage, variables)).tables };
  const endpoint = readEndpoint(variables);
  if (endpoint) return localConnection(endpoint, { ...variables, [VARIABLES.tableName]: name });
  const { [VARIABLES.accountsTable]: accounts, [VARIABLES.journalTable]: journal } = variables;
  return { tables: { ...sharedTables(name ?? ''), ...(accounts && { accounts }), ...(journal && { journal }) } };
}

/** Stages are on AWS. Refuses if DYNAMODB_ENDPOINT is set, because the operator may expect the command to use that one. */
export async function stackOf(stage: string, variables: NodeJS.ProcessEnv = process.env): Promise<DeployedStack> {
  if (variables[VARIABLES.dynamodbEndpoint]) {
    throw new UsageError(
      `${VARIABLES.dynamodbEndpoint} names a local DynamoDB, but --stage ${stage} is on AWS. Unset it, or name a table with --name.`,
    );
  }
  return readDeployedStack(new CloudFormationClient(), stage);
}
