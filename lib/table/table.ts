/** The tables as all of lib/table uses them: their names, a document client, and what retries need. */
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { REQUEST_ATTEMPTS_MAX, REQUEST_TIMEOUT_MS } from '../domain/limits.ts';
import type { Clock } from '../ports/clock.ts';
import { TABLE_KINDS, type TableKind, tableOf } from './keys.ts';

/** The names of the tables. A stage that is not migrated has one table, which has all three names ("shared tables"). */
export type TableNames = Readonly<Record<TableKind, string>>;

export interface Table {
  /** The name of the sales table. */
  name: string;
  names: TableNames;
  documents: DynamoDBDocumentClient;
  clock: Clock;
  /** Is called when a request has its outcome: how often it was retried after an error of this kind. */
  retried?: (kind: TransientErrorKind, times: number) => void;
}

/** The error before a retry: another write to the same rows, too many requests, or an unknown outcome. */
export type TransientErrorKind = 'conflict' | 'throttle' | 'unknown';

export interface Connection {
  tables: TableNames;
  /** The address of DynamoDB Local; undefined for AWS, with the Region and credentials of the environment. */
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
  region?: string;
  /** Replaces the timeout of each request. Code that fills a table sets a longer one, because no customer waits for it. */
  requestTimeoutMs?: number;
}

/**
 * The SDK's logger discards everything. It has no `info`, because the SDK would then prepare each row that it sends and
 * reads for the log, which takes about a tenth of the time of a large read.
 */
const discard = (): void => undefined;
const NO_LOG = { trace: discard, debug: discard, warn: discard, error: discard } as unknown as Logger;
type Logger = NonNullable<DynamoDBClientConfig['logger']>;

/**
 * Connects without sending a request. The SDK retries network errors with the same token. A request that takes longer than
 * its timeout has an unknown outcome (P8), so the timeouts are short and are enforced.
 */
export function connectTable(connection: Connection, clock: Clock): Table {
  const { tables, endpoint, credentials, region, requestTimeoutMs = REQUEST_TIMEOUT_MS } = connection;
  const client = new DynamoDBClient({
    ...(endpoint && { endpoint }),
    ...(region && { region }),
    ...(credentials && { credentials }),
    maxAttempts: REQUEST_ATTEMPTS_MAX,
    logger: NO_LOG,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 1_000,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    }),
  });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return { ...namesOf(tables), documents, clock };
}

/** The names of a `Table`. */
export const namesOf = (tables: TableNames): Pick<Table, 'name' | 'names'> => ({ name: tables.sales, names: tables });

/** The names of shared tables: one table has all rows. */
export const sharedTables = (name: string): TableNames => ({ sales: name, accounts: name, journal: name });

/** Whether one table has all rows. */
export const areShared = ({ sales, accounts, journal }: TableNames): boolean => sales === accounts && sales === journal;

/** The kinds of rows in each physical table, by its name. */
export const kindsByName = (tables: TableNames): Map<string, TableKind[]> =>
  Map.groupBy(TABLE_KINDS, kind => tables[kind]);

/** The name of the table of a row. */
export const tableNameOf = ({ names }: Pick<Table, 'names'>, { pk, sk }: Record<string, unknown>): string =>
  names[tableOf({ pk: String(pk), sk: String(sk) })];

/** Returns a view of one table, for copies of it: all reads and writes go to this table, whatever the kinds of the rows. */
export const only = (table: Table, name: string): Table => ({ ...table, ...namesOf(sharedTables(name)) });
