/** The pump from the stream of a table to the stream functions. */
import {
  DeleteItemCommand,
  DescribeTableCommand,
  type DescribeTableCommandOutput,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { BatchWriteCommand, DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { projectRows } from '../../functions/stream/project-rows.ts';
import { publishHistory } from '../../functions/stream/publish-history.ts';
import { STREAMS, TTL_IDENTITY } from '../../lib/deployment/triggers.ts';
import { type BatchHandler, streamFunction } from '../../lib/lambda/stream-function.ts';
import { contextOf, type StreamName } from '../../lib/local/functions.ts';
import { deliver, type StreamConsumer } from '../../lib/local/stream/delivery.ts';
import { createFaults } from '../../lib/local/stream/faults.ts';
import { type StreamPump, startPump } from '../../lib/local/stream/pump.ts';
import { lambdaRecord } from '../../lib/local/stream/records.ts';
import { createTimeToLive } from '../../lib/local/time-to-live.ts';
import { claimKey, lapseMarkerKey } from '../../lib/table/keys.ts';
import { hold, MINUTE, openWorld, pay, publish, readHold, release, type World } from '../support/world.ts';

let world: World;
const pumps: StreamPump[] = [];

beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  for (const pump of pumps.splice(0)) await pump.stop();
});

const logged: string[] = [];
const log = { info: () => undefined, warn: () => undefined, error: (message: string) => logged.push(message) as never };

/** Starts a pump as the runtime does, on the database of the world. */
async function pumpInto(consumers: StreamConsumer[]): Promise<StreamPump> {
  const {
    tables: { sales: tableName },
    ...connection
  } = world.connection;
  const description = new DescribeTableCommand({ TableName: tableName });
  const { Table } = (await world.table.documents.send(description as never)) as DescribeTableCommandOutput;
  const client = new DynamoDBStreamsClient(connection);
  const pump = startPump({ client, streamArn: Table?.LatestStreamArn ?? '', consumers, log });
  pumps.push(pump);
  return pump;
}

const BINDINGS = { 'publish-history': publishHistory, 'project-rows': projectRows } satisfies Partial<
  Record<StreamName, BatchHandler>
>;

/** The real function, with every batch that it received. */
function consumerOf(name: keyof typeof BINDINGS, changes: Partial<StreamConsumer> = {}) {
  const handler = streamFunction(BINDINGS[name], async () => world.service);
  const batches: DynamoDBRecord[][] = [];
  const handle = (records: DynamoDBRecord[]) => {
    batches.push(records);
    return handler({ Records: records }, contextOf(name, 1_000));
  };
  return { name, trigger: STREAMS[name], handle, batches, ...changes };
}

const journalOf = async ({ id }: { id: string }) =>
  (await world.service.dependencies.store.readJournal(id.slice(4))).map(
    ({ position, action }) => `${position} ${action}`,
  );

test('changes within the batching window reach the function together, or earlier if a caller waits for all of them', async () => {
  const called = Promise.withResolvers<void>();
  const publishing = consumerOf('publish-history');
  const { trigger, handle, batches } = publishing;
  const pump = await pumpInto([
    {
      ...publishing,
      trigger: { ...trigger, batchingWindowSeconds: 3_600 },
      handle: records => handle(records).finally(called.resolve),
    },
  ]);
  const alice = await world.person();
  const event = await publish(world);
  await pump.drained();
  const { body: first } = await hold(world, alice, event, ['a/A-1']);
  await called.promise;
  const { body: second } = await hold(world, alice, event, ['a/A-2']);
  await release(world, alice, first);
  await release(world, alice, second);
  expect(batches.map(({ length }) => length)).toEqual([1]);
  await pump.drained();
  expect(batches.map(({ length }) => length)).toEqual([1, 3]);
});

test('the changes of a claim reach the journal in their order', async () => {
  const pump = await pumpInto([consumerOf('publish-history')]);
  const alice = await world.person();
  const event = await publish(world);
  const { body: first } = await hold(world, alice, event, ['a/A-1']);
  await release(world, alice, first);
  const { body: second } = await hold(world, alice, event, ['a/A-1']);
  await pay(world, alice, second);
  await pump.drained();
  expect(await journalOf(first)).toEqual(['0 hold.placed', '1 hold.released']);
  expect(await journalOf(second)).toEqual([
    '0 hold.placed',
    '1 payment.initiated',
    '2 booking.confirmed',
    '3 payment.captured',
  ]);
  expect(pump.deadLetters).toEqual([]);
});

