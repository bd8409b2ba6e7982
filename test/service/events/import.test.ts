/**
 * Events of more than 10,000 places: a background job imports them, and no place is on sale before its end (P1, P2).
 */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Availability, Event, SeatMap } from '../../../lib/contract/events/responses.ts';
import { areasOf } from '../../../lib/domain/layout.ts';
import { EVENT_JOB_LEASE_SECONDS } from '../../../lib/domain/limits.ts';
import { eventKey } from '../../../lib/table/keys.ts';
import {
  BATCH_COUNT,
  largeEvent,
  publishLargeEvent,
  runJobs,
  SEAT_COUNT,
  SMALL_SECTIONS,
  STANDING_PLACES,
} from '../../support/import.ts';
import {
  hold,
  holdPlaces,
  newEvent,
  openWorld,
  type Person,
  type ProblemFields,
  publish,
  type World,
} from '../../support/world.ts';

let world: World;
let buyer: Person;
beforeEach(async () => {
  world = await openWorld();
  buyer = await world.person();
});

const DONE = { finished: 1, unfinished: 0, failed: 0 };
const NOTHING = { finished: 0, unfinished: 0, failed: 0 };
/** Selects the first and last requests of a run, which differ, and a few of the similar batches between them. */
const selectSteps = (steps: number): number[] =>
  Array.from({ length: steps }, (_, i) => i + 1).filter(step => step < 6 || step > steps - 5 || step % 12 === 0);
/** Fresh reads of large events need a token. */
const freshRequest = (event: Event) => ({ as: buyer, params: { eventId: event.id }, query: { fresh: 'true' } });
const read = async (event: Event) => (await world.invoke<Event>('read-event', { params: { eventId: event.id } })).body;
const seatMap = async (event: Event) => (await world.invoke<SeatMap>('read-seats', freshRequest(event))).body;
const statusesIn = ({ sections }: SeatMap) =>
  sections.flatMap(({ rows }) => rows.flatMap(({ seats }) => seats.map(({ status }) => status)));
const journalOf = async (event: Event) =>
  (await world.service.dependencies.store.readJournal(event.id)).map(({ action, from, to }) => [action, from, to]);
const expireLease = () => {
  world.now += EVENT_JOB_LEASE_SECONDS * 1000;
};

/** Expects all places, available except the taken ones, and one journal entry for each of the two steps. */
async function expectComplete(event: Event, taken = { seats: 0, standing: 0 }): Promise<void> {
  const { store } = world.service.dependencies;
  const facts = await store.readEvent(event.id);
  if (!facts) throw new Error('the event is missing');
  // A new version, so that seat maps cached during the import are not used.
  expect(facts.event).toMatchObject({ state: 'published', version: 1 });
  const seats = [...(await store.readSeats(facts)).values()];
  expect(seats.filter(({ status }) => status === 'available')).toHaveLength(SEAT_COUNT - taken.seats);
  expect(seats).toHaveLength(SEAT_COUNT);
  const buckets = await store.readBuckets(event.id, areasOf(facts));
  expect(buckets.reduce((sum, { capacity }) => sum + capacity, 0)).toBe(STANDING_PLACES);
  expect(buckets.reduce((sum, { available }) => sum + available, 0)).toBe(STANDING_PLACES - taken.standing);
  expect(await journalOf(event)).toEqual([
    ['event.announced', undefined, 'preparing'],
    ['event.published', 'preparing', 'published'],
  ]);
}

/** Expects that the event can be read by its id, but not found by search, and that no place is available. */
async function expectNotOnSale(event: Event): Promise<void> {
  expect((await read(event)).status).toBe('preparing');
  const { items } = (await world.invoke<{ items: Event[] }>('list-events')).body;
  expect(items.map(({ id }) => id)).not.toContain(event.id);
  expect(new Set(statusesIn(await seatMap(event)))).toEqual(new Set(['blocked']));
  const { body: counts } = await world.invoke<Availability>('read-availability', freshRequest(event));
  const total = STANDING_PLACES + SEAT_COUNT;
  expect(counts).toMatchObject({ total, available: 0, held: 0, booked: 0, blocked: total });
  for (const { status, body } of [
    await hold(world, buyer, event, ['s0/A-1']),
    await holdPlaces(world, buyer, event, 1),
  ]) {
    expect([status, body.code]).toEqual([409, 'sales-not-open']);
    expect(body).not.toHaveProperty('closedAt');
  }
}

