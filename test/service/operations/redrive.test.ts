/**
 * Redriving dead letters on DynamoDB Local with the real functions: from the stream while it has the records, and from
 * the claims later. In the end journal and tallies are as without the failure.
 */
import { DescribeTableCommand, type DescribeTableCommandOutput } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetShardIteratorCommand,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRows } from '../../../functions/stream/project-rows.ts';
import { publishHistory } from '../../../functions/stream/publish-history.ts';
import type { InvokedFunction, ReadRecords } from '../../../lib/commands/redrive/ports.ts';
import { recoverFromTable } from '../../../lib/commands/redrive/recover-from-table.ts';
import { type RecordRedrive, redriveRecords } from '../../../lib/commands/redrive/redrive-records.ts';
import { createReadRecords } from '../../../lib/commands/redrive/stream-records.ts';
import { createPace } from '../../../lib/commands/shared/pace.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { STREAMS } from '../../../lib/deployment/triggers.ts';
import { type BatchHandler, streamFunction } from '../../../lib/lambda/stream-function.ts';
import { contextOf, type StreamName } from '../../../lib/local/functions.ts';
import { type StreamPump, startPump } from '../../../lib/local/stream/pump.ts';
import { referenceKeyOf } from '../../../lib/table/claims/claim-references.ts';
import { lapseMarkerKey } from '../../../lib/table/keys.ts';
import { createFakeQueue, type FakeQueue, streamDeadLetter } from '../../support/dead-letters.ts';
import { expectIntegrity } from '../../support/payments.ts';
import { expectJournalGivesTable, rowsOf } from '../../support/replay.ts';
import { cancel, hold, MINUTE, openWorld, pay, publish, release, sweep, type World } from '../../support/world.ts';

const BINDINGS = { 'publish-history': publishHistory, 'project-rows': projectRows } satisfies Partial<
  Record<StreamName, BatchHandler>
>;
type SalesReader = keyof typeof BINDINGS;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

let world: World;
/** The world of the deployed functions, with its own faults. */
let deployed: World;
let event: Event;
let stream: { client: DynamoDBStreamsClient; arn: string; shardId: string };
const pumps: StreamPump[] = [];

beforeEach(async () => {
  world = await openWorld();
  deployed = await world.another();
  event = await publish(world);
  const {
    tables: { sales: tableName },
    ...connection
  } = world.connection;
  const described = new DescribeTableCommand({ TableName: tableName }) as never;
  const { Table } = (await world.table.documents.send(described)) as DescribeTableCommandOutput;
  const client = new DynamoDBStreamsClient(connection);
  const arn = Table?.LatestStreamArn ?? '';
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn: arn }));
  stream = { client, arn, shardId: StreamDescription?.Shards?.[0]?.ShardId ?? '' };
});
afterEach(async () => {
  for (const pump of pumps.splice(0)) await pump.stop();
});

const handlerOf = (name: SalesReader) => streamFunction(BINDINGS[name], async () => deployed.service);

/** A function as Lambda invokes it: its input and output are converted to JSON. */
function deployedFunction(name: SalesReader): InvokedFunction & { batches: DynamoDBRecord[][] } {
  const batches: DynamoDBRecord[][] = [];
  return {
    name,
    logGroup: `/${name}`,
    batches,
    async invoke(given) {
      const batch = JSON.parse(JSON.stringify(given)) as DynamoDBStreamEvent;
      batches.push(batch.Records);
      const answer = await handlerOf(name)(batch, contextOf(name, 60_000));
      return { is: 'answered', answer: JSON.parse(JSON.stringify(answer)), requestId: 'r-1' };
    },
  };
}

/** Delivers the stream with one retry for each batch, and puts the dead letters of failed batches into the queue. */
async function deliverInto(queue: FakeQueue, name: SalesReader): Promise<void> {
  const pump = startPump({
    client: stream.client,
    streamArn: stream.arn,
    log: quiet,
    consumers: [
      {
        name,
        trigger: { ...STREAMS[name], retryAttempts: 1 },
        handle: records => handlerOf(name)({ Records: records }, contextOf(name, 60_000)),
      },
    ],
  });
  pumps.push(pump);
  await pump.drained();
  for (const { record } of pump.deadLetters) queue.put(letterFor(record.dynamodb?.SequenceNumber ?? ''));
}

