/**
 * Edits that meet: each other, payments, deadlines, what a function left unfinished, and themselves, asked for once more.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { EDIT_SETTLE_MS, RECONCILE_AFTER_SECONDS } from '../../../lib/domain/limits.ts';
import type { EventFacts } from '../../../lib/domain/model.ts';
import { runEventJobs } from '../../../lib/usecases/events/run-event-jobs.ts';
import { finishEdits } from '../../support/edit-cases.ts';
import { type EventRows, editUntilTimeout, expectConsistent, LEASE_MS, readEventRows } from '../../support/edits.ts';
import { publishLargeEvent, runJobs } from '../../support/import.ts';
import { publishHistoryOf, reconcile } from '../../support/payments.ts';
import {
  countsOf,
  edit,
  hold,
  holdPlaces,
  openWorld,
  type Person,
  pay,
  publish,
  readHold,
  release,
  type World,
} from '../../support/world.ts';

let world: World;
let other: World;
let organizer: Person;
let admin: Person;
let alice: Person;
let bob: Person;
let event: Event;
let published: EventFacts;

const SECTIONS: NewEvent['sections'] = [
  { id: 'a', name: 'A', kind: 'seated', price: 100, rows: ['A', 'B'].map(row => ({ row, count: 3 })) },
  { id: 'standing', name: 'Standing', kind: 'area', price: 10, capacity: 1_050 },
];

beforeEach(async () => {
  world = await openWorld();
  other = await world.another();
  [organizer, admin, alice, bob] = await Promise.all([
    world.person('organizer'),
    world.person('admin'),
    world.person(),
    world.person(),
  ]);
  event = await publish(world, { sections: SECTIONS, placesPerHoldMax: 40 }, organizer);
  published = await factsNow();
});

async function factsNow(): Promise<EventFacts> {
  return (await world.service.dependencies.store.readEvent(event.id)) as EventFacts;
}
const stateNow = async (): Promise<string | undefined> => (await readEventRows(world, event)).facts?.event.state;
const remove = (as = organizer) => world.invoke('delete-event', { as, params: { eventId: event.id } });
const atRest = async (): Promise<EventRows> => {
  await finishEdits(world);
  return expectConsistent(world, published);
};
const actionsOf = ({ journal }: EventRows): string[] => journal.map(({ action }) => action);
/** Another function edits before each of the requests of this one, in turn; `test` sees both answers. */
async function meet(
  changes: EventChanges,
  others: EventChanges,
  test: (one: { status: number; body: { code: string } }, two: { status: number }, at: number) => Promise<void>,
): Promise<void> {
  for (let at = 1; ; at++) {
    const first = await world.another();
    event = await publish(world, { sections: SECTIONS, placesPerHoldMax: 40 }, organizer);
    published = await factsNow();
    let second: { status: number } | undefined;
    first.faults.beforeRequests(async () => {
      if (first.faults.requests.length === at) second = await edit(other, admin, event, others);
    });
    const answer = await edit(first, organizer, event, changes);
    if (!second) return;
    await test(answer, second, at);
    await atRest();
  }
}

