/**
 * Scenarios 20 and 29 for notices, through the functions themselves: the stream and the queue deliver twice, late and out of order while
 * workers fail; a receiver that was down for a day then gets every notice, in order, with nothing missing.
 */
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Context, DynamoDBRecord, SQSRecord } from 'aws-lambda';
import { expect, it } from 'vitest';
import { appendNotices } from '../../../functions/queue/append-notices.ts';
import { publishNotices } from '../../../functions/stream/publish-notices.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Notice } from '../../../lib/contract/notices/notices.ts';
import { HOUR_MS } from '../../../lib/domain/time.ts';
import { queueFunction } from '../../../lib/lambda/queue-function.ts';
import { streamFunction } from '../../../lib/lambda/stream-function.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import { journalRow } from '../../../lib/table/journal/journal-rows.ts';
import { openOutlets, positionsBySubject, readLog, readPage, scanned, toldEntriesOf } from '../../support/notices.ts';
import { forEachSeed } from '../../support/randomized.ts';
import { record } from '../../support/stream.ts';
import { cancel, edit, hold, openWorld, type Person, pay, publish, type World } from '../../support/world.ts';

const RUNS = 3;
const HOURS = 30;
const DOWN_FROM = 5;
const TIMEOUT_MS = 120_000;

it(
  'a receiver that was down for a day gets every notice at least once, in order, although stream and queue repeat, delay and mix them',
  () => forEachSeed(RUNS, 'test/service/notices/scenarios', aDay),
  TIMEOUT_MS,
);

async function aDay(seed: number): Promise<void> {
  const world = await openWorld();
  const venue = await openVenue(world, seeded(seed));
  const receiver = openReceiver(world, venue.organizer);
  for (let hour = 0; hour < HOURS; hour++) {
    await venue.sell();
    await venue.deliver();
    if (hour < DOWN_FROM) await receiver.readOn();
    world.now += HOUR_MS;
  }
  await venue.deliverAll();

  const log = await readLog(world, venue.organizer);
  await receiver.readOn();
  const told = Map.groupBy(await toldEntriesOf(world, venue.subjects), ({ subjectId }) => subjectId);
  const expected = new Map([...told].map(([id, entries]) => [id, entries.map(({ position }) => position)]));
  expect(positionsBySubject(log)).toEqual(expected);
  // At least once: the page at which it crashed came again. Without the repeated ones it is the log.
  const ids = receiver.handled.map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(log.length);
  expect([...new Set(ids)]).toEqual(log.map(({ id }) => id));
  expect(new Set(venue.published.map(({ id }) => id))).toEqual(new Set(ids));
}

/** A receiver that keeps its cursor. It dies once after it has handled a page, and before it has stored the cursor. */
function openReceiver(world: World, organizer: Person) {
  const handled: Notice[] = [];
  let [after, hasDied] = ['0', false];
  return {
    handled,
    async readOn(): Promise<void> {
      for (;;) {
        const { body } = await readPage(world, organizer, { after, limit: '3' });
        if (body.items.length === 0) return;
        handled.push(...body.items);
        if (hasDied) after = body.nextCursor;
        hasDied = true;
      }
    },
  };
}

/** A venue that sells, and the functions behind its stream and its queue. */
async function openVenue(world: World, random: () => number) {
  const organizer = await world.person('organizer');
  const customer = await world.person();
  const outlets = openOutlets();
  const dependencies = { ...world.service.dependencies, ...outlets };
  const publishing = streamFunction(publishNotices, async () => ({ dependencies, clock: () => world.now }) as never);
  const subjects: { id: string }[] = [];
  const bookings: { id: string }[] = [];
  const records: DynamoDBRecord[] = [];
  const messages: SQSRecord[] = [];
  const journalled = new Set<string>();
  let event: Event | undefined;
  let seats = 0;
  const isDrawn = (share: number): boolean => random() < share;

  /** The stream gets a record of each new entry. Claims have theirs only once `publish-history` has put them. */
  async function fillStream(): Promise<void> {
    for (const entry of await toldEntriesOf(world, subjects)) {
      const name = `${entry.subjectId} ${entry.position}`;
      if (journalled.has(name)) continue;
      journalled.add(name);
      const NewImage = marshall(journalRow(entry), { removeUndefinedValues: true }) as never;
      records.push(record({ NewImage }, 'INSERT'));
    }
  }

  /** Delivers a part of what waits, mixed; some of it stays, and some comes again. */
  async function publishSome(share: number, isFailing: boolean): Promise<void> {
    const batch = mixed(records.splice(0), random).filter(one => isKept(one, records, share));
    if (batch.length === 0) return;
    if (isFailing) world.faults.injectOnce('lost-request', 'lost-request', 'lost-request', 'lost-request');
    const { batchItemFailures } = await publishing({ Records: batch }, { awsRequestId: 'stream' } as Context);
    world.faults.clear();
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    records.push(...batch.filter(({ dynamodb }) => failed.has(dynamodb?.SequenceNumber ?? '') || isDrawn(1 - share)));
    messages.push(...outlets.queued.splice(0).map(messageWith));
  }

  async function appendSome(share: number, faults: number): Promise<void> {
    const batch = mixed(messages.splice(0), random).filter(one => isKept(one, messages, share));
    for (const part of batch.length === 0 ? [] : [batch.slice(0, 4), batch.slice(4)]) {
      // Each worker is another process.
      const worker = await world.another();
      worker.faults.inject(() => (isDrawn(faults) ? 'lost-reply' : undefined));
      const handle = queueFunction(appendNotices, async () => worker.service);
      const { batchItemFailures } = await handle({ Records: part }, { awsRequestId: 'worker' } as Context);
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      messages.push(...part.filter(({ messageId }) => failed.has(messageId) || isDrawn(1 - share)));
    }
  }

  function isKept<Part>(part: Part, later: Part[], share: number): boolean {
    if (isDrawn(share)) return true;
    later.push(part);
    return false;
  }

  return {
    organizer,
    subjects,
    published: outlets.published,
    async sell(): Promise<void> {
      if (!event || isDrawn(0.1)) {
        event = await publish(world, {}, organizer);
        seats = 0;
        subjects.push(event);
      }
      const { body } = await hold(world, customer, event, [`a/A-${++seats}`, `a/B-${seats}`]);
      if (body.id) {
        const booking = (await pay(world, customer, body)).body;
        subjects.push(booking);
        bookings.push(booking);
      } else event = undefined;
      const one = bookings[Math.floor(random() * bookings.length)];
      if (one && isDrawn(0.4)) await scanned(world, one, { nonce: `nonce-${random()}` }, 'ticket.refused');
      if (one && isDrawn(0.2)) await cancel(world, organizer, one);
      if (event && isDrawn(0.2)) await edit(world, organizer, event, { title: `Evening ${random()}` });
    },
    async deliver(): Promise<void> {
      await fillStream();
      await publishSome(0.7, isDrawn(0.3));
      await appendSome(0.7, 0.3);
    },
    async deliverAll(): Promise<void> {
      while (records.length > 0) await publishSome(1, false);
      while (messages.length > 0) await appendSome(1, 0);
    },
  };
}

let count = 0;
const messageWith = (body: string): SQSRecord => {
  count += 1;
  return { messageId: `message-${count}`, body } as SQSRecord;
};

const mixed = <Part>(parts: Part[], random: () => number): Part[] =>
  parts
    .map(part => ({ part, at: random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ part }) => part);
