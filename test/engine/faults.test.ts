/** Injected faults: each has an effect that DynamoDB on AWS may have, and no other effect. */
import {
  DescribeTableCommand,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  LimitExceededException,
} from '@aws-sdk/client-dynamodb-streams';
import {
  BatchGetCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { createDocumentClient, createRawClient, createStreamsClient } from '../../lib/engine/client/document-client.ts';
import { FAULT_KINDS, type Fault, type FaultRates, randomPlan } from '../../lib/engine/faults/faults.ts';
import { createFaultyEngine, type FaultyEngine } from '../../lib/engine/faults/faulty-execute.ts';
import { planByGroup } from '../../lib/engine/faults/plan-by-group.ts';
import { seeded } from '../../lib/local/seeded-random.ts';
import { errorOf, type OpenEngine, openEngine, TABLE } from './engine-table.ts';

let open: OpenEngine;
let faulty: FaultyEngine;
let documents: OpenEngine['documents'];
let faults: (Fault | undefined)[];
/** The action that runs between the pieces of a torn read. */
let between: () => Promise<unknown>;
let pauses: number[];

beforeEach(async () => {
  open = await openEngine();
  faults = [];
  between = async () => undefined;
  pauses = [];
  faulty = createFaultyEngine(open.engine, {
    plan: () => faults.shift(),
    random: seeded(1),
    turn: () => between(),
    pause: async ms => void pauses.push(ms),
  });
  documents = createDocumentClient(faulty.execute);
  for (const sk of ['1', '2', '3', '4', '5', '6']) await put(open.documents, sk, 0);
});

const put = (client: OpenEngine['documents'], sk: string, n: number) =>
  client.send(new PutCommand({ TableName: TABLE, Item: { pk: 'a', sk, n } }));
const readOf = async (sk: string, ConsistentRead = true) =>
  (await documents.send(new GetCommand({ TableName: TABLE, Key: { pk: 'a', sk }, ConsistentRead }))).Item?.n;
const add = (sk: string, ConditionExpression?: string) => ({
  Update: {
    TableName: TABLE,
    Key: { pk: 'a', sk },
    UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: { ':one': 1 },
    ...(ConditionExpression && { ConditionExpression }),
  },
});
const transact = (...TransactItems: ReturnType<typeof add>[]) =>
  documents.send(new TransactWriteCommand({ TransactItems, ClientRequestToken: 'token' }));
const query = (ConsistentRead: boolean) =>
  new QueryCommand({
    TableName: TABLE,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': 'a' },
    ConsistentRead,
  });

describe('a fault', () => {
  it('conflict cancels a transaction at the planned action and refuses a single write, without effect', async () => {
    faults = [{ is: 'conflict', on: 1 }, { is: 'conflict' }];
    const error = await errorOf(transact(add('1'), add('2')));
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect(error.CancellationReasons?.map(({ Code }) => Code)).toEqual(['None', 'TransactionConflict']);
    await expect(put(documents, '1', 9)).rejects.toThrow(TransactionConflictException);
    expect(await readOf('1')).toBe(0);
  });

  it('in-progress refuses a transaction that is committed later, and only once', async () => {
    faults = [{ is: 'in-progress', after: 1 }];
    await expect(transact(add('1'))).rejects.toThrow(TransactionInProgressException);
    expect(await readOf('1')).toBe(0);
    expect(await readOf('1')).toBe(1);
    await transact(add('1'));
    expect(await readOf('1')).toBe(1);
  });

  it('throttle names the reason and the table', async () => {
    faults = [
      { is: 'throttle', reason: 'TableWriteKeyRangeThroughputExceeded' },
      { is: 'throttle', on: 0, reason: 'TableWriteAccountLimitExceeded' },
    ];
    expect(await errorOf(put(documents, '1', 9))).toMatchObject({
      name: 'ThrottlingException',
      throttlingReasons: [{ reason: 'TableWriteKeyRangeThroughputExceeded', resource: TABLE }],
    });
    const error = await errorOf(transact(add('1')));
    expect(error.CancellationReasons?.map(({ Code }) => Code)).toEqual(['ThrottlingError']);
  });

  it('lost-request has no effect, lost-reply has the effect of its request, and the caller sees a timeout in both', async () => {
    faults = [{ is: 'lost-request' }, { is: 'lost-reply' }];
    expect((await errorOf(put(documents, '1', 1))).name).toBe('TimeoutError');
    expect((await errorOf(put(documents, '2', 2))).name).toBe('TimeoutError');
    expect([await readOf('1'), await readOf('2')]).toEqual([0, 2]);
  });

  it('late executes the request after later requests', async () => {
    faults = [{ is: 'late', after: 1 }];
    expect((await errorOf(put(documents, '1', 1))).name).toBe('TimeoutError');
    await put(documents, '1', 2);
    expect(await readOf('1')).toBe(1);
  });

  it('late executes the request at the end of a run at the latest', async () => {
    faults = [{ is: 'late', after: 20 }];
    await errorOf(put(documents, '1', 1));
    faulty.deliverLate();
    expect(await readOf('1')).toBe(1);
  });

  it('duplicate executes a request twice, and the caller sees the second outcome after other requests ran', async () => {
    faults = [{ is: 'duplicate', sees: 'second' }];
    between = () => put(open.documents, '1', 10);
    const { Attributes } = await documents.send(new UpdateCommand({ ...add('1').Update, ReturnValues: 'ALL_NEW' }));
    expect(Attributes?.n).toBe(11);
    faults = [{ is: 'duplicate', sees: 'second' }];
    const absent = { TableName: TABLE, Item: { pk: 'a', sk: '7' }, ConditionExpression: 'attribute_not_exists(pk)' };
    expect((await errorOf(documents.send(new PutCommand(absent)))).name).toBe('ConditionalCheckFailedException');
  });

  it('duplicate executes a request again after later requests, if the caller sees the first outcome', async () => {
    faults = [{ is: 'duplicate', sees: 'first', after: 1 }];
    await put(documents, '1', 1);
    expect(await readOf('1')).toBe(1);
    await put(open.documents, '1', 2);
    expect(await readOf('1')).toBe(1);
  });

  it('duplicate of a transaction with a token has one effect', async () => {
    faults = [{ is: 'duplicate', sees: 'second' }];
    await transact(add('1'));
    expect(await readOf('1')).toBe(1);
  });

  it('delay waits before a request and before its reply, also if the reply is an error', async () => {
    faults = [
      { is: 'delay', requestMs: 30, replyMs: 20 },
      { is: 'delay', requestMs: 3, replyMs: 2 },
    ];
    await put(documents, '1', 1);
    expect((await errorOf(transact(add('1', 'attribute_not_exists(pk)')))).name).toBe('TransactionCanceledException');
    expect(pauses).toEqual([30, 20, 3, 2]);
    expect(await readOf('1')).toBe(1);
  });

  it('expired-iterator and throttle make a reader of the stream begin again', async () => {
    const streams = createStreamsClient(faulty.execute);
    const StreamArn = await open.streamArn();
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({
        StreamArn,
        ShardId: StreamDescription?.Shards?.[0]?.ShardId,
        ShardIteratorType: 'TRIM_HORIZON',
      }),
    );
    const read = () => streams.send(new GetRecordsCommand({ ShardIterator }));
    faults = [{ is: 'expired-iterator' }, { is: 'throttle', reason: 'TableReadKeyRangeThroughputExceeded' }];
    await expect(read()).rejects.toThrow(ExpiredIteratorException);
    await expect(read()).rejects.toThrow(LimitExceededException);
    expect((await read()).Records).toHaveLength(6);
  });

  it('stale answers an eventually consistent read from an older state, and no other read', async () => {
    await put(documents, '1', 1);
    await put(documents, '1', 2);
    faults = [{ is: 'stale', changes: 1 }, { is: 'stale', changes: 2 }, { is: 'stale', changes: 1 }, undefined];
    expect(await readOf('1', false)).toBe(1);
    expect((await documents.send(query(false))).Items?.[0]?.n).toBe(0);
    expect(await readOf('1', true)).toBe(2);
    expect(await readOf('1', false)).toBe(2);
  });

  it('torn lets other writes run between the rows of a query and of a batch', async () => {
    faults = [{ is: 'torn' }, { is: 'torn' }];
    between = async () => {
      for (const sk of ['1', '6']) await open.documents.send(new UpdateCommand(add(sk).Update));
    };
    const { Items = [], Count } = await documents.send(query(true));
    expect([Items[0]?.n, Items.length, Count]).toEqual([0, 6, 6]);
    expect(Items[5]?.n).toBeGreaterThan(0);
    const keys = ['1', '6'].map(sk => ({ pk: 'a', sk }));
    const { Responses } = await documents.send(
      new BatchGetCommand({ RequestItems: { [TABLE]: { Keys: keys, ConsistentRead: true } } }),
    );
    const [first, last] = Responses?.[TABLE] ?? [];
    expect(last?.n).toBe(first?.n + 1);
  });

  it('torn ends a page where the whole read would end, at its limit, and bills it once', async () => {
    const limited = (more: object) =>
      documents.send(new QueryCommand({ ...query(true).input, ReturnConsumedCapacity: 'TOTAL', ...more }));
    faults = [{ is: 'torn' }, { is: 'torn' }];
    expect(await limited({ Limit: 4 })).toMatchObject({ Count: 4, LastEvaluatedKey: { pk: 'a', sk: '4' } });
    expect((await limited({})).ConsumedCapacity?.CapacityUnits).toBe(1);
    for (const sk of ['1', '2', '3', '4', '5']) {
      const Item = { pk: 'big', sk, data: 'x'.repeat(300_000) };
      await open.documents.send(new PutCommand({ TableName: TABLE, Item }));
    }
    faults = [{ is: 'torn' }];
    const page = await limited({ ExpressionAttributeValues: { ':pk': 'big' } });
    expect(page).toMatchObject({ Count: 4, LastEvaluatedKey: { pk: 'big', sk: '4' } });
  });

  it.each<[Fault, string, () => Promise<unknown>]>([
    [{ is: 'conflict' }, 'a get', () => readOf('1')],
    [{ is: 'conflict' }, 'a query', () => documents.send(query(true))],
    [{ is: 'in-progress', after: 1 }, 'a single write', () => put(documents, '1', 0)],
    [
      { is: 'in-progress', after: 1 },
      'a transaction without a token',
      () => documents.send(new TransactWriteCommand({ TransactItems: [add('6')] })),
    ],
    [
      { is: 'throttle', reason: 'TableReadKeyRangeThroughputExceeded' },
      'the description of a table',
      () => createRawClient(faulty.execute).send(new DescribeTableCommand({ TableName: TABLE })),
    ],
    [{ is: 'expired-iterator' }, 'a get', () => readOf('1')],
    [{ is: 'torn' }, 'a get', () => readOf('1')],
    [{ is: 'stale', changes: 1 }, 'a write', () => put(documents, '1', 0)],
    [{ is: 'hidden-reasons' }, 'a single write', () => put(documents, '1', 0)],
  ])('that AWS cannot have is left out: %o of %s', async (fault, _name, send) => {
    faults = [fault];
    await send();
    expect(await readOf('1')).toBe(0);
  });

  it('hidden-reasons shows one reason only', async () => {
    faults = [{ is: 'hidden-reasons' }];
    const refused = ['1', '2', '3'].map(sk => add(sk, 'attribute_not_exists(pk)'));
    const codes = (await errorOf(transact(...refused))).CancellationReasons?.map(({ Code }) => Code);
    expect(codes?.toSorted()).toEqual(['ConditionalCheckFailed', 'None', 'None']);
  });
});