const letterFor = (first: string, last = first): string =>
  streamDeadLetter({ streamArn: stream.arn, shardId: stream.shardId, first, last }, { at: world.now });

function redriveOf(queue: FakeQueue, name: SalesReader, changes: Partial<RecordRedrive> = {}) {
  const lines: string[] = [];
  const { clock } = world.table;
  const redrive: RecordRedrive = {
    queue,
    trigger: STREAMS[name],
    consumer: deployedFunction(name),
    readRecords: createReadRecords(stream.client),
    recoverFromTable: since =>
      recoverFromTable(name, world.table, createPace(1e9, clock), {
        since,
        republish: true,
        now: world.now,
        appending: deployedFunction(name),
      }),
    say: line => lines.push(line),
    ...changes,
  };
  return { redrive, lines };
}

/** Creates a booking, a cancelled booking and a released hold, of three customers. */
async function sell() {
  const [ada, bob, cleo] = [await world.person(), await world.person(), await world.person()];
  const { body: booked } = await hold(world, ada, event, ['a/A-1', 'a/A-2']);
  const { body: cancelled } = await hold(world, bob, event, ['a/B-1']);
  const { body: released } = await hold(world, cleo, event, ['a/C-1']);
  world.now += 10;
  await pay(world, ada, booked);
  const { body: booking } = await pay(world, bob, cancelled);
  await release(world, cleo, released);
  world.now += 10;
  await cancel(world, bob, booking);
  return { booked, cancelled, released };
}

/** Makes all writes of this claim by the deployed function fail: its entries and its place in the list of claims. */
const failWritesOf = ({ id }: { id: string }): void =>
  deployed.faults.inject(({ input }) => (JSON.stringify(input).includes(id.slice(4)) ? 'throttle' : undefined));

/** Both bookings of `sell` are listed under their references, and nothing else is. */
const expectListed = async ({ booked, cancelled }: Awaited<ReturnType<typeof sell>>): Promise<void> => {
  const claims = await Promise.all([booked, cancelled].map(world.claimOf));
  const listed = (await rowsOf(world, 'REFERENCE#')).map(({ pk, sk }) => ({ pk, sk }));
  const byId = (one: { sk: unknown }, other: { sk: unknown }): number => (String(one.sk) < String(other.sk) ? -1 : 1);
  expect(listed.toSorted(byId)).toEqual(claims.map(referenceKeyOf).toSorted(byId));
};

async function expectRepaired(): Promise<void> {
  const facts = await world.service.dependencies.store.readEvent(event.id);
  await expectJournalGivesTable(world, facts ? [facts] : []);
  world.now += 60 * MINUTE;
  await expectIntegrity(world, event);
}

const journalOf = async ({ id }: { id: string }) =>
  (await world.service.dependencies.store.readJournal(id.slice(4))).map(({ action }) => action);

