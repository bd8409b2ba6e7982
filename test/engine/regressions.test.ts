/** Fixed bugs. Each name says what the engine used to do. DynamoDB Local or AWS's documentation showed the difference. */
import { DeleteTableCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import { GetCommand, PutCommand, QueryCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { TOKEN_LIFETIME_MS } from '../../lib/engine/limits.ts';
import { StreamLog } from '../../lib/engine/storage/stream-log.ts';
import { TokenLog } from '../../lib/engine/storage/token-log.ts';
import { describedTable, errorOf, type OpenEngine, openEngine, START, TABLE } from './engine-table.ts';

const Key = { pk: 'a', sk: 'b' };
const steps = [
  { seat: 0, is: 'a' },
  { seat: 1, is: 'b' },
  { seat: 2, is: 'c' },
  { seat: 3, is: 'd' },
];
let open: OpenEngine;

beforeEach(async () => {
  open = await openEngine();
  await open.documents.send(new PutCommand({ TableName: TABLE, Item: { ...Key, n: 1, steps, note: 'x' } }));
});

const putIf = (ConditionExpression: string, values?: Record<string, unknown>) =>
  open.documents.send(
    new PutCommand({
      TableName: TABLE,
      Item: Key,
      ConditionExpression,
      ...(values && { ExpressionAttributeValues: values }),
    }),
  );

describe('a condition', () => {
  it('with `size` used to compare the bytes of a string, not its length', async () => {
    await open.documents.send(new PutCommand({ TableName: TABLE, Item: { ...Key, note: 'é' } }));
    expect(await errorOf(putIf('size(note) > :one', { ':one': 1 }))).toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
    await putIf('size(note) = :one', { ':one': 1 });
  });

  it('with <> used to fail if both attributes are absent', async () => {
    await putIf('absent <> gone');
    await expect(putIf('NOT absent <> gone')).rejects.toThrow('The conditional request failed');
  });

  it.each([
    ['n IN (:v, n)', 'IN'],
    ['n BETWEEN n AND :v', 'BETWEEN'],
    ['n BETWEEN :v AND n', 'BETWEEN'],
  ])('used to accept the first operand among the others: %s', async (condition, operator) => {
    const error = await errorOf(putIf(condition, { ':v': 1 }));
    expect([error.name, error.message]).toEqual([
      'ValidationException',
      `Invalid ConditionExpression: The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: [n]`,
    ]);
  });

  it.each([
    ['n AND note', 'AND', 'n AND note'],
    ['n OR note', 'OR', 'n OR note'],
    ['(n) AND note = :v', 'AND', ') AND note'],
  ])(
    'used to report the token after AND or OR if no condition precedes that word: %s',
    async (condition, token, near) => {
      const error = await errorOf(putIf(condition, condition.includes(':v') ? { ':v': 1 } : undefined));
      expect(error.message).toBe(`Invalid ConditionExpression: Syntax error; token: "${token}", near: "${near}"`);
    },
  );

  it('with a condition in place of an operand used to report the end of the expression as the wrong token', async () => {
    const error = await errorOf(putIf('n = (note = :v)', { ':v': 1 }));
    expect(error.message).toBe('Invalid ConditionExpression: Syntax error; token: "=", near: "note = :v"');
  });
});

describe('a start key', () => {
  const queryFrom = (ExclusiveStartKey: object) =>
    open.documents.send(
      new QueryCommand({
        TableName: TABLE,
        KeyConditionExpression: 'pk = :pk AND sk > :sk',
        ExpressionAttributeValues: { ':pk': 'a', ':sk': 'm' },
        ExclusiveStartKey,
      }),
    );

  it('with two errors used to be refused for its partition before its range', async () => {
    const error = await errorOf(queryFrom({ pk: 'other', sk: 'b' }));
    expect(error.message).toBe('The provided starting key does not match the range key predicate');
  });

  it('of another partition is refused if its range is right', async () => {
    const error = await errorOf(queryFrom({ pk: 'other', sk: 'n' }));
    expect(error.message).toBe('The provided starting key is outside query boundaries based on provided conditions');
  });
});

it('a get with expression values but without an expression used to be refused', async () => {
  const get = { TableName: TABLE, Key, ExpressionAttributeValues: { ':unused': 1 } };
  expect((await open.documents.send(new GetCommand(get as never))).Item).toMatchObject(Key);
});

describe('an update', () => {
  const update = async (UpdateExpression: string, values?: Record<string, unknown>) => {
    const command = new UpdateCommand({
      TableName: TABLE,
      Key,
      UpdateExpression,
      ...(values && { ExpressionAttributeValues: values }),
      ReturnValues: 'ALL_NEW',
    });
    return (await open.documents.send(command)).Attributes;
  };
  const [first, second, third, fourth] = steps;

  it('used to remove a wrong element when another attribute was named between two elements of a list', async () => {
    expect(await update('REMOVE steps[0], note, steps[2]')).toEqual({ ...Key, n: 1, steps: [second, fourth] });
  });

  it('used to remove a part of the next element after the removal of an earlier one', async () => {
    expect((await update('REMOVE steps[0], steps[1].seat'))?.steps).toEqual([{ is: 'b' }, third, fourth]);
  });

  it('used to append elements in the order of its clauses, not of their positions', async () => {
    const values = { ':nine': 9, ':seven': 7 };
    expect((await update('SET steps[9] = :nine, n = :nine, steps[7] = :seven', values))?.steps).toEqual([
      first,
      second,
      third,
      fourth,
      7,
      9,
    ]);
  });

  it('used to report a function of conditions as an unknown function', async () => {
    expect((await errorOf(update('SET n = size(steps)'))).message).toBe(
      'Invalid UpdateExpression: The function is not allowed in an update expression; function: size',
    );
  });
});

describe('a transaction', () => {
  const transact = (TransactItems: object[], ClientRequestToken?: string) =>
    open.documents.send(new TransactWriteCommand({ TransactItems, ClientRequestToken } as never));
  const put = { Put: { TableName: TABLE, Item: { pk: 'a', sk: 'c' } } };

  it.each([
    ['ConditionCheck', 'conditionCheck.conditionExpression'],
    ['Update', 'update.updateExpression'],
  ])('used to report its first action if the %s of another action has no expression', async (kind, member) => {
    const error = await errorOf(transact([put, { [kind]: { TableName: TABLE, Key } }]));
    expect(error.message).toBe(
      `1 validation error detected: Value null at 'transactItems.2.member.${member}' failed to satisfy constraint: Member must not be null`,
    );
  });

  it('with the token of a transaction that asked for other rows used to succeed', async () => {
    await transact([put], 'token');
    const asking = { Put: { ...put.Put, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } };
    expect((await errorOf(transact([asking], 'token'))).name).toBe('IdempotentParameterMismatchException');
  });
});

describe('memory', () => {
  it('used to keep the tokens of ten minutes in a list that each transaction searched from its beginning', () => {
    const log = new TokenLog();
    for (let i = 0; i < 30; i++) log.remember(`t${i}`, 'f', START + i * (TOKEN_LIFETIME_MS / 10));
    expect(log.size).toBeLessThanOrEqual(22);
    const now = START + 29 * (TOKEN_LIFETIME_MS / 10);
    expect([19, 18].map(i => log.isRepeated(`t${i}`, 'f', now))).toEqual([true, false]);
  });

  it('used to grow with every record of a stream for 24 hours', () => {
    const schema = { hash: { name: 'pk', type: 'S' } } as const;
    const details = { arn: 'arn', label: 'l', tableName: TABLE, view: 'KEYS_ONLY', createdAt: START, schema } as const;
    const stream = new StreamLog(details, 100);
    for (let i = 0; i < 1_000; i++) stream.append({ old: undefined, new: new Map(), isExpiry: false }, START);
    const first = stream.start(START);
    expect(stream.end).toBe(1_000);
    expect(stream.end - first).toBeGreaterThan(80);
    expect(stream.end - first).toBeLessThanOrEqual(100);
    expect(stream.read(first, 1)[0]?.position).toBe(first);
  });
});

it('the stream of a deleted table used to lose its keys', async () => {
  const StreamArn = await open.streamArn();
  await open.raw.send(new DeleteTableCommand({ TableName: TABLE }));
  const { StreamDescription: stream } = await open.streams.send(new DescribeStreamCommand({ StreamArn }));
  expect(stream?.KeySchema?.map(({ AttributeName }) => AttributeName)).toEqual(['pk', 'sk']);
  const { ShardIterator } = await open.streams.send(
    new GetShardIteratorCommand({
      StreamArn,
      ShardId: stream?.Shards?.[0]?.ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    }),
  );
  const { Records: [record] = [] } = await open.streams.send(new GetRecordsCommand({ ShardIterator }));
  expect(record?.dynamodb?.Keys).toEqual({ pk: { S: 'a' }, sk: { S: 'b' } });
});

it('an index that was deleted used to leave its attributes in the definition of the table', async () => {
  const remove = { Delete: { IndexName: 'byService' } };
  await open.raw.send(new UpdateTableCommand({ TableName: TABLE, GlobalSecondaryIndexUpdates: [remove] }));
  const attributes = (await describedTable(open))?.AttributeDefinitions?.map(({ AttributeName }) => AttributeName);
  expect(attributes).toContain('routePk');
  expect(attributes).not.toContain('servicePk');
});

it('a second stream of a table used to be refused as a resource in use', async () => {
  const stream = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
  const error = await errorOf(open.raw.send(new UpdateTableCommand({ TableName: TABLE, StreamSpecification: stream })));
  expect(error.name).toBe('ValidationException');
});

it('an index that could not be created used to leave its attributes in the definition of the table', async () => {
  const before = await describedTable(open);
  const projection = { ProjectionType: 'ALL' } as const;
  const create = {
    IndexName: 'byOwner',
    KeySchema: [{ AttributeName: 'x', KeyType: 'HASH' as const }],
    Projection: projection,
  };
  const error = await errorOf(
    open.raw.send(
      new UpdateTableCommand({
        TableName: TABLE,
        AttributeDefinitions: [{ AttributeName: 'x', AttributeType: 'S' }],
        GlobalSecondaryIndexUpdates: [{ Create: create }],
      }),
    ),
  );
  expect(error.message).toBe('One or more parameter values were invalid: Duplicate index name: byOwner');
  expect(await describedTable(open)).toEqual(before);
});
