/** Finds the table that the environment names, on a local DynamoDB or on AWS with the operator's credentials. */
import { UsageError } from '../../cli/usage-error.ts';
import { VARIABLES } from '../../deployment/variables.ts';
import { requireDynamoDb } from '../../local/database/require-dynamodb.ts';
import { findRunning } from '../../local/running.ts';
import { LOCAL_IDENTITY, readEndpoint, TABLE_DEFAULT } from '../../local/settings.ts';
import type { Connection } from '../../table/table.ts';

/** `whatToSet` makes the message for an environment that names no table. Throws a UsageError if no DynamoDB is at its address. */
export async function readTarget(
  variables: NodeJS.ProcessEnv,
  whatToSet: (local: string) => string,
): Promise<Connection> {
  const endpoint = readEndpoint(variables);
  const tableName = variables[VARIABLES.tableName];
  if (endpoint) {
    await requireDynamoDb(endpoint);
    return { tableName: tableName ?? TABLE_DEFAULT, endpoint, ...LOCAL_IDENTITY };
  }
  if (tableName) return { tableName };
  const running = findRunning();
  throw new UsageError(
    whatToSet(`${VARIABLES.dynamodbEndpoint}${running ? ` (${running.dynamodbEndpoint} is running)` : ''}`),
  );
}

/** Finds the table that the environment names, or else that of the service that runs on this machine. */
export async function readTargetOrRunning(
  variables: NodeJS.ProcessEnv,
  whatToSet: (local: string) => string,
): Promise<Connection> {
  const running = findRunning();
  const isNamed = variables[VARIABLES.tableName] || variables[VARIABLES.dynamodbEndpoint];
  if (!running || isNamed) return readTarget(variables, whatToSet);
  return { tableName: running.tableName, endpoint: running.dynamodbEndpoint, ...LOCAL_IDENTITY };
}
