/**
 * Reads of more rows than one request returns: queries page by page, and batches of keys. Requests of callers and commands
 * of operators share them. They differ in their policy: when they retry, and for how long.
 */
import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type BatchGetCommandOutput,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { type Key, tableOf } from './keys.ts';
import { keyOf } from './row-parsers.ts';
import type { Table } from './table.ts';
import type { Row } from './transact.ts';

/** How the requests of a long read or a batch are sent. */
export interface LongReadPolicy {
  /** Members of each request. */
  input?: { ReturnConsumedCapacity: 'TOTAL' };
  /** Sends one request. Throws `busy` after transient errors that it does not retry. */
  send<Output extends ReadOutput>(request: () => Promise<Output>): Promise<Output>;
  beforeRetry: BeforeRetry;
}

/** The part of each output that says how many capacity units the read took. A batch has a list, by table. */
export interface ReadOutput {
  ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] | undefined;
}

/** Waits before the unprocessed parts of a batch are sent again, or throws `busy`. */
export type BeforeRetry = (retry: { attempts: number; hasProgressed: boolean }) => Promise<void>;

/** One page, and the key after which the next one begins; none after the last. */
interface Page {
  Items?: Row[] | undefined;
  LastEvaluatedKey?: Row | undefined;
}

/** The rows of all pages, page by page. */
export async function* pages(read: (from: { ExclusiveStartKey?: Row }) => Promise<Page>): AsyncGenerator<Row[]> {
  let last: Row | undefined;
  do {
    const page = await read(last ? { ExclusiveStartKey: last } : {});
    yield page.Items ?? [];
    last = page.LastEvaluatedKey;
  } while (last);
}

/** All rows of a query, of the sales table unless it names another one. */
export async function queryAll(
  { documents, name }: Table,
  query: Omit<QueryCommandInput, 'TableName'> & { TableName?: string },
  { input, send }: Pick<LongReadPolicy, 'input' | 'send'>,
): Promise<Row[]> {
  const read = (from: { ExclusiveStartKey?: Row }) =>
    send(() => documents.send(new QueryCommand({ TableName: name, ...input, ...query, ...from })));
  const rows: Row[] = [];
  for await (const page of pages(read)) rows.push(...page);
  return rows;
}

/** BatchGetItem takes at most this many keys. */
export const BATCH_READS_MAX = 100;

/** Reads at most BATCH_READS_MAX distinct keys consistently, in no particular order. One batch may read several tables. */
export async function readBatch(
  { documents, names }: Table,
  keys: Key[],
  { input, send, beforeRetry }: LongReadPolicy,
): Promise<Row[]> {
  const rows: Row[] = [];
  await sendUntilProcessed(
    keys,
    async pending => {
      const byTable = [...Map.groupBy(pending, key => names[tableOf(key)])];
      const RequestItems = Object.fromEntries(byTable.map(([name, Keys]) => [name, { Keys, ConsistentRead: true }]));
      const command = new BatchGetCommand({ RequestItems, ...input });
      const { Responses = {}, UnprocessedKeys = {} }: BatchGetCommandOutput = await send(() => documents.send(command));
      rows.push(...Object.values(Responses).flat());
      return Object.values(UnprocessedKeys).flatMap(({ Keys = [] }) => Keys.map(keyOf));
    },
    beforeRetry,
  );
  return rows;
}

/** Sends the parts of a batch, and the unprocessed ones again, until none is left. */
export async function sendUntilProcessed<Part>(
  parts: Part[],
  send: (pending: Part[]) => Promise<Part[]>,
  beforeRetry: BeforeRetry,
): Promise<void> {
  let pending = parts;
  for (let attempts = 1; pending.length > 0; attempts++) {
    const left = await send(pending);
    if (left.length > 0) await beforeRetry({ attempts, hasProgressed: left.length < pending.length });
    pending = left;
  }
}