describe('two edits at once', () => {
  it('that add the same row add it once, at whichever request they meet', async () => {
    const row = (count: number): EventChanges => ({ sections: [{ id: 'a', addRows: [{ row: 'C', count }] }] });
    await meet(row(1), row(2), async (one, two, at) => {
      const capacity = (await factsNow()).sections[0]?.capacity;
      expect([capacity, one.status, two.status], `at ${at}`).toEqual(
        two.status === 200 ? [8, 400, 200] : [7, 200, expect.toSatisfy(status => status === 503 || status === 400)],
      );
    });
  });

  it('that are the same are one', async () => {
    const row: EventChanges = { sections: [{ id: 'a', addRows: [{ row: 'C', count: 1 }] }] };
    await meet(row, row, async (one, two) => {
      expect(one.status).toBe(200);
      expect([200, 503]).toContain(two.status);
      expect(actionsOf(await readEventRows(world, event)).filter(action => action === 'event.edited')).toHaveLength(1);
    });
  });

  it('of which one ends the event leave the other no event to change', async () => {
    await meet({ title: 'Too late' }, { status: 'cancelled' }, async (one, two) => {
      if (two.status !== 200) return expect([one.status, two.status]).toEqual([200, 503]);
      const { event: now } = await factsNow();
      if (one.status === 200) expect(now).toMatchObject({ title: 'Too late', state: 'cancelled' });
      else expect([one.status, one.body.code, now.title]).toEqual([409, 'event-not-editable', event.title]);
    });
  });

  it('wait for each other a while, and then say that they are busy', async () => {
    await editUntilTimeout(world, organizer, event, { sections: [{ id: 'a', removeRows: ['A'] }] });
    const { store } = world.service.dependencies;
    const entries = await world.service.dependencies.edits.readEntries(event.id);
    await world.service.dependencies.edits.lease(event.id, { now: world.now, leaseOf: 'somebody' });
    const answer = await edit(world, organizer, event, { title: 'New' });
    expect([answer.status, answer.body.code]).toEqual([503, 'busy']);
    expect(world.passwordDelays.length).toBeGreaterThan(1);
    expect((await store.readJournal(event.id)).length).toBe(entries);
  });
});

describe('the same edit again', () => {
  it('goes on at once where the table was too busy for the first', async () => {
    const changes: EventChanges = { sections: [{ id: 'a', removeRows: ['A'] }] };
    other.faults.inject(({ name }) => (name === 'TransactWriteCommand' ? { conflictOn: 1 } : undefined));
    expect((await edit(other, organizer, event, changes)).body.code).toBe('busy');
    other.faults.clear();
    expect((await edit(other, organizer, event, changes)).status).toBe(200);
    await atRest();
  });

  it.each<[string, EventChanges]>([
    ['adds nothing twice', { sections: [{ id: 'a', addRows: [{ row: 'C', count: 2 }] }] }],
    ['finds what it removed gone', { sections: [{ id: 'a', removeRows: ['A'] }] }],
    ['finds its section removed', { removeSections: ['a'] }],
    ['finds its section there', { addSections: [{ id: 'b', name: 'B', kind: 'area', price: 1, capacity: 1 }] }],
    ['raises a capacity once', { sections: [{ id: 'standing', capacity: 2_000 }] }],
    ['renames once', { title: 'New' }],
  ])('%s, when the reply to the first was lost', async (_name, changes) => {
    expect((await edit(world, organizer, event, changes)).status).toBe(200);
    const before = await readEventRows(world, event);
    const again = await edit(other, organizer, event, changes);
    expect(again.status).toBe(200);
    expect(await readEventRows(world, event)).toEqual(before);
    expect(again.body.sections.map(({ id }) => id)).toEqual(before.facts?.sections.map(({ id }) => id));
  });

  it('is another one when something was edited in between', async () => {
    const price = (amount: number): EventChanges => ({ sections: [{ id: 'a', price: amount }] });
    for (const amount of [1, 2, 1]) expect((await edit(world, organizer, event, price(amount))).status).toBe(200);
    expect((await factsNow()).sections[0]?.price).toBe(1);
  });

  it('goes on with what a function left, and is answered by it', async () => {
    const changes: EventChanges = { sections: [{ id: 'a', removeRows: ['A'] }] };
    expect((await editUntilTimeout(world, organizer, event, changes)).status).toBe(202);
    expect((await edit(other, organizer, event, changes)).status).toBe(200);
    expect(actionsOf(await atRest()).filter(action => action === 'event.edited')).toHaveLength(1);
  });
});