describe('an event of more than 10,000 places', () => {
  it('is answered with 202, and is on sale as a whole after its import', async () => {
    const event = await publishLargeEvent(world);
    expect(event.status).toBe('preparing');
    await expectNotOnSale(event);
    expect(await runJobs(world)).toEqual(DONE);

    expect((await read(event)).status).toBe('open');
    await expectComplete(event);
    expect(new Set(statusesIn(await seatMap(event)))).toEqual(new Set(['available']));
    const found = await world.another();
    const { items } = (await found.invoke<{ items: Event[] }>('list-events')).body;
    expect(items.map(({ id }) => id)).toContain(event.id);
    expect((await hold(world, buyer, event, ['s0/A-1', `s${SMALL_SECTIONS - 1}/A-2`])).status).toBe(201);
    expect((await holdPlaces(world, buyer, event, 4)).status).toBe(201);
    expect(await runJobs(world)).toEqual(NOTHING);
  });

  it('is read as on sale right after the import, also by a function that cached it before', async () => {
    const event = await publishLargeEvent(world);
    const early = { params: { eventId: event.id } };
    await world.invoke('read-event', early);
    await world.invoke('read-seats', early);
    await runJobs(world);
    expect((await read(event)).status).toBe('open');
    expect((await hold(world, buyer, event, ['s1/A-1'])).status).toBe(201);
  });

  it('leaves nothing behind when it cannot be announced', async () => {
    const as = await world.person('organizer');
    world.faults.inject(({ name }) => (name === 'TransactWriteCommand' ? 'lost-request' : undefined));
    const { status, body } = await world.invoke<ProblemFields>('publish-event', { as, body: largeEvent() });
    expect([status, body.code]).toEqual([503, 'busy']);
    world.faults.clear();
    expect(await runJobs(world)).toEqual(NOTHING);
  });

  it('is announced once when it is announced twice under one name', async () => {
    const { eventImports, store } = world.service.dependencies;
    const [one, other] = [await publishLargeEvent(world), await publishLargeEvent(world)];
    const [first, second] = [await store.readEvent(one.id), await store.readEvent(other.id)];
    if (!first || !second) throw new Error('an event is missing');
    const named = (facts: typeof first, id: string) => {
      const entry = { subjectId: id, eventId: id, position: 0, action: 'event.announced', at: world.now };
      const event = { ...facts.event, id };
      const by = { actor: 'system', requestId: 'test', to: 'preparing' };
      return eventImports.announce({ ...facts, event }, { ...entry, ...by }, { uniqueName: 'seed/large' });
    };
    expect(await named(first, 'evt_a')).toEqual({ is: 'published' });
    // A retry after a lost reply.
    expect(await named(first, 'evt_a')).toEqual({ is: 'published' });
    expect(await named(second, 'evt_b')).toEqual({ is: 'taken' });
    expect(await store.readEvent('evt_b')).toBeUndefined();
    expect(await runJobs(world)).toEqual({ ...DONE, finished: 3 });
  });
});

