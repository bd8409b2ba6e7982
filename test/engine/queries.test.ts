/** Queries and scans: order, ranges, pages, indexes, filters, segments and capacity. */
import {
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { errorOf, type OpenEngine, openEngine, TABLE } from './engine-table.ts';

let open: OpenEngine;

beforeEach(async () => {
  open = await openEngine();
});

const put = (Item: Record<string, unknown>) => open.documents.send(new PutCommand({ TableName: TABLE, Item }));
const query = (sort: string, values: object = {}, others: Partial<QueryCommandInput> = {}) =>
  open.documents.send(
    new QueryCommand({
      TableName: TABLE,
      KeyConditionExpression: `pk = :pk${sort}`,
      ExpressionAttributeValues: { ':pk': 'a', ...values },
      ...others,
    }),
  );
const sortKeys = async (...parts: Parameters<typeof query>) => (await query(...parts)).Items?.map(({ sk }) => sk);

describe('a query', () => {
  const KEYS = ['A', 'B', 'BB', 'C', 'é', '\uffee', '\u{1f3ab}'];

  beforeEach(async () => {
    for (const sk of KEYS.toReversed()) await put({ pk: 'a', sk });
    await put({ pk: 'b', sk: 'A' });
  });

  it('orders strings by their UTF-8 bytes, in both directions', async () => {
    expect(await sortKeys('')).toEqual(KEYS);
    expect(await sortKeys('', {}, { ScanIndexForward: false })).toEqual(KEYS.toReversed());
  });

  it.each<[string, object, string[]]>([
    [' AND sk = :a', { ':a': 'B' }, ['B']],
    [' AND sk < :a', { ':a': 'BB' }, ['A', 'B']],
    [' AND sk <= :a', { ':a': 'BB' }, ['A', 'B', 'BB']],
    [' AND sk > :a', { ':a': 'é' }, ['\uffee', '\u{1f3ab}']],
    [' AND :a <= sk', { ':a': '\uffee' }, ['\uffee', '\u{1f3ab}']],
    [' AND sk BETWEEN :a AND :b', { ':a': 'B', ':b': 'C' }, ['B', 'BB', 'C']],
    [' AND begins_with(sk, :a)', { ':a': 'B' }, ['B', 'BB']],
  ])('reads a range: %s', async (sort, values, expected) => {
    expect(await sortKeys(sort, values)).toEqual(expected);
    expect(await sortKeys(sort, values, { ScanIndexForward: false })).toEqual(expected.toReversed());
  });

  it.each([true, false])('reads in pages, in both directions', async ScanIndexForward => {
    const read: unknown[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await query('', {}, { Limit: 2, ScanIndexForward, ...(start && { ExclusiveStartKey: start }) });
      read.push(...(page.Items ?? []).map(({ sk }) => sk));
      start = page.LastEvaluatedKey;
    } while (start);
    expect(read).toEqual(ScanIndexForward ? KEYS : KEYS.toReversed());
  });

  it('counts rows that the filter leaves out as scanned', async () => {
    const page = await query(
      '',
      { ':f': 'x' },
      { FilterExpression: 'attribute_exists(pk2) OR absent = :f', Select: 'COUNT' },
    );
    expect(page).toMatchObject({ Count: 0, ScannedCount: KEYS.length });
    expect(page.Items).toBeUndefined();
  });

  it.each([
    ['sk = :pk', 'Query condition missed key schema element: pk'],
    ['pk = :pk OR sk = :pk', 'Invalid operator used in KeyConditionExpression: OR'],
    ['pk > :pk', 'Query key condition not supported'],
    ['pk = :pk AND size(sk) = :pk', 'KeyConditionExpressions cannot contain nested operations'],
    ['pk = :pk AND pk = :pk', 'KeyConditionExpressions must only contain one condition per key'],
  ])('refuses a wrong key condition: %s', async (KeyConditionExpression, message) => {
    expect((await errorOf(query('', {}, { KeyConditionExpression }))).message).toBe(message);
  });

  it('ends a page at 1 MB', async () => {
    for (let i = 0; i < 5; i++) await put({ pk: 'big', sk: String(i), data: 'x'.repeat(300_000) });
    const page = await query('', { ':pk': 'big' }, { ReturnConsumedCapacity: 'TOTAL', ConsistentRead: true });
    expect(page).toMatchObject({ Count: 4, LastEvaluatedKey: { pk: 'big', sk: '3' } });
    expect(page.ConsumedCapacity?.CapacityUnits).toBe(Math.ceil((4 * 300_013) / 4_096));
  });
});

describe('an index', () => {
  const owner = (IndexName = 'byOwner') =>
    new QueryCommand({
      TableName: TABLE,
      IndexName,
      KeyConditionExpression: 'ownerPk = :pk',
      ExpressionAttributeValues: { ':pk': 'o' },
    });

  it('contains only rows with its key attributes, and only the attributes of its projection', async () => {
    await put({ pk: 'a', sk: '1', ownerPk: 'o', ownerSk: '2', status: 'held', other: 1 });
    await put({ pk: 'a', sk: '2', ownerPk: 'o', ownerSk: '1' });
    await put({ pk: 'a', sk: '3', ownerPk: 'o' });
    expect((await open.documents.send(owner())).Items).toEqual([
      { pk: 'a', sk: '2', ownerPk: 'o', ownerSk: '1' },
      { pk: 'a', sk: '1', ownerPk: 'o', ownerSk: '2', status: 'held' },
    ]);
  });

  it('moves a row if its key attributes change', async () => {
    await put({ pk: 'a', sk: '1', ownerPk: 'o', ownerSk: '2' });
    const update = (UpdateExpression: string, values?: object) =>
      open.documents.send(
        new UpdateCommand({
          TableName: TABLE,
          Key: { pk: 'a', sk: '1' },
          UpdateExpression,
          ...(values && { ExpressionAttributeValues: values as never }),
        }),
      );
    await update('SET ownerSk = :v', { ':v': '9' });
    expect((await open.documents.send(owner())).Items?.map(({ ownerSk }) => ownerSk)).toEqual(['9']);
    await update('REMOVE ownerPk');
    expect((await open.documents.send(owner())).Items).toEqual([]);
  });

  it('that does not exist is refused', async () => {
    const error = await errorOf(open.documents.send(owner('absent')));
    expect(error.message).toBe('The table does not have the specified index: absent');
  });
});

describe('a scan', () => {
  it('returns each row in exactly one segment', async () => {
    for (let i = 0; i < 200; i++) await put({ pk: `p${i}`, sk: 'x' });
    const segments = await Promise.all(
      Array.from({ length: 4 }, (_, Segment) =>
        open.documents.send(new ScanCommand({ TableName: TABLE, Segment, TotalSegments: 4 })),
      ),
    );
    const names = segments.flatMap(({ Items = [] }) => Items.map(({ pk }) => pk));
    expect(new Set(names).size).toBe(200);
    expect(names).toHaveLength(200);
    for (const { Count } of segments) expect(Count).toBeGreaterThan(20);
  });

  it('reads every row once in pages', async () => {
    for (let i = 0; i < 50; i++) await put({ pk: `p${i % 7}`, sk: String(i) });
    const names: string[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await open.documents.send(
        new ScanCommand({ TableName: TABLE, Limit: 3, ...(start && { ExclusiveStartKey: start }) }),
      );
      names.push(...(page.Items ?? []).map(({ sk }) => sk));
      start = page.LastEvaluatedKey;
    } while (start);
    expect(names.toSorted()).toEqual(Array.from({ length: 50 }, (_, i) => String(i)).sort());
  });
});

describe('capacity', () => {
  it.each<[string, object, number]>([
    ['a row of 3 KB, consistently', { Key: { pk: 'c', sk: '3000' }, ConsistentRead: true }, 1],
    ['a row of 3 KB', { Key: { pk: 'c', sk: '3000' } }, 0.5],
    ['a row of 5 KB, consistently', { Key: { pk: 'c', sk: '5000' }, ConsistentRead: true }, 2],
    ['an absent row, consistently', { Key: { pk: 'c', sk: '0' }, ConsistentRead: true }, 1],
  ])('is billed for %s', async (_name, input, units) => {
    for (const size of [3_000, 5_000]) await put({ pk: 'c', sk: String(size), data: 'x'.repeat(size) });
    const get = new GetCommand({ TableName: TABLE, ReturnConsumedCapacity: 'TOTAL', ...input } as never);
    expect((await open.documents.send(get)).ConsumedCapacity?.CapacityUnits).toBe(units);
  });

  it('of a write counts the larger row and the changed entries of indexes', async () => {
    const write = async (Item: Record<string, unknown>) =>
      (await open.documents.send(new PutCommand({ TableName: TABLE, Item, ReturnConsumedCapacity: 'INDEXES' })))
        .ConsumedCapacity;
    const key = { pk: 'w', sk: '1', ownerPk: 'o' };
    expect(await write({ ...key, data: 'x'.repeat(1_500) })).toMatchObject({ CapacityUnits: 2 });
    expect(await write({ ...key, ownerSk: '1' })).toMatchObject({
      CapacityUnits: 3,
      Table: { CapacityUnits: 2 },
      GlobalSecondaryIndexes: { byOwner: { CapacityUnits: 1 } },
    });
    expect(await write({ ...key, ownerSk: '2' })).toMatchObject({ CapacityUnits: 3 });
    expect(await write({ ...key, ownerSk: '2', other: 1 })).toMatchObject({ CapacityUnits: 1 });
  });
});
