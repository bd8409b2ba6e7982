/** Finds the table of an operator's command: that of a stage's stack, or one given by name, perhaps on a local DynamoDB. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { UsageError } from '../../cli/usage-error.ts';
import { VARIABLES } from '../../deployment/variables.ts';
import { LOCAL_IDENTITY, readEndpoint } from '../../local/settings.ts';
import { isNotedSeparate } from '../../table/separation.ts';
import { areShared, type Connection, sharedTables, type Table } from '../../table/table.ts';
import { type DeployedStack, readDeployedStack } from './deployed-stack.ts';
import { localConnection } from './target-table.ts';

export interface NamedTable {
  stage?: string | undefined;
  name?: string | undefined;
  /** The tables of accounts and of the journal beside the named one. Without them it has all rows. */
  accounts?: string | undefined;
  journal?: string | undefined;
}

/** The options that name the same tables in another command. */
export function optionsOf({ stage, name, accounts, journal }: NamedTable): string {
  const given = Object.entries({ stage, name, accounts, journal }).filter(([, value]) => value !== undefined);
  return given.map(([option, value]) => `--${option} ${value}`).join(' ');
}

export async function connectionOf(
  { stage, name, accounts, journal }: NamedTable,
  variables: NodeJS.ProcessEnv = process.env,
): Promise<Connection> {
  if (stage) {
    if (accounts || journal)
      throw new UsageError('--accounts and --journal go with --name: --stage finds its tables itself.');
    return { tables: (await stackOf(stage, variables)).tables };
  }
  if ((accounts === undefined) !== (journal === undefined)) {
    throw new UsageError('--accounts and --journal go together: a stage has one table, or three.');
  }
  const endpoint = readEndpoint(variables);
  const tables = { ...sharedTables(name ?? ''), ...(accounts && { accounts }), ...(journal && { journal }) };
  if (endpoint && !accounts) return localConnection(endpoint, { ...variables, [VARIABLES.tableName]: name });
  return { tables, ...(endpoint && { endpoint, ...LOCAL_IDENTITY }) };
}

/** Refuses only the sales table of three: a command would take all entries of the journal for lost, and count them again. */
export async function requireAllTables(table: Table): Promise<void> {
  if (!areShared(table.names) || !(await isNotedSeparate(table))) return;
  throw new UsageError(
    `${table.name} has only sales: accounts and journal of its stage have tables of their own. Name them too: --accounts <table> --journal <table>.`,
  );
}

/** Stages are on AWS. Refuses if DYNAMODB_ENDPOINT is set, because the operator may expect the command to use that one. */
export async function stackOf(stage: string, variables: NodeJS.ProcessEnv = process.env): Promise<DeployedStack> {
  if (variables[VARIABLES.dynamodbEndpoint]) {
    throw new UsageError(
      `${VARIABLES.dynamodbEndpoint} names a local DynamoDB, but --stage ${stage} is on AWS. Unset it.`,
    );
  }
  return readDeployedStack(new CloudFormationClient(), stage);
}
