/** BatchWriteItem: up to 25 puts and deletes without conditions. Each is a separate write. */
import { validationError } from '../errors.ts';
import { BATCH_WRITE_REQUESTS_MAX } from '../limits.ts';
import type { Database } from '../storage/database.ts';
import type { Table } from '../storage/table.ts';
import type { Codec } from '../values/codec.ts';
import { requireDistinctKeys } from './batch-get.ts';
import { Capacity } from './capacity.ts';
import { collectionMetrics } from './collection-metrics.ts';
import { type Input, requireChoices, requireTableName } from './parameters.ts';
import { keyOfWrite, type PreparedWrite, prepareWrite } from './prepare-write.ts';

interface WriteRequest {
  PutRequest?: { Item: unknown };
  DeleteRequest?: { Key: unknown };
}

export function batchWriteItem(database: Database, input: Input, codec: Codec): Record<string, unknown> {
  requireChoices(input);
  const writes = requireRequests(input.RequestItems).flatMap(([name, requests]) =>
    requests.map(request => prepareRequest(database, name, request, codec)),
  );
  for (const write of writes) write.check();
  for (const group of Map.groupBy(writes, ({ table }) => table).values()) requireDistinctKeys(group.map(keyOfWrite));
  const capacity = new Capacity(input.ReturnConsumedCapacity);
  const metrics: Record<string, object[]> = {};
  for (const write of writes) {
    const key = keyOfWrite(write);
    const old = write.table.item(key);
    const item = write.next(old);
    database.commit(write.table, key, item);
    capacity.addWrite(write.table, old, item);
    addMetrics(metrics, write.table, write, input, codec);
  }
  return {
    UnprocessedItems: {},
    ...capacity.ofTables(),
    ...(Object.keys(metrics).length > 0 && { ItemCollectionMetrics: metrics }),
  };
}

function addMetrics(
  metrics: Record<string, object[]>,
  table: Table,
  { given }: PreparedWrite,
  input: Input,
  codec: Codec,
): void {
  const found = collectionMetrics(table, given, input.ReturnItemCollectionMetrics, codec).ItemCollectionMetrics;
  if (found) metrics[table.name] = [...(metrics[table.name] ?? []), found];
}

function requireRequests(items: unknown): [string, WriteRequest[]][] {
  const requests = Object.entries((items ?? {}) as Record<string, WriteRequest[]>);
  if (requests.length === 0) throw validationError('The requestItems parameter is required for BatchWriteItem');
  for (const [, { length }] of requests) {
    if (length >= 1 && length <= BATCH_WRITE_REQUESTS_MAX) continue;
    const text = requests.map(([name, list]) => `${name}=[${list.map(one => JSON.stringify(one)).join(', ')}]`);
    throw validationError(
      `1 validation error detected: Value '{${text.join(', ')}}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to ${BATCH_WRITE_REQUESTS_MAX}, Member must have length greater than or equal to 1]`,
    );
  }
  const count = requests.reduce((sum, [, { length }]) => sum + length, 0);
  if (count > BATCH_WRITE_REQUESTS_MAX) throw validationError('Too many items requested for the BatchWriteItem call');
  return requests;
}

function prepareRequest(database: Database, name: string, request: WriteRequest, codec: Codec): PreparedWrite {
  const { PutRequest: put, DeleteRequest: remove } = request;
  if ((put === undefined) === (remove === undefined)) {
    throw validationError(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  const TableName = requireTableName(name);
  return put
    ? prepareWrite(database, 'Put', { TableName, Item: put.Item }, codec)
    : prepareWrite(database, 'Delete', { TableName, Key: remove?.Key }, codec);
}
