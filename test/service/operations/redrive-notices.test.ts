/** Redriving what publishes notices: records of the journal's stream, messages of the queue, and entries that only the journal still has. */
import { DescribeTableCommand, type DescribeTableCommandOutput } from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand, DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendNotices } from '../../../functions/queue/append-notices.ts';
import { publishNotices } from '../../../functions/stream/publish-notices.ts';
import type { InvokedFunction } from '../../../lib/commands/redrive/ports.ts';
import { recoverFromTable } from '../../../lib/commands/redrive/recover-from-table.ts';
import { redriveMessages } from '../../../lib/commands/redrive/redrive-messages.ts';
import { type RecordRedrive, redriveRecords } from '../../../lib/commands/redrive/redrive-records.ts';
import { createReadRecords } from '../../../lib/commands/redrive/stream-records.ts';
import { createPace } from '../../../lib/commands/shared/pace.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { STREAMS } from '../../../lib/deployment/triggers.ts';
import { DAY_MS, HOUR_MS } from '../../../lib/domain/time.ts';
import { queueFunction } from '../../../lib/lambda/queue-function.ts';
import { streamFunction } from '../../../lib/lambda/stream-function.ts';
import { contextOf } from '../../../lib/local/functions.ts';
import { type StreamPump, startPump } from '../../../lib/local/stream/pump.ts';
import { noticedKey } from '../../../lib/table/keys.ts';
import { publishHistory } from '../../../lib/usecases/administration/publish-history.ts';
import { createFakeQueue, type FakeQueue, streamDeadLetter } from '../../support/dead-letters.ts';
import { appendAll, namesIn, type Outlets, openOutlets, readLog, subjectIdOf } from '../../support/notices.ts';
import { hold, openWorld, type Person, pay, publish, type World } from '../../support/world.ts';

let world: World;
let organizer: Person;
let event: Event;
let outlets: Outlets;
let stream: { client: DynamoDBStreamsClient; arn: string; shardId: string };
const pumps: StreamPump[] = [];

beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
  event = await publish(world, {}, organizer);
  outlets = openOutlets();
  const { tables, ...connection } = world.connection;
  const described = new DescribeTableCommand({ TableName: tables.journal }) as never;
  const { Table } = (await world.table.documents.send(described)) as DescribeTableCommandOutput;
  const client = new DynamoDBStreamsClient(connection);
  const arn = Table?.LatestStreamArn ?? '';
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn: arn }));
  stream = { client, arn, shardId: StreamDescription?.Shards?.[0]?.ShardId ?? '' };
});
afterEach(async () => {
  for (const pump of pumps.splice(0)) await pump.stop();
});

/** Sells two seats, and puts the entries into the journal, `lag` ms after each sale. Returns the bookings. */
async function sell(lag = 0): Promise<{ id: string }[]> {
  const bookings: { id: string }[] = [];
  for (const seat of ['a/A-1', 'a/B-1']) {
    const buyer = await world.person();
    const { body: held } = await hold(world, buyer, event, [seat]);
    world.now += 10;
    bookings.push((await pay(world, buyer, held)).body);
    world.now += lag;
    await publishHistory(world.service.dependencies, [{ claim: await world.claimOf(held), entriesBefore: 0 }]);
  }
  return bookings;
}

const publisher = () =>
  streamFunction(publishNotices, async () => ({
    clock: world.service.clock,
    dependencies: { ...world.service.dependencies, ...outlets },
  }));
const worker = () => queueFunction(appendNotices, async () => world.service);

/** A function as Lambda invokes it: its input and output are converted to JSON. */
const deployed = (name: string, run: (event: never) => Promise<unknown>): InvokedFunction => ({
  name,
  logGroup: `/${name}`,
  async invoke(given) {
    const answer = await run(JSON.parse(JSON.stringify(given)) as never);
    return { is: 'answered', answer: JSON.parse(JSON.stringify(answer)), requestId: 'r-1' };
  },
});
const publishing = () =>
  deployed('publish-notices', (given: DynamoDBStreamEvent) => publisher()(given, contextOf('publish-notices', 60_000)));
const appending = () =>
  deployed('append-notices', (given: SQSEvent) => worker()(given, contextOf('append-notices', 20_000)));