describe('a random plan', () => {
  it('draws each fault by its rate, and the same faults for the same seed', () => {
    const draw = (seed: number) => {
      const plan = randomPlan({ conflict: 0.2, late: 0.1 }, seeded(seed));
      return Array.from({ length: 1_000 }, () => plan({ operation: 'PutItem', input: {} })?.is);
    };
    expect(draw(7)).toEqual(draw(7));
    const share = (kind: string) => draw(7).filter(one => one === kind).length / 1_000;
    expect(share('conflict')).toBeCloseTo(0.2, 1);
    expect(share('late')).toBeCloseTo(0.1, 1);
    expect(new Set(draw(7))).toEqual(new Set(['conflict', 'late', undefined]));
  });

  it('draws delays up to the longest one, and both kinds of duplicates', () => {
    const plan = randomPlan({ delay: 0.5, duplicate: 0.5 }, seeded(3), { delayMsMax: 5 });
    const drawn = Array.from({ length: 1_000 }, () => plan({ operation: 'PutItem', input: {} }));
    const delays = drawn.flatMap(fault => (fault?.is === 'delay' ? [fault.requestMs, fault.replyMs] : []));
    expect([Math.min(...delays), Math.max(...delays)]).toEqual([0, 5]);
    const seen = drawn.flatMap(fault => (fault?.is === 'duplicate' ? [fault.sees] : []));
    expect(new Set(seen)).toEqual(new Set(['first', 'second']));
  });
});