describe('an edit that takes longer than its caller waits', () => {
  it('goes on by itself', async () => {
    const answer = await editUntilTimeout(world, organizer, event, { sections: [{ id: 'a', removeRows: ['A'] }] });
    expect([answer.status, answer.body.sections[0]?.capacity]).toEqual([202, 6]);
    expect((await runJobs(world)).finished).toBe(1);
    expect((await factsNow()).sections[0]?.capacity).toBe(3);
    await atRest();
  });

  it('is answered when it is decided, though not all of it is done', async () => {
    const answer = await editUntilTimeout(
      world,
      organizer,
      event,
      { sections: [{ id: 'standing', capacity: 2_000 }] },
      1,
    );
    expect([answer.status, answer.body.sections[1]?.capacity]).toEqual([200, 2_000]);
    expect((await countsOf(world, event)).available).toBe(1_050);
    await runJobs(world);
    expect((await countsOf(world, event)).available).toBe(2_000);
    await atRest();
  });

  it('and is refused then changes nothing', async () => {
    await editUntilTimeout(world, organizer, event, { sections: [{ id: 'a', removeRows: ['A'] }] });
    const held = await hold(world, alice, event, ['a/A-1']);
    expect(held.status).toBe(201);
    await runJobs(world);
    expect((await factsNow()).sections[0]?.capacity).toBe(6);
    expect((await readHold(world, alice, held.body)).body.status).toBe('active');
    await atRest();
  });

  it('and is refused stays so, however long undoing it takes', async () => {
    const held = await holdPlaces(world, alice, event, 40);
    const changes: EventChanges = {
      sections: [
        { id: 'a', removeRows: ['A'] },
        { id: 'standing', capacity: 39 },
      ],
    };
    // The seats are withdrawn, it is refused, and there the time is over.
    const answer = await editUntilTimeout(world, organizer, event, changes, 2);
    expect([answer.status, answer.body.code]).toEqual([409, 'capacity-below-sold']);
    expect(await world.seatStatus(event, 'a/A-1')).toBe('blocked');
    await release(world, alice, held.body);
    const { journal } = await atRest();
    expect(journal.map(({ action }) => action)).not.toContain('event.edited');
    expect(await world.seatStatus(event, 'a/A-1')).toBe('available');
  });
});

describe('an edit that was refused', () => {
  it.each<[string, EventChanges, object]>([
    ['a seat', { sections: [{ id: 'a', removeRows: ['A'] }] }, { code: 'seats-unavailable' }],
    ['a place', { sections: [{ id: 'standing', capacity: 1 }] }, { code: 'capacity-below-sold', sold: 2 }],
  ])('by a buyer who was faster to %s knows it', async (_what, changes, refused) => {
    const slow = await world.another();
    let isFirst = true;
    slow.faults.beforeRequests(async ({ name }) => {
      if (name !== 'TransactWriteCommand' || !isFirst) return;
      isFirst = false;
      const bought = [await hold(other, bob, event, ['a/A-1']), await holdPlaces(other, bob, event, 2)];
      for (const { body } of bought) await pay(other, bob, body);
    });
    expect((await edit(slow, organizer, event, changes)).body).toMatchObject(refused);
    expect(await countsOf(world, event)).toEqual({ available: 1_048, held: 0, booked: 2 });
    expect(await world.seatStatus(event, 'a/A-2')).toBe('available');
    await atRest();
  });

  it('for what its reads did not see at one time is tried again', async () => {
    const { store } = world.service.dependencies;
    const first = await holdPlaces(world, alice, event, 1);
    const { readBuckets } = store;
    let looks = 0;
    store.readBuckets = async (eventId, areas) => {
      looks += 1;
      if (looks > 1) return readBuckets(eventId, areas);
      // Of two buckets it sees the one before, the other after a place has moved from this to that.
      const before = await readBuckets(eventId, areas);
      await release(other, alice, first.body);
      await holdPlaces(other, bob, event, 1);
      const after = await readBuckets(eventId, areas);
      const wasFull = before.find(bucket => Object.keys(bucket.claims).length > 0);
      return after.map(bucket => (bucket.number === wasFull?.number ? wasFull : bucket));
    };
    expect((await edit(world, organizer, event, { sections: [{ id: 'standing', capacity: 1 }] })).status).toBe(200);
    expect(looks).toBeGreaterThan(2);
    await atRest();
  });

  it('keeps its refusal in the journal, and nothing else of it', async () => {
    await hold(world, alice, event, ['a/A-2']);
    const refused = await edit(world, organizer, event, { sections: [{ id: 'a', removeRows: ['A'] }] });
    expect(refused.status).toBe(409);
    const standing = await atRest();
    expect(actionsOf(standing)).toEqual(['event.published', 'event.edit-refused']);
    expect(standing.journal[1]).toMatchObject({
      actor: organizer.userId,
      eventId: event.id,
      to: expect.stringMatching(/^edt_/),
    });
  });

  it('names no more of the seats in its way than anybody would read', async () => {
    const sections: NewEvent['sections'] = [
      { id: 'a', name: 'A', kind: 'seated', price: 1, rows: [{ row: 'A', count: 120 }] },
    ];
    event = await publish(world, { sections, placesPerHoldMax: 40 }, organizer);
    for (const from of [1, 41, 81])
      await hold(
        world,
        alice,
        event,
        Array.from({ length: 40 }, (_, i) => `a/A-${from + i}`),
      );
    const refused = await edit(world, organizer, event, {
      blockSeats: Array.from({ length: 120 }, (_, i) => `a/A-${i + 1}`),
    });
    expect(refused.body.conflicts).toHaveLength(100);
  });
});