test.each([1, 2, 3, 4, 5])(
  'with repeated and reordered records (seed %i) each entry is in the journal once',
  async seed => {
    const arrange = createFaults({ seed, batchSizeMax: 3 });
    const consumer = consumerOf('publish-history', { arrange });
    const alice = await world.person();
    const event = await publish(world);
    const holds = await Promise.all(['a/A-1', 'a/A-2', 'a/A-3'].map(seat => hold(world, alice, event, [seat])));
    for (const { body } of holds) await pay(world, alice, body);
    const pump = await pumpInto([consumer]);
    await pump.drained();
    for (const { body } of holds) expect(await journalOf(body)).toHaveLength(4);
    expect(consumer.batches.flat().length).toBeGreaterThan(12);
    expect(pump.deadLetters).toEqual([]);
  },
);

test('a lapse marker that TTL removes expires its hold, and TTL removes none too early', async () => {
  const {
    tables: { sales: tableName },
    ...connection
  } = world.connection;
  const timeToLive = createTimeToLive(new DynamoDBClient(connection), tableName);
  const projecting = consumerOf('project-rows');
  const pump = await pumpInto([projecting]);
  const alice = await world.person();
  const event = await publish(world);
  const { body: early } = await hold(world, alice, event, ['a/A-1']);
  world.now += 4 * MINUTE;
  const { body: late } = await hold(world, alice, event, ['a/A-2']);
  expect(await timeToLive.removeExpired(world.now)).toBe(0);
  world.now += 2 * MINUTE;
  expect(await timeToLive.removeExpired(world.now)).toBe(1);
  await pump.drained();
  expect(projecting.batches.flat().map(({ userIdentity }) => userIdentity)).toEqual([TTL_IDENTITY]);
  expect((await world.claimOf(early)).status).toBe('expired');
  expect((await world.claimOf(late)).status).toBe('active');
});

test('a removal by TTL whose reply was lost, before a restart, used to leave its hold active for ever', async () => {
  const {
    tables: { sales: tableName },
    ...connection
  } = world.connection;
  const client = new DynamoDBClient(connection);
  const send = client.send.bind(client) as (command: unknown) => Promise<unknown>;
  client.send = (async (command: unknown) => {
    const reply = await send(command);
    if (command instanceof DeleteItemCommand) throw new Error('the reply was lost');
    return reply;
  }) as never;
  const alice = await world.person();
  const { body } = await hold(world, alice, await publish(world), ['a/A-1']);
  world.now += 10 * MINUTE;
  await expect(createTimeToLive(client, tableName).removeExpired(world.now)).rejects.toThrow('the reply was lost');
  const pump = await pumpInto([consumerOf('project-rows')]);
  await pump.drained();
  expect((await world.claimOf(body)).status).toBe('expired');
});

test('a row that was marked for TTL but not deleted is removed by the next pass', async () => {
  const {
    tables: { sales: tableName },
    ...connection
  } = world.connection;
  const client = new DynamoDBClient(connection);
  const send = client.send.bind(client) as (command: unknown) => Promise<unknown>;
  client.send = (async (command: unknown) => {
    if (command instanceof DeleteItemCommand) throw new Error('the process ended');
    return send(command);
  }) as never;
  const alice = await world.person();
  const { body } = await hold(world, alice, await publish(world), ['a/A-1']);
  world.now += 10 * MINUTE;
  await expect(createTimeToLive(client, tableName).removeExpired(world.now)).rejects.toThrow('the process ended');
  const pump = await pumpInto([consumerOf('project-rows')]);
  await pump.drained();
  expect((await world.claimOf(body)).status).toBe('active');
  const next = createTimeToLive(new DynamoDBClient(connection), tableName);
  expect(await next.removeExpired(world.now + 10_000)).toBe(1);
  await pump.drained();
  expect((await world.claimOf(body)).status).toBe('expired');
});

test('removing expired rows rests after each request, and ends when the service stops', async () => {
  const {
    tables: { sales: tableName },
    ...connection
  } = world.connection;
  const timeToLive = createTimeToLive(new DynamoDBClient(connection), tableName);
  const alice = await world.person();
  const event = await publish(world);
  for (const seat of ['a/A-1', 'a/A-2', 'a/A-3']) await hold(world, alice, event, [seat]);
  world.now += 10 * MINUTE;
  const stopping = new AbortController();
  let rests = 0;
  const rest = async () => {
    rests += 1;
    // The first rest follows the scan.
    if (rests === 3) stopping.abort();
  };
  expect(await timeToLive.removeExpired(world.now, { rest, stopping: stopping.signal })).toBe(2);
  expect(rests).toBe(3);
  expect(await timeToLive.removeExpired(world.now)).toBe(1);
});