describe('a plan by group', () => {
  const kindsOf = (operation: string, rates: FaultRates, input = {}) => {
    const plan = planByGroup(rates, () => seeded(5));
    return new Set(Array.from({ length: 500 }, () => plan({ operation, input })).map(fault => fault?.is));
  };
  const rates = Object.fromEntries(FAULT_KINDS.map(kind => [kind, 0.05]));

  it.each<[string, object, Fault['is'][]]>([
    ['PutItem', {}, ['conflict', 'throttle', 'lost-request', 'lost-reply', 'late', 'duplicate', 'delay']],
    ['GetItem', { ConsistentRead: true }, ['throttle', 'lost-request', 'lost-reply', 'delay']],
    ['Query', {}, ['throttle', 'lost-request', 'lost-reply', 'delay', 'stale', 'torn']],
    ['BatchWriteItem', {}, ['throttle', 'lost-request', 'lost-reply', 'late', 'duplicate', 'delay']],
    ['GetRecords', {}, ['throttle', 'lost-request', 'lost-reply', 'duplicate', 'delay', 'expired-iterator']],
    ['UpdateTimeToLive', {}, ['throttle', 'lost-request', 'lost-reply', 'duplicate', 'delay']],
    ['CreateTable', {}, []],
  ])('gives %s with %o only faults with an effect', (operation, input, kinds) => {
    expect(kindsOf(operation, rates, input)).toEqual(new Set([...kinds, undefined]));
  });

  it('repeats any write before or after its response, and a read of a stream only before', () => {
    const plan = planByGroup({ duplicate: 1 }, () => seeded(5));
    const seen = (operation: string) => {
      const drawn = Array.from({ length: 100 }, () => plan({ operation, input: {} }));
      return new Set(drawn.map(fault => fault && 'sees' in fault && fault.sees));
    };
    expect(seen('PutItem')).toEqual(new Set(['first', 'second']));
    expect(seen('BatchWriteItem')).toEqual(new Set(['first', 'second']));
    expect(seen('GetRecords')).toEqual(new Set(['second', undefined]));
  });

  it('draws the faults of rows independently of those of streams', () => {
    const drawn = (polls: number) => {
      const plan = planByGroup({ conflict: 0.2, 'lost-reply': 0.2 }, group => seeded(group.length));
      return Array.from({ length: 100 }, () => {
        for (let i = 0; i < polls; i++) plan({ operation: 'GetRecords', input: {} });
        return plan({ operation: 'PutItem', input: {} })?.is;
      });
    };
    expect(drawn(3)).toEqual(drawn(0));
  });
});
