/**
 * Functions that publish or append crash before or after each of their requests. After the next delivery the log has each notice once,
 * in order, and the bus has each at least once.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { publishNotices } from '../../../lib/usecases/notices/publish-notices.ts';
import type { SentRequest } from '../../support/faults.ts';
import {
  append,
  appendAll,
  openOutlets,
  positionsBySubject,
  publishAllOf,
  readLog,
  scanned,
  toldEntriesOf,
} from '../../support/notices.ts';
import { cancel, hold, openWorld, type Person, pay, publish, type World } from '../../support/world.ts';

let world: World;
let customer: Person;

beforeAll(async () => {
  world = await openWorld();
  customer = await world.person();
});

interface Sale {
  organizer: Person;
  event: Event;
  bookings: { id: string }[];
}

/** An event with three bookings, of which one was scanned and one cancelled in part. */
async function sale(): Promise<Sale> {
  const organizer = await world.person('organizer');
  const event = await publish(world, {}, organizer);
  const bookings = [];
  for (const row of ['A', 'B', 'C']) {
    const { body } = await hold(world, customer, event, [`a/${row}-1`, `a/${row}-2`]);
    bookings.push((await pay(world, customer, body)).body);
  }
  await scanned(world, bookings[0] as { id: string });
  await cancel(world, customer, bookings[1] as { id: string }, { seats: ['a/B-1'] });
  return { organizer, event, bookings };
}

/** A service beside the others that crashes at one request: it was not sent, or its response was lost. No later one is sent. */
async function crashing(
  at: number,
  how: 'lost-request' | 'lost-reply',
): Promise<{ on: World; requests: SentRequest[] }> {
  const on = await world.another();
  let sent = 0;
  on.faults.inject(() => {
    sent += 1;
    if (sent < at) return undefined;
    return sent === at ? how : 'lost-request';
  });
  on.faults.requests.length = 0;
  return { on, requests: on.faults.requests };
}

async function expectComplete({ organizer, event, bookings }: Sale): Promise<void> {
  const log = await readLog(world, organizer);
  const told = await toldEntriesOf(world, [event, ...bookings]);
  const expected = Map.groupBy(told, ({ subjectId }) => subjectId);
  expect(positionsBySubject(log)).toEqual(
    new Map([...expected].map(([id, entries]) => [id, entries.map(({ position }) => position)])),
  );
}

/** Reads of the log's state, of claims, of the event's journal and of the event; and the transaction. */
const REQUESTS_OF_APPEND = 5;

describe.each(['lost-request', 'lost-reply'] as const)('a worker that crashes with a %s', how => {
  it.each(Array.from({ length: REQUESTS_OF_APPEND + 1 }, (_, i) => i + 1))(
    'at request %i loses and repeats nothing',
    async at => {
      const sold = await sale();
      const outlets = openOutlets();
      await publishAllOf(world, outlets, sold.event, ...sold.bookings);
      const { on, requests } = await crashing(at, how);
      const failed = await append(on, outlets.queued);
      expect(requests.length).toBeGreaterThanOrEqual(Math.min(at, REQUESTS_OF_APPEND));
      // With one request more than it sends, it does not crash.
      expect(failed.length).toBe(at > REQUESTS_OF_APPEND ? 0 : outlets.queued.length);
      await appendAll(world, outlets.queued);
      await expectComplete(sold);
    },
  );
});

describe('a function that publishes', () => {
  it.each(['lost-request', 'lost-reply'] as const)(
    'and crashes while it reads, with a %s, publishes all the next time',
    async how => {
      for (const at of [1, 2]) {
        const sold = await sale();
        const outlets = openOutlets();
        const { on } = await crashing(at, how);
        const entries = await toldEntriesOf(world, [sold.event, ...sold.bookings]);
        const publishing = publishNotices({ ...on.service.dependencies, ...outlets }, world.call(), entries);
        await expect(publishing).rejects.toThrow('busy');
        expect([outlets.published, outlets.queued]).toEqual([[], []]);
        await publishAllOf(world, outlets, sold.event, ...sold.bookings);
        await appendAll(world, outlets.queued);
        await expectComplete(sold);
      }
    },
  );

  it('and crashes after the bus or after the queue, publishes all the next time, and the log has nothing twice', async () => {
    const sold = await sale();
    const entries = await toldEntriesOf(world, [sold.event, ...sold.bookings]);
    const outlets = openOutlets();
    const dead = async () => Promise.reject(new Error('the function died'));
    for (const broken of [{ noticeBus: { publish: dead } }, { noticeQueue: { send: dead } }]) {
      const half = { ...world.service.dependencies, ...outlets, ...broken };
      const failed = await publishNotices(half, world.call(), entries);
      expect(failed.map(({ of }) => of)).toEqual(entries);
    }
    await publishAllOf(world, outlets, sold.event, ...sold.bookings);
    await appendAll(world, outlets.queued);
    await expectComplete(sold);
    expect(new Set(outlets.published.map(({ id }) => id)).size).toBe(entries.length);
  });
});
