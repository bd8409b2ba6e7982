/** Isolation: the caller gets copies of rows, stored rows never change, and transactions are atomic. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, it } from 'vitest';
import { type OpenEngine, openEngine, TABLE } from './engine-table.ts';
import { recordsOf } from './records.ts';

const Key = { pk: 'a', sk: 'b' };
let open: OpenEngine;

beforeEach(async () => {
  open = await openEngine();
});

const put = (Item: Record<string, unknown>) => open.documents.send(new PutCommand({ TableName: TABLE, Item }));
const get = async (sk = 'b') =>
  (await open.documents.send(new GetCommand({ TableName: TABLE, Key: { pk: 'a', sk } }))).Item;
const makeRow = () => ({
  ...Key,
  list: [1, { deep: [2] }],
  map: { one: { n: 1 } },
  tags: new Set(['x']),
  bytes: new Uint8Array([1, 2]),
});
type TestRow = ReturnType<typeof makeRow>;

function change(row: TestRow): void {
  row.list.push(9);
  (row.list[1] as { deep: number[] }).deep.push(9);
  row.map.one.n = 9;
  row.tags.add('y');
  row.bytes[0] = 9;
}

it('a row does not change when the caller changes what it put', async () => {
  const row = makeRow();
  await put(row);
  change(row);
  expect(await get()).toEqual(makeRow());
});

it('a row does not change when the caller changes what it read, from a get, a query or a change', async () => {
  await put(makeRow());
  change((await get()) as TestRow);
  const query = new QueryCommand({
    TableName: TABLE,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': 'a' },
  });
  change((await open.documents.send(query)).Items?.[0] as TestRow);
  const update = new UpdateCommand({
    TableName: TABLE,
    Key,
    UpdateExpression: 'REMOVE absent',
    ReturnValues: 'ALL_NEW',
  });
  change((await open.documents.send(update)).Attributes as TestRow);
  expect(await get()).toEqual(makeRow());
});

it('a row does not change when the caller changes raw bytes that it read', async () => {
  await put(makeRow());
  const read = new GetItemCommand({ TableName: TABLE, Key: { pk: { S: 'a' }, sk: { S: 'b' } } });
  const { Item } = await open.raw.send(read);
  Item?.bytes?.B?.fill(9);
  expect((await get())?.bytes).toEqual(new Uint8Array([1, 2]));
});

it('a value of an expression does not change when the caller changes it afterwards', async () => {
  const value = { list: [1] };
  await open.documents.send(
    new UpdateCommand({
      TableName: TABLE,
      Key,
      UpdateExpression: 'SET v = :v',
      ExpressionAttributeValues: { ':v': value },
    }),
  );
  value.list.push(2);
  expect((await get())?.v).toEqual({ list: [1] });
});

it('the stream keeps rows as they were, also if an update changes their maps and lists later', async () => {
  await put(makeRow());
  await open.documents.send(
    new UpdateCommand({
      TableName: TABLE,
      Key,
      UpdateExpression: 'SET #map.#one.n = :nine, #list[1] = :nine REMOVE bytes',
      ExpressionAttributeNames: { '#map': 'map', '#one': 'one', '#list': 'list' },
      ExpressionAttributeValues: { ':nine': 9 },
    }),
  );
  const [inserted, modified] = await recordsOf(open);
  const before = { M: { one: { M: { n: { N: '1' } } } } };
  expect([inserted?.dynamodb?.NewImage?.map, modified?.dynamodb?.OldImage?.map]).toEqual([before, before]);
  expect(modified?.dynamodb?.NewImage?.map).toEqual({ M: { one: { M: { n: { N: '9' } } } } });
});

const add = (sk: string, amount: number) => ({
  Update: {
    TableName: TABLE,
    Key: { pk: 'a', sk },
    UpdateExpression: 'ADD n :amount',
    ExpressionAttributeValues: { ':amount': amount },
  },
});

it('no request sees half of a transaction, and no transaction is lost, if 200 run at once', async () => {
  const sums = await Promise.all(
    Array.from({ length: 200 }, async () => {
      await open.documents.send(new TransactWriteCommand({ TransactItems: [add('left', 1), add('right', -1)] }));
      const { Responses = [] } = await open.documents.send(
        new TransactGetCommand({
          TransactItems: ['left', 'right'].map(sk => ({ Get: { TableName: TABLE, Key: { pk: 'a', sk } } })),
        }),
      );
      return Responses.reduce((sum, { Item }) => sum + Number(Item?.n), 0);
    }),
  );
  expect(new Set(sums)).toEqual(new Set([0]));
  expect([(await get('left'))?.n, (await get('right'))?.n]).toEqual([200, -200]);
});