describe('dead letters of publish-history', () => {
  it('do not block other claims, stay in the queue while the cause lasts, and are then redriven from the stream', async () => {
    const sold = await sell();
    const { booked, cancelled, released } = sold;
    const queue = createFakeQueue();
    failWritesOf(booked);
    await deliverInto(queue, 'publish-history');
    expect(await rowsOf(world, 'REFERENCE#')).toHaveLength(1);
    expect(await journalOf(released)).toEqual(['hold.placed', 'hold.released']);
    expect(await journalOf(cancelled)).toHaveLength(6);
    expect(await journalOf(booked)).toEqual([]);
    expect(queue.bodies()).toHaveLength(4);

    const { redrive, lines } = redriveOf(queue, 'publish-history');
    expect(await redriveRecords(redrive)).toEqual({ removed: 0, kept: 4 });
    expect(lines[0]).toContain(`claim ${booked.id.slice(4)} failed again (log group /publish-history, request r-1)`);
    expect(queue.visible()).toHaveLength(4);

    deployed.faults.clear();
    expect(await redriveRecords(redrive)).toEqual({ removed: 4, kept: 0 });
    expect(queue.bodies()).toEqual([]);
    await expectListed(sold);
    await expectRepaired();
  });

  it('are recovered from the claims after the stream has dropped the records, only with --republish', async () => {
    const sold = await sell();
    const { booked } = sold;
    const queue = createFakeQueue();
    failWritesOf(booked);
    await deliverInto(queue, 'publish-history');
    deployed.faults.clear();
    const readRecords: ReadRecords = async () => ({ is: 'trimmed' });
    const { redrive, lines } = redriveOf(queue, 'publish-history', { readRecords });
    const pace = createPace(1e9, world.table.clock);
    const withoutRepublish = (since: number) =>
      recoverFromTable('publish-history', world.table, pace, {
        since,
        republish: false,
        now: world.now,
        appending: deployedFunction('publish-history'),
      });
    expect(await redriveRecords({ ...redrive, recoverFromTable: withoutRepublish })).toEqual({ removed: 0, kept: 4 });
    expect(lines.at(-1)).toContain('--republish');
    expect(await journalOf(booked)).toEqual([]);

    expect(await redriveRecords(redrive)).toEqual({ removed: 4, kept: 0 });
    expect(lines.at(-1)).toBe('3 claims read, 3 selected. The journal lacked 4 entries; 4 were added.');
    await expectListed(sold);
    await expectRepaired();
  });

  it('have one effect for several concurrent redrives of the same letters', async () => {
    const { booked, released } = await sell();
    const queue = createFakeQueue();
    failWritesOf(booked);
    await deliverInto(queue, 'publish-history');
    deployed.faults.clear();
    // The same letters twice: repeating them adds nothing.
    queue.put(...queue.bodies());
    const { redrive } = redriveOf(queue, 'publish-history');
    const slow: InvokedFunction = {
      ...redrive.consumer,
      // Slower than the visibility timeout, so that others receive the same letters.
      async invoke(given) {
        queue.wait(16 * MINUTE);
        return redrive.consumer.invoke(given);
      },
    };
    await Promise.all([
      redriveRecords({ ...redrive, consumer: slow }),
      redriveRecords(redrive),
      redriveRecords(redrive),
    ]);
    queue.wait(16 * MINUTE);
    await redriveRecords(redrive);
    expect(queue.bodies()).toEqual([]);
    expect(await journalOf(released)).toHaveLength(2);
    await expectRepaired();
  });

  it('stay in the queue if the redrive crashes between the invocation and the removal', async () => {
    const { booked } = await sell();
    const queue = createFakeQueue();
    failWritesOf(booked);
    await deliverInto(queue, 'publish-history');
    deployed.faults.clear();
    const { redrive } = redriveOf(queue, 'publish-history');
    const crashing = {
      ...queue,
      remove: async () => Promise.reject(new Error('killed')),
      release: async () => undefined,
    };
    await expect(redriveRecords({ ...redrive, queue: crashing })).rejects.toThrow('killed');
    expect(await journalOf(booked)).toHaveLength(1);
    queue.wait(16 * MINUTE);
    expect(await redriveRecords(redrive)).toEqual({ removed: 4, kept: 0 });
    await expectRepaired();
  });
});

describe('the records of a dead letter', () => {
  it('are those from its first to its last sequence number, filtered as by the trigger', async () => {
    await sell();
    const queue = createFakeQueue();
    deployed.faults.inject(() => 'throttle');
    await deliverInto(queue, 'publish-history');
    deployed.faults.clear();
    const numbers = queue.bodies().map(body => JSON.parse(body).DDBStreamBatchInfo.startSequenceNumber as string);
    const whole = createFakeQueue();
    whole.put(letterFor(numbers[2] as string, numbers[6]));
    const consumer = deployedFunction('publish-history');
    const { redrive } = redriveOf(whole, 'publish-history', { consumer });
    expect(await redriveRecords(redrive)).toEqual({ removed: 1, kept: 0 });
    const given = consumer.batches.flat();
    expect(given.map(({ dynamodb }) => dynamodb?.SequenceNumber)).toEqual(numbers.slice(2, 7));
    expect(given.every(({ eventSourceARN }) => eventSourceARN === stream.arn)).toBe(true);
  });

  it('are reported as trimmed if their shard is missing or trimmed', async () => {
    const read = createReadRecords(stream.client);
    const number = '000000000000000000001';
    const shardId = 'shardId-00000000000000000000-00000000';
    const gone = { streamArn: stream.arn, shardId, first: number, last: number };
    expect(await read(gone)).toEqual({ is: 'trimmed' });
    const trimmed = new TrimmedDataAccessException({ message: 'trimmed', $metadata: {} });
    const client = { send: async () => Promise.reject(trimmed) } as never;
    expect(await createReadRecords(client)({ ...gone, shardId: stream.shardId })).toEqual({ is: 'trimmed' });
  });

  it('are not reported as trimmed if the read fails', async () => {
    const client = { send: async () => Promise.reject(new Error('LimitExceededException')) } as never;
    const range = { streamArn: stream.arn, shardId: stream.shardId, first: '1', last: '1' };
    await expect(createReadRecords(client)(range)).rejects.toThrow('LimitExceeded');
  });
});

