/** Finds the tables that the environment names, on a local DynamoDB or on AWS with the operator's credentials. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { UsageError } from '../../cli/usage-error.ts';
import { VARIABLES } from '../../deployment/variables.ts';
import { namesThatExist } from '../../local/create-table.ts';
import { requireDynamoDb } from '../../local/database/require-dynamodb.ts';
import { explained } from '../../local/open-table.ts';
import { findRunning } from '../../local/running.ts';
import { LOCAL_IDENTITY, localTables, readEndpoint } from '../../local/settings.ts';
import type { Connection } from '../../table/table.ts';

/** `whatToSet` makes the message for an environment that names no table. */
export async function readTarget(
  variables: NodeJS.ProcessEnv,
  whatToSet: (local: string) => string,
): Promise<Connection> {
  const endpoint = readEndpoint(variables);
  if (endpoint) return localConnection(endpoint, variables);
  const sales = variables[VARIABLES.tableName];
  if (sales) return { tables: tablesOnAws(sales, variables) };
  const running = findRunning();
  throw new UsageError(
    whatToSet(`${VARIABLES.dynamodbEndpoint}${running ? ` (${running.dynamodbEndpoint} is running)` : ''}`),
  );
}

/** Finds the tables that the environment names, or else those of the service that runs on this machine. */
export async function readTargetOrRunning(
  variables: NodeJS.ProcessEnv,
  whatToSet: (local: string) => string,
): Promise<Connection> {
  const running = findRunning();
  const isNamed = variables[VARIABLES.tableName] || variables[VARIABLES.dynamodbEndpoint];
  if (!running || isNamed) return readTarget(variables, whatToSet);
  return { tables: running.tables, endpoint: running.dynamodbEndpoint, ...LOCAL_IDENTITY };
}

/** The tables at a local endpoint. Data of the version before are in one table. Throws a UsageError if no DynamoDB is there. */
export async function localConnection(endpoint: string, variables: NodeJS.ProcessEnv): Promise<Connection> {
  await requireDynamoDb(endpoint);
  const client = new DynamoDBClient({ endpoint, ...LOCAL_IDENTITY });
  try {
    return { tables: await namesThatExist(client, localTables(variables)), endpoint, ...LOCAL_IDENTITY };
  } catch (error) {
    throw explained(error, { dynamodbEndpoint: endpoint });
  } finally {
    client.destroy();
  }
}

/** On AWS the three names are required: a row that is put into the wrong table is found by no function. */
function tablesOnAws(sales: string, variables: NodeJS.ProcessEnv): Connection['tables'] {
  const { [VARIABLES.accountsTable]: accounts, [VARIABLES.journalTable]: journal } = variables;
  if (accounts && journal) return { sales, accounts, journal };
  throw new UsageError(
    `${VARIABLES.tableName} names only the sales table. Set ${VARIABLES.accountsTable} and ${VARIABLES.journalTable} too: the outputs AccountsTableName and JournalTableName of the stack, or TableName if it lacks them.`,
  );
}
