/** AWS's limits, on both sides of each. */
import {
  BatchGetCommand,
  BatchWriteCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  BATCH_GET_KEYS_MAX,
  BATCH_WRITE_REQUESTS_MAX,
  HASH_KEY_BYTES_MAX,
  ITEM_BYTES_MAX,
  SORT_KEY_BYTES_MAX,
  TRANSACTION_ACTIONS_MAX,
} from '../../lib/engine/limits.ts';
import { errorOf, type OpenEngine, openEngine, TABLE } from './engine-table.ts';

let open: OpenEngine;

beforeEach(async () => {
  open = await openEngine();
});

const put = (Item: Record<string, unknown>) => open.documents.send(new PutCommand({ TableName: TABLE, Item }));
const text = (length: number): string => 'x'.repeat(length);
const key = { pk: 'a', sk: 'b' };
/** The bytes of the names and of the key in the row. */
const OVERHEAD = 'pk'.length + 'a'.length + 'sk'.length + 'b'.length + 'data'.length;

describe('a row', () => {
  it('may have 400 KB and no more', async () => {
    await put({ ...key, data: text(ITEM_BYTES_MAX - OVERHEAD) });
    const error = await errorOf(put({ ...key, data: text(ITEM_BYTES_MAX - OVERHEAD + 1) }));
    expect(error.message).toBe('Item size has exceeded the maximum allowed size');
  });

  it('may not grow above 400 KB by an update', async () => {
    const update = (length: number) =>
      open.documents.send(
        new UpdateCommand({
          TableName: TABLE,
          Key: key,
          UpdateExpression: 'SET #data = :text',
          ExpressionAttributeNames: { '#data': 'data' },
          ExpressionAttributeValues: { ':text': text(length) },
        }),
      );
    await update(ITEM_BYTES_MAX - OVERHEAD);
    const error = await errorOf(update(ITEM_BYTES_MAX - OVERHEAD + 1));
    expect(error.message).toBe('Item size to update has exceeded the maximum allowed size');
  });

  it('counts strings in UTF-8', async () => {
    await expect(put({ ...key, data: '\u{1f3ab}'.repeat(ITEM_BYTES_MAX / 4) })).rejects.toThrow(/Item size/);
  });
});

const HASH_MESSAGE =
  'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes';
const SORT_MESSAGE =
  'One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes';

describe('a key', () => {
  it('may have 2,048 and 1,024 bytes and no more', async () => {
    await put({ pk: text(HASH_KEY_BYTES_MAX), sk: text(SORT_KEY_BYTES_MAX) });
    expect((await errorOf(put({ pk: text(HASH_KEY_BYTES_MAX + 1), sk: 'b' }))).message).toBe(HASH_MESSAGE);
    expect((await errorOf(put({ pk: 'a', sk: text(SORT_KEY_BYTES_MAX + 1) }))).message).toBe(SORT_MESSAGE);
  });

  it.each([
    [text(HASH_KEY_BYTES_MAX + 1), 'b', HASH_MESSAGE],
    ['a', text(SORT_KEY_BYTES_MAX + 1), SORT_MESSAGE],
  ])('has the same limits in a query', async (pk, sk, message) => {
    const query = new QueryCommand({
      TableName: TABLE,
      KeyConditionExpression: 'pk = :pk AND sk > :sk',
      ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
    });
    expect((await errorOf(open.documents.send(query))).message).toBe(message);
  });

  it.each([
    [{ ...key, ownerPk: 5 }, 'Type mismatch for Index Key ownerPk Expected: S Actual: N IndexName: byOwner'],
    [
      { ...key, ownerPk: text(HASH_KEY_BYTES_MAX + 1) },
      'Size of hashkey has exceeded the maximum size limit of2048 bytes',
    ],
    [{ pk: 'a', sk: 5 }, 'Type mismatch for key sk expected: S actual: N'],
    [{ pk: 'a' }, 'Missing the key sk in the item'],
  ])('of a table or an index is checked in a put', async (row, detail) => {
    expect((await errorOf(put(row))).message).toBe(`One or more parameter values were invalid: ${detail}`);
  });
});

describe('a request', () => {
  const rows = (count: number, data = '') => Array.from({ length: count }, (_, i) => ({ pk: `p${i}`, sk: 's', data }));
  const transact = (items: object[]) =>
    open.documents.send(
      new TransactWriteCommand({
        TransactItems: items.map(Item => ({ Put: { TableName: TABLE, Item: Item as never } })),
      }),
    );

  it('may have 100 actions of a transaction and no more', async () => {
    await transact(rows(TRANSACTION_ACTIONS_MAX));
    const error = await errorOf(transact(rows(TRANSACTION_ACTIONS_MAX + 1)));
    expect(error.message).toMatch(/at 'transactItems' failed .* Member must have length less than or equal to 100$/);
  });

  it('may write 4 MB in a transaction and no more', async () => {
    await transact(rows(10, text(400_000)));
    expect((await errorOf(transact(rows(11, text(400_000))))).name).toBe('ValidationException');
  });

  it('may get 100 rows and write 25 in a batch and no more', async () => {
    const get = (count: number) =>
      open.documents.send(
        new BatchGetCommand({ RequestItems: { [TABLE]: { Keys: rows(count).map(({ pk, sk }) => ({ pk, sk })) } } }),
      );
    const write = (count: number) =>
      open.documents.send(
        new BatchWriteCommand({ RequestItems: { [TABLE]: rows(count).map(Item => ({ PutRequest: { Item } })) } }),
      );
    await write(BATCH_WRITE_REQUESTS_MAX);
    await get(BATCH_GET_KEYS_MAX);
    await expect(write(BATCH_WRITE_REQUESTS_MAX + 1)).rejects.toThrow(/less than or equal to 25/);
    await expect(get(BATCH_GET_KEYS_MAX + 1)).rejects.toThrow(/less than or equal to 100/);
  });
});
