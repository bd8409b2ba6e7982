/**
 * BatchGetItem: up to 100 rows of several tables. On AWS the rows may be of different moments; a torn read (faults/torn-
 * read.ts) shows that.
 */
import { constraintError, validationError } from '../errors.ts';
import { BATCH_GET_BYTES_MAX, BATCH_GET_KEYS_MAX } from '../limits.ts';
import type { Database } from '../storage/database.ts';
import { haveDuplicates, type KeyTexts, keyTextsOf, requireKey } from '../storage/schema.ts';
import type { Codec } from '../values/codec.ts';
import type { Item } from '../values/value.ts';
import { Capacity, readUnits } from './capacity.ts';
import { type Input, refuseLegacy, requireChoices, requireTableName } from './parameters.ts';
import { projectionOf } from './read-item.ts';

type Requested = Input & { Keys?: unknown[] };

export function batchGetItem(database: Database, input: Input, codec: Codec): Record<string, unknown> {
  requireChoices(input);
  const requests = requireRequests(input.RequestItems);
  const capacity = new Capacity(input.ReturnConsumedCapacity);
  const responses: Record<string, object[]> = {};
  const unprocessed: Record<string, object> = {};
  let bytes = 0;
  for (const [name, request] of requests) {
    const part = projectionOf(request, codec);
    const table = database.table(requireTableName(name));
    const keys = (request.Keys ?? []).map(key => codec.readItem(key));
    for (const key of keys) requireKey(table.schema, key);
    requireDistinctKeys(keys.map(key => keyTextsOf(table.schema, key)));
    const items: Item[] = [];
    const left: unknown[] = [];
    for (const [i, key] of keys.entries()) {
      const row = table.row(key);
      if (bytes + (row?.size ?? 0) > BATCH_GET_BYTES_MAX) {
        left.push(request.Keys?.[i]);
        continue;
      }
      bytes += row?.size ?? 0;
      capacity.addRead(table, readUnits(row?.size ?? 0, request.ConsistentRead === true));
      if (row) items.push(part(row.item));
    }
    responses[name] = items.map(item => codec.writeItem(item));
    if (left.length > 0) unprocessed[name] = { ...request, Keys: left };
  }
  return { Responses: responses, UnprocessedKeys: unprocessed, ...capacity.ofTables() };
}

function requireRequests(items: unknown): [string, Requested][] {
  const requests = Object.entries((items ?? {}) as Record<string, Requested>);
  if (requests.length === 0) throw validationError('The requestItems parameter is required for BatchGetItem');
  for (const [name, request] of requests) {
    refuseLegacy(request, ['AttributesToGet'], ['ProjectionExpression']);
    const { Keys: keys } = request;
    if (!Array.isArray(keys)) throw constraintError('null', `requestItems.${name}.member.keys`, 'not be null');
    if (keys.length === 0) {
      throw constraintError(`'[]'`, `requestItems.${name}.member.keys`, 'have length greater than or equal to 1');
    }
    if (keys.length > BATCH_GET_KEYS_MAX) {
      throw validationError(
        `1 validation error detected: Value at 'RequestItems.${name}.member.Keys' failed to satisfy constraint: Member must have length less than or equal to ${BATCH_GET_KEYS_MAX}`,
      );
    }
  }
  const count = requests.reduce((sum, [, { Keys: keys = [] }]) => sum + keys.length, 0);
  if (count > BATCH_GET_KEYS_MAX) {
    throw validationError('Too many items requested for the BatchGetItem call');
  }
  return requests;
}

/** Refuses a batch that has one key twice. */
export function requireDistinctKeys(keys: KeyTexts[]): void {
  if (haveDuplicates(keys)) throw validationError('Provided list of item keys contains duplicates');
}