/** Delivers the journal's stream to the publisher with one retry, and puts the dead letters into the queue. */
async function deliverInto(queue: FakeQueue): Promise<void> {
  const quiet = { info() {}, warn() {}, error() {} };
  const pump = startPump({
    client: stream.client,
    streamArn: stream.arn,
    log: quiet,
    consumers: [
      {
        name: 'publish-notices',
        trigger: { ...STREAMS['publish-notices'], retryAttempts: 1 },
        handle: records => publisher()({ Records: records }, contextOf('publish-notices', 60_000)),
      },
    ],
  });
  pumps.push(pump);
  await pump.drained();
  for (const { record } of pump.deadLetters) {
    const number = record.dynamodb?.SequenceNumber ?? '';
    const range = { streamArn: stream.arn, shardId: stream.shardId, first: number, last: number };
    queue.put(streamDeadLetter(range, { at: world.now }));
  }
}

function redriveOf(queue: FakeQueue, changes: Partial<RecordRedrive> = {}, republish = true) {
  const lines: string[] = [];
  const pace = createPace(1e9, world.table.clock);
  const redrive: RecordRedrive = {
    queue,
    trigger: STREAMS['publish-notices'],
    consumer: publishing(),
    readRecords: createReadRecords(stream.client),
    recoverFromTable: since =>
      recoverFromTable('publish-notices', world.table, pace, {
        since,
        republish,
        now: world.now,
        appending: appending(),
      }),
    say: line => lines.push(line),
    ...changes,
  };
  return { redrive, lines };
}

const TOLD = ['event.published', 'booking.confirmed', 'booking.confirmed'];

