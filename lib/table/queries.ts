/**
 * Every read of the table, by key or by index and never by scan. Consistency is said at each call; a table that does not
 * answer is the refusal `busy`.
 */
import { BatchGetCommand, GetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { RETRY_ATTEMPTS_MAX, RETRY_PAUSE_MAX_MS } from '../domain/limits.ts';
import { busy } from '../domain/refusals.ts';
import type { Key } from './keys.ts';
import type { Table } from './table.ts';
import { isTransient, type Row } from './transact.ts';

/** One row, consistently. */
export async function readRow(table: Table, key: Key): Promise<Row | undefined> {
  const { Item } = await answered(
    table.documents.send(new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true })),
  );
  return Item;
}

const BATCH_SIZE = 100;

/** Rows by key, each consistent by itself, in the order of the keys; `undefined` where there is none. */
export async function readRows(table: Table, keys: Key[]): Promise<(Row | undefined)[]> {
  const found = new Map<string, Row>();
  // An index may name a row twice while its entry moves; DynamoDB takes each key once.
  const distinct = [...new Map(keys.map(key => [nameOf(key), key])).values()];
  for (let from = 0; from < distinct.length; from += BATCH_SIZE) {
    const rows = await readBatch(table, distinct.slice(from, from + BATCH_SIZE));
    for (const row of rows) found.set(nameOf(row as never), row);
  }
  return keys.map(key => found.get(nameOf(key)));
}

const nameOf = ({ pk, sk }: Key): string => `${pk}\n${sk}`;

/** Reads what DynamoDB left unprocessed again, after a pause, a bounded number of times. */
async function readBatch(table: Table, keys: Key[]): Promise<Row[]> {
  const rows: Row[] = [];
  let pending: Key[] = keys;
  for (let tried = 0; tried < RETRY_ATTEMPTS_MAX; tried++) {
    if (tried > 0) await table.clock.pause(table.clock.random() * RETRY_PAUSE_MAX_MS);
    const { Responses, UnprocessedKeys } = await answered(
      table.documents.send(
        new BatchGetCommand({ RequestItems: { [table.name]: { Keys: pending, ConsistentRead: true } } }),
      ),
    );
    rows.push(...(Responses?.[table.name] ?? []));
    pending = (UnprocessedKeys?.[table.name]?.Keys ?? []) as Key[];
    if (pending.length === 0) return rows;
  }
  throw busy();
}

/** All rows of a partition whose sort key begins with `prefix`, consistently. */
export function queryPartition(table: Table, pk: string, prefix = ''): Promise<Row[]> {
  return queryAll(table, {
    KeyConditionExpression: prefix ? 'pk = :pk AND begins_with(sk, :prefix)' : 'pk = :pk',
    ExpressionAttributeValues: prefix ? { ':pk': pk, ':prefix': prefix } : { ':pk': pk },
    ConsistentRead: true,
  });
}

/** The same with some of their attributes only: the price is that of whole rows, but less of it travels. */
export function queryAttributes(
  table: Table,
  pk: string,
  prefix: string,
  attributes: { text: string; names: Record<string, string> },
): Promise<Row[]> {
  return queryAll(table, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
    ProjectionExpression: attributes.text,
    ExpressionAttributeNames: attributes.names,
    ConsistentRead: true,
  });
}

/** A request that waits for a connection has begun: with more at once, it would be its patience that ends. */
const PARTITIONS_AT_ONCE = 16;

/** Reads many large partitions, a few at a time, and gives what was found in their order. */
export async function readEach<Name, Found>(
  names: Name[],
  read: (name: Name) => Promise<Found>,
  atOnce = PARTITIONS_AT_ONCE,
): Promise<Found[]> {
  const found: Found[] = [];
  const waiting = names.entries();
  const readers = Array.from({ length: atOnce }, async () => {
    for (const [i, name] of waiting) found[i] = await read(name);
  });
  await Promise.all(readers);
  return found;
}

/** The few rows of a small partition, eventually consistent: at half the price. */
export async function readLately(table: Table, pk: string): Promise<Row[]> {
  const query = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } };
  const { Items } = await answered(
    table.documents.send(new QueryCommand({ TableName: table.name, ConsistentRead: false, ...query })),
  );
  return Items ?? [];
}

/** All rows of a partition up to and including a sort key, consistently. */
export function queryUpTo(table: Table, pk: string, sk: string): Promise<Row[]> {
  return queryAll(table, {
    KeyConditionExpression: 'pk = :pk AND sk <= :sk',
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
    ConsistentRead: true,
  });
}

/** The sort keys of a partition after one of them, consistently. */
export async function queryNames(table: Table, pk: string, after: string, limit: number): Promise<string[]> {
  const { Items } = await answered(
    table.documents.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: after ? 'pk = :pk AND sk > :after' : 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk, ...(after && { ':after': after }) },
        ConsistentRead: true,
        Limit: limit,
      }),
    ),
  );
  return (Items ?? []).map(({ sk }) => String(sk));
}

async function queryAll(table: Table, query: Omit<QueryCommandInput, 'TableName'>): Promise<Row[]> {
  const rows: Row[] = [];
  let from: Row | undefined;
  do {
    const { Items, LastEvaluatedKey } = await answered(
      table.documents.send(
        new QueryCommand({ TableName: table.name, ...query, ...(from && { ExclusiveStartKey: from }) }),
      ),
    );
    rows.push(...(Items ?? []));
    from = LastEvaluatedKey;
  } while (from);
  return rows;
}

/** One request's worth of an index: eventually consistent, as indexes are. */
export async function queryIndex(
  table: Table,
  query: Omit<QueryCommandInput, 'TableName' | 'ConsistentRead'>,
): Promise<Row[]> {
  const { Items } = await answered(
    table.documents.send(new QueryCommand({ TableName: table.name, ConsistentRead: false, ...query })),
  );
  return Items ?? [];
}

/** The SDK has retried already when an error comes here. */
async function answered<Output>(sent: Promise<Output>): Promise<Output> {
  try {
    return await sent;
  } catch (error) {
    throw isTransient(error) ? busy() : error;
  }
}
