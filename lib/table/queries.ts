/**
 * Every read of the tables for requests, by key or by index and never by scan. The key or the index says which table is read.
 * Each function says whether it reads consistently. A read that DynamoDB does not answer throws the refusal `busy`.
 */
import { GetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { RETRY_ATTEMPTS_MAX, RETRY_PAUSE_MAX_MS } from '../domain/limits.ts';
import { busy } from '../domain/refusals.ts';
import { type IndexName, type Key, tableOf, tableOfIndex } from './keys.ts';
import { BATCH_READS_MAX, type BeforeRetry, queryAll, readBatch } from './long-reads.ts';
import { keyOf } from './row-parsers.ts';
import type { Table } from './table.ts';
import { isTransient, type Row } from './transact.ts';

/** Reads one row consistently. */
export async function readRow(table: Table, key: Key): Promise<Row | undefined> {
  const { Item } = await answered(() =>
    table.documents.send(new GetCommand({ TableName: table.names[tableOf(key)], Key: key, ConsistentRead: true })),
  );
  return Item;
}

/** Reads rows by key, each one consistently, in the order of the keys; undefined for a key without a row. */
export async function readRows(table: Table, keys: Key[]): Promise<(Row | undefined)[]> {
  const found = new Map<string, Row>();
  // An index may name a row twice while its entry moves, but a batch takes each key once.
  const distinct = [...new Map(keys.map(key => [nameOf(key), key])).values()];
  for (let from = 0; from < distinct.length; from += BATCH_READS_MAX) {
    const batch = distinct.slice(from, from + BATCH_READS_MAX);
    const rows = await readBatch(table, batch, { send: answered, beforeRetry: pauseBeforeRetry(table) });
    for (const row of rows) found.set(nameOf(keyOf(row)), row);
  }
  return keys.map(key => found.get(nameOf(key)));
}

const nameOf = ({ pk, sk }: Key): string => `${pk}\n${sk}`;

/** Pauses a random time before the rest of a batch is sent again, and gives up after a few attempts. */
export const pauseBeforeRetry =
  ({ clock }: Table): BeforeRetry =>
  async ({ attempts }) => {
    if (attempts >= RETRY_ATTEMPTS_MAX) throw busy();
    await clock.pause(clock.random() * RETRY_PAUSE_MAX_MS);
  };

/** Reads all rows of a partition whose sort key begins with `prefix`, consistently. */
export function queryPartition(table: Table, pk: string, prefix = ''): Promise<Row[]> {
  return queryConsistently(table, pk, {
    KeyConditionExpression: prefix ? 'pk = :pk AND begins_with(sk, :prefix)' : 'pk = :pk',
    ExpressionAttributeValues: prefix ? { ':pk': pk, ':prefix': prefix } : { ':pk': pk },
  });
}

/**
 * Reads some attributes of all rows of a partition whose sort key begins with `prefix`, consistently. The read costs as
 * much as whole rows, but less data is transferred.
 */
export function queryAttributes(
  table: Table,
  pk: string,
  prefix: string,
  attributes: { text: string; names: Record<string, string> },
): Promise<Row[]> {
  return queryConsistently(table, pk, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
    ProjectionExpression: attributes.text,
    ExpressionAttributeNames: attributes.names,
  });
}

/** Reads all rows of a partition up to and including a sort key, consistently. */
export function queryUpTo(table: Table, pk: string, sk: string): Promise<Row[]> {
  return queryConsistently(table, pk, {
    KeyConditionExpression: 'pk = :pk AND sk <= :sk',
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
  });
}

/** Reads all rows of a partition from a sort key on, consistently. */
export function queryFrom(table: Table, { pk, sk }: Key): Promise<Row[]> {
  return queryConsistently(table, pk, {
    KeyConditionExpression: 'pk = :pk AND sk >= :sk',
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
  });
}

/** Reads rows of a partition from one sort key to another, the first ones first, consistently. */
export const queryBetween = (table: Table, { pk, sk }: Key, to: string, limit: number): Promise<Row[]> =>
  queryOnce(table, {
    TableName: table.names[tableOf({ pk })],
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :sk AND :to',
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk, ':to': to },
    ConsistentRead: true,
    Limit: limit,
  });

/** Reads the sort keys of a partition after one of them, consistently. */
export async function querySortKeys(table: Table, pk: string, after: string, limit: number): Promise<string[]> {
  const rows = await queryOnce(table, {
    TableName: table.names[tableOf({ pk })],
    KeyConditionExpression: after ? 'pk = :pk AND sk > :after' : 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk, ...(after && { ':after': after }) },
    ConsistentRead: true,
    Limit: limit,
  });
  return rows.map(row => keyOf(row).sk);
}

/** Reads rows of a partition before a sort key, the last ones first, consistently. */
export const queryNewest = (table: Table, pk: string, before: string | undefined, limit: number): Promise<Row[]> =>
  queryOnce(table, {
    TableName: table.names[tableOf({ pk })],
    KeyConditionExpression: before === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :before',
    ExpressionAttributeValues: { ':pk': pk, ...(before !== undefined && { ':before': before }) },
    ConsistentRead: true,
    ScanIndexForward: false,
    Limit: limit,
  });

/** Reads a partition of few rows eventually consistently, at half the price. */
export const queryLately = (table: Table, pk: string): Promise<Row[]> =>
  queryOnce(table, {
    TableName: table.names[tableOf({ pk })],
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk },
    ConsistentRead: false,
  });

/** Reads one page of an index. Indexes are eventually consistent. */
export const queryIndex = (
  table: Table,
  query: Omit<QueryCommandInput, 'TableName' | 'ConsistentRead'> & { IndexName: IndexName },
): Promise<Row[]> =>
  queryOnce(table, { TableName: table.names[tableOfIndex(query.IndexName)], ...query, ConsistentRead: false });

async function queryOnce(table: Table, query: QueryCommandInput): Promise<Row[]> {
  const command = new QueryCommand(query);
  const { Items } = await answered(() => table.documents.send(command));
  return Items ?? [];
}

const queryConsistently = (
  table: Table,
  pk: string,
  query: Omit<QueryCommandInput, 'TableName' | 'ConsistentRead'>,
): Promise<Row[]> =>
  queryAll(table, { TableName: table.names[tableOf({ pk })], ...query, ConsistentRead: true }, { send: answered });

/** Throws `busy` after a transient error: the SDK has retried the request already. */
async function answered<Output>(request: () => Promise<Output>): Promise<Output> {
  try {
    return await request();
  } catch (error) {
    throw isTransient(error) ? busy() : error;
  }
}
