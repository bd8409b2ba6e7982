/** Wrong requests: each gets DynamoDB's own error, or one sentence that names the part which the engine does not support. */
import {
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  QueryCommand as RawQueryCommand,
  TagResourceCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { BATCH_WRITE_REQUESTS_MAX, HASH_KEY_BYTES_MAX, TRANSACTION_ACTIONS_MAX } from '../../lib/engine/limits.ts';
import { createSideTable, errorOf, type OpenEngine, openEngine, TABLE } from './engine-table.ts';

const SIDE = 'side';
const Key = { pk: 'a', sk: 'b' };
let open: OpenEngine;

beforeEach(async () => {
  open = await openEngine();
  await createSideTable(open, SIDE);
});

const answerTo = async (command: unknown) => {
  const { name, message } = await errorOf(open.documents.send(command as never));
  return [name, message];
};

describe('an unsupported operation or parameter is named in the error', () => {
  it.each([
    ['ExecuteStatement', new ExecuteStatementCommand({ Statement: 'SELECT * FROM x' }), 'ExecuteStatement'],
    ['TagResource', new TagResourceCommand({ ResourceArn: 'x', Tags: [] }), 'TagResource'],
    [
      'a legacy parameter',
      new GetItemCommand({ TableName: TABLE, Key: {}, AttributesToGet: ['a'] }),
      'The parameter AttributesToGet',
    ],
    [
      'a legacy key condition',
      new RawQueryCommand({ TableName: TABLE, KeyConditions: {} }),
      'The parameter KeyConditions',
    ],
  ])('%s', async (_name, command, subject) => {
    expect((await answerTo(command))[1]).toBe(`${subject} is not supported by the embedded engine`);
  });
});

describe('an unknown expression', () => {
  const putIf = (ConditionExpression: string) =>
    new PutCommand({
      TableName: TABLE,
      Item: Key,
      ConditionExpression,
      ...(ConditionExpression.includes(':v') && { ExpressionAttributeValues: { ':v': 'x' } }),
    });

  it.each([
    ['note LIKE :v', 'Syntax error; token: "LIKE", near: "note LIKE :v"'],
    ['starts_with(note, :v)', 'Invalid function name; function: starts_with'],
    ['note == :v', 'Syntax error; token: "=", near: "== :v"'],
    ['note = :v note', 'Syntax error; token: "note", near: ":v note"'],
    ['note = "x"', 'Syntax error; token: """, near: "= "x"'],
  ])('is refused as a syntax error or an unknown function: %s', async (condition, detail) => {
    expect(await answerTo(putIf(condition))).toEqual(['ValidationException', `Invalid ConditionExpression: ${detail}`]);
  });
});

describe('a request above a limit', () => {
  const longKey = 'x'.repeat(HASH_KEY_BYTES_MAX + 1);

  it('a key above 2,048 bytes in a query is refused', async () => {
    const query = new QueryCommand({
      TableName: TABLE,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': longKey },
    });
    expect(await answerTo(query)).toEqual([
      'ValidationException',
      'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
    ]);
  });

  it.each([
    ['write', (length: number) => new TransactWriteCommand({ TransactItems: rows(length).map(deletes) })],
    ['get', (length: number) => new TransactGetCommand({ TransactItems: rows(length).map(gets) })],
  ])('a transaction to %s 101 rows is refused, and one of 100 is not', async (_name, transaction) => {
    await open.documents.send(transaction(TRANSACTION_ACTIONS_MAX) as never);
    const [name, message] = await answerTo(transaction(TRANSACTION_ACTIONS_MAX + 1));
    expect(name).toBe('ValidationException');
    expect(message).toMatch(
      /at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100$/,
    );
  });

  const rows = (length: number) => Array.from({ length }, (_, i) => ({ pk: 'a', sk: String(i) }));
  const deletes = (key: object) => ({ Delete: { TableName: TABLE, Key: key as never } });
  const gets = (key: object) => ({ Get: { TableName: TABLE, Key: key as never } });
  const puts = (count: number) => rows(count).map(Item => ({ PutRequest: { Item } }));
  const sidePut = { PutRequest: { Item: { id: 'x' } } };

  it('a batch of 26 writes is refused, in one table or in two, and writes nothing', async () => {
    const batch = (RequestItems: object) => answerTo(new BatchWriteCommand({ RequestItems: RequestItems as never }));
    const one = await batch({ [TABLE]: puts(BATCH_WRITE_REQUESTS_MAX + 1) });
    expect(one[1]).toMatch(/less than or equal to 25, Member must have length greater than or equal to 1\]$/);
    const two = await batch({ [TABLE]: puts(BATCH_WRITE_REQUESTS_MAX), [SIDE]: [sidePut] });
    expect(two[1]).toBe('Too many items requested for the BatchWriteItem call');
    const none = await batch({ [TABLE]: [] });
    expect(none[1]).toMatch(/less than or equal to 25, Member must have length greater than or equal to 1\]$/);
    expect((await open.documents.send(new ScanCommand({ TableName: TABLE }))).Count).toBe(0);
  });
});

describe('a table that does not exist', () => {
  const TableName = 'absent';
  const condition = { ConditionExpression: 'attribute_exists(pk)' };
  const query = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': 'a' } };

  it.each<[string, unknown]>([
    ['GetItem', new GetCommand({ TableName, Key })],
    ['PutItem', new PutCommand({ TableName, Item: Key })],
    ['UpdateItem', new UpdateCommand({ TableName, Key })],
    ['DeleteItem', new DeleteCommand({ TableName, Key })],
    ['Query', new QueryCommand({ TableName, ...query })],
    ['Scan', new ScanCommand({ TableName })],
    ['BatchGetItem', new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [Key] } } })],
    ['BatchWriteItem', new BatchWriteCommand({ RequestItems: { [TableName]: [{ DeleteRequest: { Key } }] } })],
    ['TransactGetItems', new TransactGetCommand({ TransactItems: [{ Get: { TableName, Key } }] })],
    [
      'TransactWriteItems',
      new TransactWriteCommand({ TransactItems: [{ ConditionCheck: { TableName, Key, ...condition } }] }),
    ],
  ])('is not found by %s', async (_name, command) => {
    expect(await answerTo(command)).toEqual(['ResourceNotFoundException', 'Requested resource not found']);
  });

  it.each<[string, unknown]>([
    ['DescribeTable', new DescribeTableCommand({ TableName })],
    ['UpdateTable', new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true })],
    ['DeleteTable', new DeleteTableCommand({ TableName })],
    ['DescribeTimeToLive', new DescribeTimeToLiveCommand({ TableName })],
  ])('is not found, and named, by %s', async (_name, command) => {
    expect(await answerTo(command)).toEqual([
      'ResourceNotFoundException',
      'Requested resource not found: Table: absent not found',
    ]);
  });
});

it('a consistent query of a global index is refused', async () => {
  const query = new QueryCommand({
    TableName: TABLE,
    IndexName: 'byOwner',
    KeyConditionExpression: 'ownerPk = :pk',
    ExpressionAttributeValues: { ':pk': 'a' },
    ConsistentRead: true,
  });
  expect(await answerTo(query)).toEqual([
    'ValidationException',
    'Consistent reads are not supported on global secondary indexes',
  ]);
});