describe('the import job', () => {
  it('is continued by the next run after a crash at any request, and nothing is on sale before its end', async () => {
    world.faults.requests.length = 0;
    await publishLargeEvent(world);
    world.faults.requests.length = 0;
    expect(await runJobs(world)).toEqual(DONE);
    const steps = world.faults.requests.length;
    expect(steps).toBeGreaterThan(BATCH_COUNT + 4);
    for (const crashAt of selectSteps(steps - 1)) {
      const event = await publishLargeEvent(world);
      const crashing = await world.another();
      let sent = 0;
      crashing.faults.beforeRequests(async () => {
        sent += 1;
        if (sent > crashAt) throw new Error('the function crashed');
      });
      await runJobs(crashing).catch(() => undefined);
      if (crashAt % 6 === 0) await expectNotOnSale(event);
      expireLease();
      expect(await runJobs(world), `after a crash at request ${crashAt}`).toEqual(DONE);
      await expectComplete(event);
    }
  }, 180_000);

  it('writes each place once when replies or requests are lost', async () => {
    await publishLargeEvent(world);
    world.faults.requests.length = 0;
    await runJobs(world);
    const steps = world.faults.requests.length;
    for (const lost of selectSteps(steps)) {
      const event = await publishLargeEvent(world);
      let sent = 0;
      world.faults.inject(() => {
        sent += 1;
        if (sent === lost) return 'lost-reply';
        return sent === lost + 5 ? 'lost-request' : undefined;
      });
      await runJobs(world).catch(() => undefined);
      world.faults.clear();
      expireLease();
      await runJobs(world);
      await expectComplete(event);
    }
  }, 180_000);

  it('does not overwrite claims when it is slow and another run has published the event', async () => {
    const event = await publishLargeEvent(world);
    const slow = await world.another();
    let writes = 0;
    let late: Promise<void> | undefined;
    const publishAndSell = async () => {
      expireLease();
      expect(await runJobs(world)).toEqual(DONE);
      expect((await hold(world, buyer, event, ['s8/A-1', 's10/A-1', 'large/C-20'])).status).toBe(201);
      expect((await holdPlaces(world, buyer, event, 5)).status).toBe(201);
    };
    // From the seventh write on, its requests arrive after another run has published the event and buyers hold places.
    slow.faults.beforeRequests(async ({ name }) => {
      if (name === 'TransactWriteCommand') writes += 1;
      if (writes < 7) return;
      late ??= publishAndSell();
      await late;
    });
    expect(await runJobs(slow)).toEqual({ finished: 0, unfinished: 1, failed: 0 });
    expect(writes).toBeGreaterThan(12);
    await expectComplete(event, { seats: 3, standing: 5 });
    expect(await world.seatStatus(event, 's10/A-1')).toBe('held');
    expect(await runJobs(world)).toEqual(NOTHING);
  });

  it('puts each row on the condition that it does not exist', async () => {
    await publishLargeEvent(world);
    world.faults.requests.length = 0;
    await runJobs(world);
    expect(world.faults.requests.map(({ name }) => name)).not.toContain('BatchWriteCommand');
    const puts = world.faults.requests
      .flatMap(({ input }) => (input.TransactItems as { Put?: { ConditionExpression?: string } }[] | undefined) ?? [])
      .flatMap(({ Put }) => (Put ? [Put.ConditionExpression] : []));
    expect(new Set(puts)).toEqual(new Set(['attribute_not_exists(pk)']));
  });

  it('does not publish an event that was deleted during the import', async () => {
    const event = await publishLargeEvent(world);
    const { documents, name: TableName } = world.table;
    const change = {
      Key: eventKey(event.id),
      UpdateExpression: 'SET #state = :deleted',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':deleted': 'deleted' },
    };
    let writes = 0;
    world.faults.beforeRequests(async ({ name }) => {
      if (name === 'TransactWriteCommand') writes += 1;
      if (writes !== BATCH_COUNT + 1) return;
      writes += 1;
      await documents.send(new UpdateCommand({ TableName, ...change }));
    });
    expect(await runJobs(world)).toEqual({ finished: 0, unfinished: 1, failed: 0 });
    expect(await world.service.dependencies.store.readEvent(event.id)).toBeUndefined();
    expect(await journalOf(event)).toHaveLength(1);
  });

  it('runs once for each event when several functions start it', async () => {
    const events = [await publishLargeEvent(world), await publishLargeEvent(world), await publishLargeEvent(world)];
    const others = await Promise.all([world.another(), world.another(), world.another()]);
    const reports = await Promise.all(others.map(other => runJobs(other)));
    expect(reports.reduce((sum, { finished }) => sum + finished, 0)).toBe(3);
    expect(reports.reduce((sum, { unfinished, failed }) => sum + unfinished + failed, 0)).toBe(0);
    for (const event of events) await expectComplete(event);
  });

  it('stops when its time is over, and the next run continues there', async () => {
    const event = await publishLargeEvent(world);
    world.faults.requests.length = 0;
    let checks = 23;
    const short = () => {
      checks -= 1;
      return checks;
    };
    expect(await runJobs(world, short)).toEqual({ finished: 0, unfinished: 1, failed: 0 });
    await expectNotOnSale(event);
    world.faults.requests.length = 0;
    // At once, because the lease was released.
    expect(await runJobs(world)).toEqual(DONE);
    const transactions = world.faults.requests.filter(({ name }) => name === 'TransactWriteCommand');
    // The 20 batches recorded as done are not written again. The last transaction publishes.
    expect(transactions).toHaveLength(BATCH_COUNT - 20 + 1);
    await expectComplete(event);
  });

  it('starts again when the number of batches has changed', async () => {
    const event = await publishLargeEvent(world);
    const { edits, eventImports } = world.service.dependencies;
    const leased = await edits.lease(event.id, { now: world.now, leaseOf: 'older' });
    if (leased?.job.does !== 'prepare') throw new Error('the event has no import job');
    await eventImports.remember({ ...leased, job: leased.job }, { done: BATCH_COUNT + 1, of: BATCH_COUNT + 2 });
    await edits.leave(leased);
    expect(await runJobs(world)).toEqual(DONE);
    await expectComplete(event);
  });

  it('releases its lease when the table is throttled', async () => {
    const event = await publishLargeEvent(world);
    world.faults.inject(({ name }) => (name === 'TransactWriteCommand' ? 'throttle' : undefined));
    expect(await runJobs(world)).toEqual({ finished: 0, unfinished: 1, failed: 0 });
    world.faults.clear();
    expect(await runJobs(world)).toEqual(DONE);
    await expectComplete(event);
  });

  it('imports the other events when one fails, and retries that one later', async () => {
    const poisoned = await publishLargeEvent(world);
    const event = await publishLargeEvent(world);
    const { store } = world.service.dependencies;
    const { readEvent } = store;
    store.readEvent = async id => {
      if (id === poisoned.id) throw new Error('poison');
      return readEvent(id);
    };
    expect(await runJobs(world)).toEqual({ finished: 1, unfinished: 0, failed: 1 });
    await expectComplete(event);
    store.readEvent = readEvent;
    expireLease();
    expect(await runJobs(world)).toEqual(DONE);
    await expectComplete(poisoned);
  });

  it('starts no event when its time is over', async () => {
    await publishLargeEvent(world);
    expect(await runJobs(world, () => 0)).toEqual(NOTHING);
  });

  it('does nothing for an event that was published directly', async () => {
    await publish(world, newEvent());
    expect(await runJobs(world)).toEqual(NOTHING);
  });
});