describe('an edit of an event', () => {
  it('in preparation is refused', async () => {
    const preparing = await publishLargeEvent(world);
    for (const changes of [{ title: 'x' }, { status: 'closed' as const }]) {
      const answer = await edit(world, admin, preparing, changes);
      expect([answer.status, answer.body.code]).toEqual([409, 'event-not-editable']);
    }
    await runJobs(world);
    expect((await edit(world, admin, preparing, { title: 'x' })).status).toBe(200);
  });

  it('that has ended may only end it further', async () => {
    await edit(world, organizer, event, { status: 'cancelled' });
    for (const changes of [{ title: 'x' }, { status: 'closed' as const }, { unblockSeats: ['a/A-1'] }]) {
      const answer = await edit(world, organizer, event, changes);
      expect([answer.status, answer.body.code]).toEqual([409, 'event-not-editable']);
    }
    expect((await edit(world, organizer, event, { status: 'cancelled' })).status).toBe(200);
    expect((await remove()).status).toBe(204);
    await atRest();
  });

  it('at the very deadline of a hold takes its seat; a millisecond before, it does not', async () => {
    const held = await hold(world, alice, event, ['a/A-1']);
    const standing = await holdPlaces(world, alice, event, 40);
    world.now = Date.parse(held.body.expiresAt) - 1;
    const row: EventChanges = { sections: [{ id: 'a', removeRows: ['A'] }] };
    expect((await edit(world, organizer, event, row)).body.conflicts).toMatchObject([
      { seatId: 'a/A-1', reason: 'held' },
    ]);
    const lower: EventChanges = { sections: [{ id: 'standing', capacity: 39 }] };
    expect((await edit(world, organizer, event, lower)).body).toMatchObject({ code: 'capacity-below-sold', sold: 40 });
    world.now = Date.parse(standing.body.expiresAt);
    expect((await edit(world, organizer, event, row)).status).toBe(200);
    expect((await edit(world, organizer, event, lower)).status).toBe(200);
    await atRest();
  });

  it('by a clock that is behind or ahead is in order with the sales', async () => {
    const [behind, ahead] = [await world.another({ skew: -5_000 }), await world.another({ skew: 5_000 })];
    const held = await hold(ahead, alice, event, ['a/A-1']);
    await release(ahead, alice, held.body);
    expect((await edit(behind, organizer, event, { sections: [{ id: 'a', removeRows: ['A'] }] })).status).toBe(200);
    expect(
      (await edit(ahead, organizer, event, { sections: [{ id: 'a', addRows: [{ row: 'A', count: 3 }] }] })).status,
    ).toBe(200);
    expect((await edit(behind, organizer, event, { blockSeats: ['a/A-1'] })).status).toBe(200);
    expect((await edit(behind, organizer, event, { unblockSeats: ['a/A-1'] })).status).toBe(200);
    expect((await hold(behind, alice, event, ['a/A-1'])).status).toBe(201);
    await atRest();
  });
});

