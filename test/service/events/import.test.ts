/** An event of more than 10,000 places: announced at once, prepared by whoever is at it, and on sale with all of them (P1, P2). */
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
/** The first and the last requests of a run, where each does something else, and some of the many batches between. */
const tellingOf = (steps: number): number[] =>
  Array.from({ length: steps }, (_, i) => i + 1).filter(step => step < 6 || step > steps - 5 || step % 12 === 0);
const ask = (event: Event) => ({ params: { eventId: event.id }, query: { fresh: 'true' } });
const read = async (event: Event) => (await world.invoke<Event>('read-event', { params: { eventId: event.id } })).body;
const seatMap = async (event: Event) => (await world.invoke<SeatMap>('read-seats', ask(event))).body;
const statusesIn = ({ sections }: SeatMap) =>
  sections.flatMap(({ rows }) => rows.flatMap(({ seats }) => seats.map(({ status }) => status)));
const journalOf = async (event: Event) =>
  (await world.service.dependencies.store.readJournal(event.id)).map(({ action, from, to }) => [action, from, to]);
const outliveLease = () => {
  world.now += EVENT_JOB_LEASE_SECONDS * 1000;
};

/** Every place is there, available but for these, and the journal tells of both steps once. */
async function expectWhole(event: Event, taken = { seats: 0, standing: 0 }): Promise<void> {
  const { store } = world.service.dependencies;
  const facts = await store.readEvent(event.id);
  if (!facts) throw new Error('the event is gone');
  // No seat map of before is taken for one of after.
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

/** It is there for who knows its id, and nothing of it can be found, seen as available or held. */
async function expectNotOnSale(event: Event): Promise<void> {
  expect((await read(event)).status).toBe('preparing');
  const { items } = (await world.invoke<{ items: Event[] }>('list-events')).body;
  expect(items.map(({ id }) => id)).not.toContain(event.id);
  expect(new Set(statusesIn(await seatMap(event)))).toEqual(new Set(['blocked']));
  const { body: counts } = await world.invoke<Availability>('read-availability', ask(event));
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
  it('is announced with 202, cannot be had before it is prepared, and all of it can from then on', async () => {
    const event = await publishLargeEvent(world);
    expect(event.status).toBe('preparing');
    await expectNotOnSale(event);
    expect(await runJobs(world)).toEqual(DONE);

    expect((await read(event)).status).toBe('open');
    await expectWhole(event);
    expect(new Set(statusesIn(await seatMap(event)))).toEqual(new Set(['available']));
    const found = await world.another();
    const { items } = (await found.invoke<{ items: Event[] }>('list-events')).body;
    expect(items.map(({ id }) => id)).toContain(event.id);
    expect((await hold(world, buyer, event, ['s0/A-1', `s${SMALL_SECTIONS - 1}/A-2`])).status).toBe(201);
    expect((await holdPlaces(world, buyer, event, 4)).status).toBe(201);
    expect(await runJobs(world)).toEqual(NOTHING);
  });

  it('is read as it is, however lately it was read before', async () => {
    const event = await publishLargeEvent(world);
    const early = { params: { eventId: event.id } };
    await world.invoke('read-event', early);
    await world.invoke('read-seats', early);
    await runJobs(world);
    expect((await read(event)).status).toBe('open');
    expect((await hold(world, buyer, event, ['s1/A-1'])).status).toBe(201);
  });

  it('that cannot be announced is not there at all', async () => {
    const as = await world.person('organizer');
    world.faults.inject(({ name }) => (name === 'TransactWriteCommand' ? 'lost-request' : undefined));
    const { status, body } = await world.invoke<ProblemFields>('publish-event', { as, body: largeEvent() });
    expect([status, body.code]).toEqual([503, 'busy']);
    world.faults.clear();
    expect(await runJobs(world)).toEqual(NOTHING);
  });

  it('that is announced twice under one name is announced once', async () => {
    const { eventImports, store } = world.service.dependencies;
    const [one, other] = [await publishLargeEvent(world), await publishLargeEvent(world)];
    const [first, second] = [await store.readEvent(one.id), await store.readEvent(other.id)];
    if (!first || !second) throw new Error('an event is gone');
    const named = (facts: typeof first, id: string) => {
      const entry = { subjectId: id, eventId: id, position: 0, action: 'event.announced', at: world.now };
      const event = { ...facts.event, id };
      const by = { actor: 'system', requestId: 'test', to: 'preparing' };
      return eventImports.announce({ ...facts, event }, { ...entry, ...by }, 'seed/large');
    };
    expect(await named(first, 'evt_a')).toBe(true);
    // Its own reply was lost, and it asks again.
    expect(await named(first, 'evt_a')).toBe(true);
    expect(await named(second, 'evt_b')).toBe(false);
    expect(await store.readEvent('evt_b')).toBeUndefined();
    expect(await runJobs(world)).toEqual({ ...DONE, finished: 3 });
  });
});