describe('dead letters of project-rows', () => {
  it('are redriven from the stream: a marker removed by TTL expires its hold, and one removed by us does not', async () => {
    const { body: lapsed } = await hold(world, await world.person(), event, ['a/A-1']);
    const { body: other } = await hold(world, await world.person(), event, ['a/A-2']);
    world.now += 10 * MINUTE;
    // Records as AWS returns them. DynamoDB Local does not mark rows that TTL removes.
    const removal = ({ id, expiresAt }: { id: string; expiresAt: string }, number: number, userIdentity?: object) => {
      const { pk, sk } = lapseMarkerKey(id.slice(4), Date.parse(expiresAt));
      const Keys = { pk: { S: pk }, sk: { S: sk } };
      return {
        eventName: 'REMOVE',
        dynamodb: { Keys, SequenceNumber: String(number) },
        ...(userIdentity && { userIdentity }),
      };
    };
    const ttl = { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' };
    const pages = [[removal(lapsed, 7, ttl)], [], [removal(other, 8), removal(other, 11, ttl)]];
    const client = {
      send: async (command: object) =>
        command instanceof GetShardIteratorCommand
          ? { ShardIterator: 'next' }
          : { Records: pages.shift(), NextShardIterator: 'next' },
    } as never;
    const queue = createFakeQueue();
    queue.put(letterFor('7', '10'));
    const { redrive } = redriveOf(queue, 'project-rows', { readRecords: createReadRecords(client) });
    expect(await redriveRecords(redrive)).toEqual({ removed: 1, kept: 0 });
    expect((await world.claimOf(lapsed)).status).toBe('expired');
    expect((await world.claimOf(other)).status).toBe('active');
  });

  const trimmed = { readRecords: async () => ({ is: 'trimmed' as const }) };

  it('need nothing if the sweep has expired all holds', async () => {
    const { body: lapsed } = await hold(world, await world.person(), event, ['a/A-1']);
    await sweep(world);
    world.now += 6 * MINUTE;
    await sweep(world);
    const { body: live } = await hold(world, await world.person(), event, ['a/A-2']);
    const queue = createFakeQueue();
    queue.put(letterFor('1'));
    const { redrive, lines } = redriveOf(queue, 'project-rows', trimmed);
    expect(await redriveRecords(redrive)).toEqual({ removed: 1, kept: 0 });
    expect(lines.at(-1)).toBe('1 active holds read: none is overdue.');
    expect((await world.claimOf(lapsed)).status).toBe('expired');
    expect((await world.claimOf(live)).status).toBe('active');
  });

  it('lead to a new marker for a hold without one, which the next sweep expires', async () => {
    const { body: lapsed } = await hold(world, await world.person(), event, ['a/A-1']);
    await world.table.documents.send(
      new DeleteCommand({
        TableName: world.table.name,
        Key: lapseMarkerKey(lapsed.id.slice(4), Date.parse(lapsed.expiresAt)),
      }),
    );
    world.now += 30 * MINUTE;
    await sweep(world);
    expect((await world.claimOf(lapsed)).status).toBe('active');
    const queue = createFakeQueue();
    queue.put(letterFor('1'));
    const { redrive, lines } = redriveOf(queue, 'project-rows', trimmed);
    expect(await redriveRecords(redrive)).toEqual({ removed: 1, kept: 0 });
    expect(lines.at(-1)).toContain('1 are overdue, and the next sweep expires them');
    world.now += 2 * MINUTE;
    await sweep(world);
    expect((await world.claimOf(lapsed)).status).toBe('expired');
    const { redrive: republishing } = redriveOf(queue, 'publish-history', trimmed);
    queue.put(letterFor('1'));
    await redriveRecords(republishing);
    await expectRepaired();
  });
});