describe('closing sales', () => {
  it('is over when nobody can have old facts, and until then takes from sale what comes back', async () => {
    const stale = await world.another({ stopwatch: () => 0 });
    await stale.invoke('read-event', { params: { eventId: event.id } });
    const held = await hold(world, alice, event, ['a/A-1', 'a/A-2']);
    const area = await holdPlaces(world, alice, event, 3);
    await edit(world, organizer, event, { status: 'closed' });
    await runJobs(world);
    expect((await readEventRows(world, event)).work?.work).toBeDefined();
    await release(world, alice, held.body);
    await release(world, alice, area.body);
    world.now += EDIT_SETTLE_MS - 1;
    await runJobs(world);
    expect((await hold(stale, bob, event, ['a/A-1'])).body.code).toBe('seats-unavailable');
    expect((await holdPlaces(stale, bob, event, 1)).status).toBe(409);
    await runJobs(world);
    expect((await readEventRows(world, event)).work?.work).toBeDefined();
    world.now += 1;
    expect((await runJobs(world)).finished).toBe(1);
    await atRest();
  });
});

describe('cancelling an event', () => {
  it('waits for who is paying, and refunds what they have then', async () => {
    const [paying, waiting] = [await hold(world, alice, event, ['a/A-1']), await holdPlaces(world, bob, event, 3)];
    other.faults.inject(({ input }) => (JSON.stringify(input).includes('"confirmed"') ? 'lost-request' : undefined));
    const key = 'paying';
    expect((await pay(other, alice, paying.body, { key })).status).toBe(503);
    other.faults.clear();
    expect((await edit(world, organizer, event, { status: 'cancelled' })).status).toBe(200);
    expect((await readHold(world, bob, waiting.body)).body.status).toBe('released');
    expect((await world.claimOf(paying.body)).status).toBe('active');
    expect((await pay(other, alice, paying.body, { key })).status).toBe(201);
    expect((await pay(world, bob, waiting.body)).body.code).toBe('hold-released');
    expect((await runJobs(world)).unfinished).toBe(1);
    await reconciled();
    expect((await world.claimOf(paying.body)).payments).toMatchObject([{ state: 'refunded', wanted: 'refunded' }]);
    await atRest();
  });

  it('gets to its last booking, however many claims it ever had', async () => {
    const holds = [];
    for (let i = 0; i < 60; i++) {
      const { body } = await holdPlaces(world, alice, event, 1);
      holds.push(body);
      if (i % 10 === 0) await pay(world, alice, body);
      else await release(world, alice, body);
      await publishHistoryOf(world, body);
    }
    await editUntilTimeout(world, organizer, event, { status: 'cancelled' });
    const { store } = world.service.dependencies;
    let reads = 0;
    const readClaim: typeof store.readClaim = id => {
      reads += 1;
      return store.readClaim(id);
    };
    const dependencies = { ...world.service.dependencies, store: { ...store, readClaim } };
    for (let run = 0; run < 12; run++) {
      world.now += LEASE_MS;
      reads = 0;
      // A run has time for a part of its claims.
      await runEventJobs(dependencies, world.call('finish'), () => (reads >= 30 ? -1 : 1));
    }
    const statuses = await Promise.all(holds.map(async held => (await world.claimOf(held)).status));
    expect(statuses.filter(status => status === 'confirmed')).toEqual([]);
    await reconciled();
  });

  it('refunds every booking, of seats and of areas, though the list of its claims lags', async () => {
    const seats = await hold(world, alice, event, ['a/A-1', 'a/B-2']);
    const places = await holdPlaces(world, bob, event, 3);
    await pay(world, alice, seats.body);
    await pay(world, bob, places.body);
    expect((await edit(world, organizer, event, { status: 'cancelled' })).status).toBe(200);
    expect((await world.claimOf(seats.body)).status).toBe('cancelled');
    world.now += EDIT_SETTLE_MS;
    expect((await runJobs(world)).unfinished).toBe(1);
    expect((await world.claimOf(places.body)).status).toBe('confirmed');
    await publishHistoryOf(world, places.body);
    await runJobs(world);
    expect((await world.claimOf(places.body)).history.at(-1)).toMatchObject({
      action: 'booking.cancelled',
      actor: organizer.userId,
      reason: 'the event was cancelled',
    });
    await reconciled();
    for (const { body } of [seats, places]) {
      expect((await world.claimOf(body)).payments).toMatchObject([{ state: 'refunded', wanted: 'refunded' }]);
    }
    await atRest();
  });

  it('ends every hold, however many there are', async () => {
    const holds = await Promise.all(
      Array.from({ length: 25 }, (_, i) => holdPlaces(i % 2 ? world : other, i % 3 ? alice : bob, event, 1 + (i % 4))),
    );
    const seat = await hold(world, alice, event, ['a/A-1', 'a/B-1']);
    expect((await edit(world, organizer, event, { status: 'cancelled' })).status).toBe(200);
    for (const { body } of [...holds, seat]) expect((await world.claimOf(body)).status).toBe('released');
    await atRest();
  });

  it('while its sales are closing takes their place; refused, it leaves them to go on', async () => {
    const held = await hold(world, alice, event, ['a/A-1']);
    expect((await edit(world, organizer, event, { status: 'closed' })).status).toBe(200);
    expect((await remove()).status).toBe(409);
    expect(await stateNow()).toBe('closed');
    await release(world, alice, held.body);
    expect(await world.seatStatus(event, 'a/A-1')).toBe('available');
    world.now += EDIT_SETTLE_MS;
    await runJobs(world);
    expect(await world.seatStatus(event, 'a/A-1')).toBe('blocked');
    expect((await edit(world, organizer, event, { status: 'cancelled' })).status).toBe(200);
    await atRest();
  });
});