describe('a function that prepares events', () => {
  it('may die at any step: the next one goes on, and nothing is on sale before all of it is there', async () => {
    world.faults.requests.length = 0;
    await publishLargeEvent(world);
    world.faults.requests.length = 0;
    expect(await runJobs(world)).toEqual(DONE);
    const steps = world.faults.requests.length;
    expect(steps).toBeGreaterThan(BATCH_COUNT + 4);
    for (const dead of tellingOf(steps - 1)) {
      const event = await publishLargeEvent(world);
      const dying = await world.another();
      let sent = 0;
      dying.faults.beforeRequests(async () => {
        sent += 1;
        if (sent > dead) throw new Error('the function died');
      });
      await runJobs(dying).catch(() => undefined);
      if (dead % 6 === 0) await expectNotOnSale(event);
      outliveLease();
      expect(await runJobs(world), `after it died at step ${dead}`).toEqual(DONE);
      await expectWhole(event);
    }
  }, 180_000);

  it('may lose any reply, or have any request lost, and changes nothing twice', async () => {
    await publishLargeEvent(world);
    world.faults.requests.length = 0;
    await runJobs(world);
    const steps = world.faults.requests.length;
    for (const lost of tellingOf(steps)) {
      const event = await publishLargeEvent(world);
      let sent = 0;
      world.faults.inject(() => {
        sent += 1;
        if (sent === lost) return 'lost-reply';
        return sent === lost + 5 ? 'lost-request' : undefined;
      });
      await runJobs(world).catch(() => undefined);
      world.faults.clear();
      outliveLease();
      await runJobs(world);
      await expectWhole(event);
    }
  }, 180_000);

  it('that is slow cannot undo what buyers did since another one published the event', async () => {
    const event = await publishLargeEvent(world);
    const slow = await world.another();
    let writes = 0;
    let late: Promise<void> | undefined;
    const meanwhile = async () => {
      outliveLease();
      expect(await runJobs(world)).toEqual(DONE);
      expect((await hold(world, buyer, event, ['s8/A-1', 's10/A-1', 'large/C-20'])).status).toBe(201);
      expect((await holdPlaces(world, buyer, event, 5)).status).toBe(201);
    };
    // From its seventh write on, everything that it sends arrives after the event was published and sold.
    slow.faults.beforeRequests(async ({ name }) => {
      if (name === 'TransactWriteCommand') writes += 1;
      if (writes < 7) return;
      late ??= meanwhile();
      await late;
    });
    expect(await runJobs(slow)).toEqual({ finished: 0, unfinished: 1, failed: 0 });
    expect(writes).toBeGreaterThan(12);
    await expectWhole(event, { seats: 3, standing: 5 });
    expect(await world.seatStatus(event, 's10/A-1')).toBe('held');
    expect(await runJobs(world)).toEqual(NOTHING);
  });

  it('writes unconditionally nothing that somebody could have changed since', async () => {
    await publishLargeEvent(world);
    world.faults.requests.length = 0;
    await runJobs(world);
    expect(world.faults.requests.map(({ name }) => name)).not.toContain('BatchWriteCommand');
    const puts = world.faults.requests
      .flatMap(({ input }) => (input.TransactItems as { Put?: { ConditionExpression?: string } }[] | undefined) ?? [])
      .flatMap(({ Put }) => (Put ? [Put.ConditionExpression] : []));
    expect(new Set(puts)).toEqual(new Set(['attribute_not_exists(pk)']));
  });

  it('publishes only what is still in preparation', async () => {
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

  it('is alone at it while its lease lasts', async () => {
    const events = [await publishLargeEvent(world), await publishLargeEvent(world), await publishLargeEvent(world)];
    const others = await Promise.all([world.another(), world.another(), world.another()]);
    const reports = await Promise.all(others.map(other => runJobs(other)));
    expect(reports.reduce((sum, { finished }) => sum + finished, 0)).toBe(3);
    expect(reports.reduce((sum, { unfinished, failed }) => sum + unfinished + failed, 0)).toBe(0);
    for (const event of events) await expectWhole(event);
  });

  it('leaves what its time is over for, and the next one goes on from there', async () => {
    const event = await publishLargeEvent(world);
    world.faults.requests.length = 0;
    let looks = 23;
    const short = () => {
      looks -= 1;
      return looks;
    };
    expect(await runJobs(world, short)).toEqual({ finished: 0, unfinished: 1, failed: 0 });
    await expectNotOnSale(event);
    world.faults.requests.length = 0;
    // At once: the lease was given back.
    expect(await runJobs(world)).toEqual(DONE);
    const transactions = world.faults.requests.filter(({ name }) => name === 'TransactWriteCommand');
    // What was remembered, 20 batches, is not written again; the last one publishes.
    expect(transactions).toHaveLength(BATCH_COUNT - 20 + 1);
    await expectWhole(event);
  });

  it('begins again where the batches are cut in another way', async () => {
    const event = await publishLargeEvent(world);
    const { edits, eventImports } = world.service.dependencies;
    const leased = await edits.lease(event.id, { now: world.now, leaseOf: 'older' });
    if (leased?.job.does !== 'prepare') throw new Error('there is nothing to prepare');
    await eventImports.remember({ ...leased, job: leased.job }, { done: BATCH_COUNT + 1, of: BATCH_COUNT + 2 });
    await edits.leave(leased);
    expect(await runJobs(world)).toEqual(DONE);
    await expectWhole(event);
  });

  it('gives the work back where the table is too busy', async () => {
    const event = await publishLargeEvent(world);
    world.faults.inject(({ name }) => (name === 'TransactWriteCommand' ? 'throttle' : undefined));
    expect(await runJobs(world)).toEqual({ finished: 0, unfinished: 1, failed: 0 });
    world.faults.clear();
    expect(await runJobs(world)).toEqual(DONE);
    await expectWhole(event);
  });

  it('is not kept from the others by an event that cannot be prepared, and tries that one again', async () => {
    const poisoned = await publishLargeEvent(world);
    const event = await publishLargeEvent(world);
    const { store } = world.service.dependencies;
    const { readEvent } = store;
    store.readEvent = async id => {
      if (id === poisoned.id) throw new Error('poison');
      return readEvent(id);
    };
    expect(await runJobs(world)).toEqual({ finished: 1, unfinished: 0, failed: 1 });
    await expectWhole(event);
    store.readEvent = readEvent;
    outliveLease();
    expect(await runJobs(world)).toEqual(DONE);
    await expectWhole(poisoned);
  });

  it('stops before the next event when its time is over', async () => {
    await publishLargeEvent(world);
    expect(await runJobs(world, () => 0)).toEqual(NOTHING);
  });

  it('has nothing to do with events that were published at once', async () => {
    await publish(world, newEvent());
    expect(await runJobs(world)).toEqual(NOTHING);
  });
});
