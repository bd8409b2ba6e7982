/** Which table a command works on: the environment's, on a local DynamoDB or on AWS with the credentials of whoever calls. */

import { UsageError } from '../../cli/usage-error.ts';
import { VARIABLES } from '../../deployment/variables.ts';
import { findRunning } from '../../local/running.ts';
import { LOCAL_IDENTITY, readEndpoint, TABLE_DEFAULT } from '../../local/settings.ts';
import type { Connection } from '../../table/table.ts';

/** `orElse` says what to set where nothing names a table. */
export function readTarget(variables: NodeJS.ProcessEnv, orElse: (local: string) => string): Connection {
  const endpoint = readEndpoint(variables);
  const tableName = variables[VARIABLES.tableName];
  if (endpoint) return { tableName: tableName ?? TABLE_DEFAULT, endpoint, ...LOCAL_IDENTITY };
  if (tableName) return { tableName };
  const running = findRunning();
  throw new UsageError(
    orElse(`${VARIABLES.dynamodbEndpoint}${running ? ` (${running.dynamodbEndpoint} is running)` : ''}`),
  );
}

/** The same; where nothing is named, a service that runs here is meant. */
export function readTargetOrRunning(variables: NodeJS.ProcessEnv, orElse: (local: string) => string): Connection {
  const running = findRunning();
  const isNamed = variables[VARIABLES.tableName] || variables[VARIABLES.dynamodbEndpoint];
  if (!running || isNamed) return readTarget(variables, orElse);
  return { tableName: running.tableName, endpoint: running.dynamodbEndpoint, ...LOCAL_IDENTITY };
}