describe('dead letters of the stream of the journal', () => {
  it('are published and queued again', async () => {
    await sell();
    const queue = createFakeQueue();
    const { noticeQueue } = outlets;
    outlets.noticeQueue = { send: async () => Promise.reject(new Error('the queue is gone')) };
    await deliverInto(queue);
    expect([queue.bodies().length, outlets.queued]).toEqual([3, []]);
    outlets.noticeQueue = noticeQueue;

    const { redrive, lines } = redriveOf(queue);
    expect(await redriveRecords(redrive)).toEqual({ removed: 3, kept: 0 });
    expect(lines).toEqual(expect.arrayContaining([expect.stringContaining('1 records processed')]));
    await appendAll(world, outlets.queued);
    expect(await namesIn(world, organizer)).toEqual(TOLD);
  });

  it('that fail again name the entry', async () => {
    await sell();
    const queue = createFakeQueue();
    outlets.noticeBus = { publish: async () => Promise.reject(new Error('the bus is gone')) };
    await deliverInto(queue);
    const { redrive, lines } = redriveOf(queue);
    expect(await redriveRecords(redrive)).toEqual({ removed: 0, kept: 3 });
    expect(lines.join('\n')).toMatch(/entry \d+ of evt_\w+ failed again \(log group \/publish-notices, request r-1\)/);
  });

  it('are recovered from the journal into the logs if the stream no longer has them, and each notice once', async () => {
    const [first] = await sell();
    const queue = createFakeQueue();
    outlets.noticeQueue = { send: async () => Promise.reject(new Error('the queue is gone')) };
    await deliverInto(queue);
    // More than a day later: notices of that age are not told, unless they were lost.
    world.now += DAY_MS + HOUR_MS;
    const readRecords: RecordRedrive['readRecords'] = async () => ({ is: 'trimmed' });
    const without = redriveOf(queue, { readRecords }, false);
    expect(await redriveRecords(without.redrive)).toEqual({ removed: 0, kept: 3 });
    expect(without.lines.at(-1)).toContain('Add --republish');
    expect(await namesIn(world, organizer)).toEqual([]);

    const { redrive, lines } = redriveOf(queue, { readRecords });
    expect(await redriveRecords(redrive)).toEqual({ removed: 3, kept: 0 });
    expect(lines.at(-1)).toBe('3 entries of the journal were given to append-notices; 0 messages failed.');
    expect((await namesIn(world, organizer)).toSorted()).toEqual(TOLD.toSorted());
    // Again, as by a second operator, and after a part of it was told already.
    const { recoverFromTable: again } = redriveOf(queue, { readRecords }).redrive;
    expect(await again(world.now - 2 * DAY_MS, async () => undefined)).toMatchObject({ isComplete: true });
    const log = await readLog(world, organizer);
    expect(log).toHaveLength(3);
    expect(log.map(({ id }) => id)).toContainEqual(expect.stringContaining(`ntc_${subjectIdOf(first as Event)}_`));
  });

  // The journal is read by the times of the changes. An hour before the lost record was not enough after the stream of claims had lagged.
  it('are recovered although their changes were made hours before: they used to be lost', async () => {
    await sell(5 * HOUR_MS);
    const queue = createFakeQueue();
    outlets.noticeQueue = { send: async () => Promise.reject(new Error('the queue is gone')) };
    await deliverInto(queue);
    const { redrive, lines } = redriveOf(queue, { readRecords: async () => ({ is: 'trimmed' }) });
    expect(await redriveRecords(redrive)).toEqual({ removed: 3, kept: 0 });
    expect(lines.at(-1)).toContain('3 entries of the journal');
    expect((await namesIn(world, organizer)).toSorted()).toEqual(TOLD.toSorted());
  });

  // After a rollback of a day, scans reach the journal a day late. The stream of the journal does not tell entries of that age.
  it('of the claims are recovered with their notices after more than a day: the notices used to be lost', async () => {
    const buyer = await world.person();
    const { body: held } = await hold(world, buyer, event, ['a/A-1']);
    await pay(world, buyer, held);
    const since = world.now;
    world.now += DAY_MS + HOUR_MS;
    const recover = () =>
      recoverFromTable('publish-history', world.table, createPace(1e9, world.table.clock), {
        since,
        republish: true,
        now: world.now,
        appending: appending(),
      });
    expect(await recover()).toEqual({
      isComplete: true,
      summary:
        '1 claims read, 1 selected. The journal lacked 4 entries; 4 were added. 1 of them are a day old, and were given to append-notices.',
    });
    expect(await namesIn(world, organizer)).toEqual(['booking.confirmed']);
    expect(await recover()).toMatchObject({ isComplete: true });
    expect(await namesIn(world, organizer)).toEqual(['booking.confirmed']);
  });

  it('stay in the queue as long as an entry cannot be appended, and say which organization', async () => {
    const [first] = await sell();
    const queue = createFakeQueue();
    outlets.noticeQueue = { send: async () => Promise.reject(new Error('the queue is gone')) };
    await deliverInto(queue);
    const damaged = noticedKey(subjectIdOf(first as Event));
    const { documents, name } = world.table;
    await documents.send(new PutCommand({ TableName: name, Item: { ...damaged, entries: 'damaged' } }));
    const { redrive, lines } = redriveOf(queue, { readRecords: async () => ({ is: 'trimmed' }) });
    expect(await redriveRecords(redrive)).toEqual({ removed: 0, kept: 3 });
    expect(lines.at(-1)).toMatch(
      /; 1 messages failed\.\norganization org_\w+: failed again \(log group \/append-notices/,
    );
  });
});

describe('dead letters of the queue', () => {
  it('are processed again, and those that fail again stay with the place of their log', async () => {
    await sell();
    await deliverInto(createFakeQueue());
    const queue = createFakeQueue();
    queue.put(...outlets.queued, '{"version":0}');
    const lines: string[] = [];
    const say = (line: string) => lines.push(line);
    expect(await redriveMessages({ queue, consumer: appending(), say })).toEqual({
      removed: outlets.queued.length,
      kept: 1,
    });
    expect(lines.at(-1)).toMatch(/failed again \(log group \/append-notices, request r-1\)/);
    expect(queue.visible()).toEqual(['{"version":0}']);
    expect(await namesIn(world, organizer)).toEqual(TOLD);
    // Messages that a crashed redrive has processed and not removed.
    queue.put(...outlets.queued);
    await redriveMessages({ queue, consumer: appending(), say });
    expect(await namesIn(world, organizer)).toEqual(TOLD);
  });

  it('stay if the function cannot be called, and are visible to the next redrive', async () => {
    const queue = createFakeQueue();
    queue.put('{}', '{}');
    const lines: string[] = [];
    const broken: InvokedFunction = {
      name: 'append-notices',
      logGroup: '/append-notices',
      invoke: async () => ({ is: 'failed', reason: 'Runtime.ImportModuleError', requestId: 'r-2' }),
    };
    const redriven = await redriveMessages({ queue, consumer: broken, say: line => lines.push(line) });
    expect(redriven).toEqual({ removed: 0, kept: 2 });
    expect(lines[0]).toContain(
      'the function failed: Runtime.ImportModuleError (log group /append-notices, request r-2)',
    );
    expect(queue.visible()).toHaveLength(2);
  });

  it('behind a message of their group that fails again count as kept, although SQS does not deliver them', async () => {
    const queue = createFakeQueue();
    queue.put('{}');
    const grouped = { ...queue, inspect: async () => ({ waiting: 3, inFlight: 0, sample: [] }) };
    expect(await redriveMessages({ queue: grouped, consumer: appending(), say: () => undefined })).toEqual({
      removed: 0,
      kept: 3,
    });
  });
});