describe('a deleted event', () => {
  it('is over with for a function that died as it deleted it', async () => {
    const dying = await world.another();
    dying.faults.inject(({ input }) => (JSON.stringify(input).includes('REMOVE #work') ? 'lost-request' : undefined));
    await dying.invoke('delete-event', { as: organizer, params: { eventId: event.id } });
    expect(await stateNow()).toBeUndefined();
    world.now += LEASE_MS;
    expect((await runJobs(world)).finished).toBe(1);
    await atRest();
  });

  it('voids the payment that comes too late for it', async () => {
    const held = await hold(world, alice, event, ['a/A-1']);
    other.faults.inject(({ input }) => (JSON.stringify(input).includes('"confirmed"') ? 'lost-request' : undefined));
    const key = 'late';
    expect((await pay(other, alice, held.body, { key })).status).toBe(503);
    other.faults.clear();
    world.now = Date.parse((await readHold(world, alice, held.body)).body.expiresAt);
    expect((await remove()).status).toBe(204);
    const answer = await pay(await world.another(), alice, held.body, { key });
    expect([answer.status, answer.body.code]).toEqual([409, 'hold-expired']);
    expect((await world.claimOf(held.body)).payments).toMatchObject([{ state: 'voided', wanted: 'voided' }]);
    await atRest();
  });
});

/** Half a minute later nothing is left for the reconciler. */
async function reconciled(): Promise<void> {
  world.now += RECONCILE_AFTER_SECONDS * 1000;
  const report = await reconcile(world);
  expect([report.unfinished, report.failed]).toEqual([0, 0]);
}