test('a lapse marker that we delete ourselves expires nothing', async () => {
  const projecting = consumerOf('project-rows');
  const pump = await pumpInto([projecting]);
  const alice = await world.person();
  const { body } = await hold(world, alice, await publish(world), ['a/A-1']);
  world.now += 10 * MINUTE;
  const Key = lapseMarkerKey(body.id.slice(4), Date.parse(body.expiresAt));
  await world.table.documents.send(new DeleteCommand({ TableName: world.table.name, Key }));
  await pump.drained();
  expect(projecting.batches).toEqual([]);
  expect((await world.claimOf(body)).status).toBe('active');
});

test('a removal with the TTL event name of DynamoDB Local expires the hold', async () => {
  const alice = await world.person();
  const { body } = await hold(world, alice, await publish(world), ['a/A-1']);
  world.now += 10 * MINUTE;
  const key = lapseMarkerKey(body.id.slice(4), Date.parse(body.expiresAt));
  const record = lambdaRecord(
    {
      eventName: 'UNKNOWN_TO_SDK_VERSION' as never,
      dynamodb: { Keys: { pk: { S: key.pk }, sk: { S: key.sk } }, SequenceNumber: '1' },
    },
    'arn',
  );
  const deadLetters: unknown[] = [];
  await deliver(consumerOf('project-rows'), [record], {
    pause: async () => undefined,
    onDeadLetter: deadLetter => deadLetters.push(deadLetter),
  });
  expect(deadLetters).toEqual([]);
  expect((await world.claimOf(body)).status).toBe('expired');
  expect((await readHold(world, alice, body)).body.status).toBe('expired');
});

test('a damaged record becomes a dead letter, and delays neither its batch nor the other function', async () => {
  const trigger = { ...STREAMS['publish-history'], retryAttempts: 1 };
  const publishing = consumerOf('publish-history', { trigger });
  const projecting = consumerOf('project-rows');
  const poison = { ...claimKey('poison'), history: 'not a list' };
  await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item: poison }));
  const alice = await world.person();
  const { body } = await hold(world, alice, await publish(world), ['a/A-1']);
  const pump = await pumpInto([publishing, projecting]);
  await pump.drained();
  expect(pump.deadLetters.map(({ functionName, record }) => [functionName, record.dynamodb?.Keys?.pk?.S])).toEqual([
    ['publish-history', 'CLAIM#poison'],
  ]);
  expect(publishing.batches.length).toBe(2);
  expect(logged).toEqual(['stream record became a dead letter']);
  expect(await journalOf(body)).toEqual(['0 hold.placed']);
});

test('a slow function used to stop the delivery to the others after 10,000 records', async () => {
  const { name: tableName, documents } = world.table;
  const insert = (pks: string[]) =>
    documents.send(
      new BatchWriteCommand({
        RequestItems: { [tableName]: pks.map(pk => ({ PutRequest: { Item: { pk, sk: 'x' } } })) },
      }),
    );
  await insert(['SLOW#1']);
  const release = Promise.withResolvers<void>();
  const triggerOf = (prefix: string): StreamConsumer['trigger'] => ({
    ...STREAMS['publish-history'],
    batchSize: 1_000,
    filter: { dynamodb: { Keys: { pk: { S: [{ prefix }] } } } },
  });
  const slow: StreamConsumer = {
    name: 'slow',
    trigger: triggerOf('SLOW#'),
    handle: () => release.promise.then(() => ({ batchItemFailures: [] })),
  };
  let received = 0;
  const allReceived = Promise.withResolvers<void>();
  const total = 12_500;
  const quick: StreamConsumer = {
    name: 'quick',
    trigger: triggerOf('QUICK#'),
    async handle(records) {
      received += records.length;
      if (received >= total) allReceived.resolve();
      return { batchItemFailures: [] };
    },
  };
  await pumpInto([slow, quick]);
  for (let from = 0; from < total; from += 25) {
    await insert(Array.from({ length: 25 }, (_, i) => `QUICK#${from + i}`));
  }
  await allReceived.promise;
  release.resolve();
  expect(received).toBe(total);
});

test('a restarted pump delivers everything again, and the journal stays the same', async () => {
  const alice = await world.person();
  const { body } = await hold(world, alice, await publish(world), ['a/A-1']);
  for (let run = 0; run < 2; run++) {
    const consumer = consumerOf('publish-history');
    const pump = await pumpInto([consumer]);
    await pump.drained();
    await pump.stop();
    expect(consumer.batches.flat()).toHaveLength(1);
    expect(await journalOf(body)).toEqual(['0 hold.placed']);
  }
});
