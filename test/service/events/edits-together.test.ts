/** Edits concurrent with other edits, payments, deadlines and unfinished edits, and edits that are retried. */
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
const expectFinished = async (): Promise<EventRows> => {
  await finishEdits(world);
  return expectConsistent(world, published);
};
const actionsOf = ({ journal }: EventRows): string[] => journal.map(({ action }) => action);
/** Edits an event while another function edits it before one of the requests, for each request in turn. */
async function editDuringEdit(
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
    await expectFinished();
  }
}

describe('two concurrent edits', () => {
  it('that add the same row add it once, at every interleaving', async () => {
    const row = (count: number): EventChanges => ({ sections: [{ id: 'a', addRows: [{ row: 'C', count }] }] });
    await editDuringEdit(row(1), row(2), async (one, two, at) => {
      const capacity = (await factsNow()).sections[0]?.capacity;
      expect([capacity, one.status, two.status], `at ${at}`).toEqual(
        two.status === 200 ? [8, 400, 200] : [7, 200, expect.toSatisfy(status => status === 503 || status === 400)],
      );
    });
  });

  it('that are the same are done once', async () => {
    const row: EventChanges = { sections: [{ id: 'a', addRows: [{ row: 'C', count: 1 }] }] };
    await editDuringEdit(row, row, async (one, two) => {
      expect(one.status).toBe(200);
      expect([200, 503]).toContain(two.status);
      expect(actionsOf(await readEventRows(world, event)).filter(action => action === 'event.edited')).toHaveLength(1);
    });
  });

  it('of which one cancels the event: the other comes first or is refused', async () => {
    await editDuringEdit({ title: 'Too late' }, { status: 'cancelled' }, async (one, two) => {
      if (two.status !== 200) return expect([one.status, two.status]).toEqual([200, 503]);
      const { event: now } = await factsNow();
      if (one.status === 200) expect(now).toMatchObject({ title: 'Too late', state: 'cancelled' });
      else expect([one.status, one.body.code, now.title]).toEqual([409, 'event-not-editable', event.title]);
    });
  });

  it('wait for each other, and then one is answered with `busy`', async () => {
    await editUntilTimeout(world, organizer, event, { sections: [{ id: 'a', removeRows: ['A'] }] });
    const { store } = world.service.dependencies;
    const entries = await world.service.dependencies.edits.readEntries(event.id);
    await world.service.dependencies.edits.lease(event.id, { now: world.now, leaseOf: 'another-function' });
    const answer = await edit(world, organizer, event, { title: 'New' });
    expect([answer.status, answer.body.code]).toEqual([503, 'busy']);
    expect(world.passwordDelays.length).toBeGreaterThan(1);
    expect((await store.readJournal(event.id)).length).toBe(entries);
  });
});

describe('a retried edit', () => {
  it('continues at once after the table was throttled', async () => {
    const changes: EventChanges = { sections: [{ id: 'a', removeRows: ['A'] }] };
    other.faults.inject(({ name }) => (name === 'TransactWriteCommand' ? { conflictOn: 1 } : undefined));
    expect((await edit(other, organizer, event, changes)).body.code).toBe('busy');
    other.faults.clear();
    expect((await edit(other, organizer, event, changes)).status).toBe(200);
    await expectFinished();
  });

  it.each<[string, EventChanges]>([
    ['adds its rows once', { sections: [{ id: 'a', addRows: [{ row: 'C', count: 2 }] }] }],
    ['removes its rows once', { sections: [{ id: 'a', removeRows: ['A'] }] }],
    ['removes its section once', { removeSections: ['a'] }],
    ['adds its section once', { addSections: [{ id: 'b', name: 'B', kind: 'area', price: 1, capacity: 1 }] }],
    ['raises the capacity once', { sections: [{ id: 'standing', capacity: 2_000 }] }],
    ['changes the title once', { title: 'New' }],
  ])('%s after a lost response', async (_name, changes) => {
    expect((await edit(world, organizer, event, changes)).status).toBe(200);
    const before = await readEventRows(world, event);
    const again = await edit(other, organizer, event, changes);
    expect(again.status).toBe(200);
    expect(await readEventRows(world, event)).toEqual(before);
    expect(again.body.sections.map(({ id }) => id)).toEqual(before.facts?.sections.map(({ id }) => id));
  });

  it('is a new edit if another edit came between', async () => {
    const price = (amount: number): EventChanges => ({ sections: [{ id: 'a', price: amount }] });
    for (const amount of [1, 2, 1]) expect((await edit(world, organizer, event, price(amount))).status).toBe(200);
    expect((await factsNow()).sections[0]?.price).toBe(1);
  });

  it('completes the edit that another function left unfinished', async () => {
    const changes: EventChanges = { sections: [{ id: 'a', removeRows: ['A'] }] };
    expect((await editUntilTimeout(world, organizer, event, changes)).status).toBe(202);
    expect((await edit(other, organizer, event, changes)).status).toBe(200);
    expect(actionsOf(await expectFinished()).filter(action => action === 'event.edited')).toHaveLength(1);
  });
});

describe('an edit that takes longer than its request may', () => {
  it('is answered with 202 and completed by the scheduled job', async () => {
    const answer = await editUntilTimeout(world, organizer, event, { sections: [{ id: 'a', removeRows: ['A'] }] });
    expect([answer.status, answer.body.sections[0]?.capacity]).toEqual([202, 6]);
    expect((await runJobs(world)).finished).toBe(1);
    expect((await factsNow()).sections[0]?.capacity).toBe(3);
    await expectFinished();
  });

  it('is answered with 200 when it is decided, although some writes are left', async () => {
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
    await expectFinished();
  });

  it('changes nothing if the scheduled job finds it refused', async () => {
    await editUntilTimeout(world, organizer, event, { sections: [{ id: 'a', removeRows: ['A'] }] });
    const held = await hold(world, alice, event, ['a/A-1']);
    expect(held.status).toBe(201);
    await runJobs(world);
    expect((await factsNow()).sections[0]?.capacity).toBe(6);
    expect((await readHold(world, alice, held.body)).body.status).toBe('active');
    await expectFinished();
  });

  it('stays refused if undoing it takes longer', async () => {
    const held = await holdPlaces(world, alice, event, 40);
    const changes: EventChanges = {
      sections: [
        { id: 'a', removeRows: ['A'] },
        { id: 'standing', capacity: 39 },
      ],
    };
    // The seats are blocked, the edit is refused, and then its time is over.
    const answer = await editUntilTimeout(world, organizer, event, changes, 2);
    expect([answer.status, answer.body.code]).toEqual([409, 'capacity-below-sold']);
    expect(await world.seatStatus(event, 'a/A-1')).toBe('blocked');
    await release(world, alice, held.body);
    const { journal } = await expectFinished();
    expect(journal.map(({ action }) => action)).not.toContain('event.edited');
    expect(await world.seatStatus(event, 'a/A-1')).toBe('available');
  });
});

describe('a refused edit', () => {
  it.each<[string, EventChanges, object]>([
    ['a seat', { sections: [{ id: 'a', removeRows: ['A'] }] }, { code: 'seats-unavailable' }],
    ['a place', { sections: [{ id: 'standing', capacity: 1 }] }, { code: 'capacity-below-sold', sold: 2 }],
  ])('names the code when a buyer was faster to take %s', async (_case, changes, refused) => {
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
    await expectFinished();
  });

  it('is retried when its reads did not see the buckets at one time', async () => {
    const { store } = world.service.dependencies;
    const first = await holdPlaces(world, alice, event, 1);
    const { readBuckets } = store;
    let reads = 0;
    store.readBuckets = async (eventId, areas) => {
      reads += 1;
      if (reads > 1) return readBuckets(eventId, areas);
      // A place moves from one bucket to another. The read sees the first before the move and the second after it.
      const before = await readBuckets(eventId, areas);
      await release(other, alice, first.body);
      await holdPlaces(other, bob, event, 1);
      const after = await readBuckets(eventId, areas);
      const wasFull = before.find(bucket => Object.keys(bucket.claims).length > 0);
      return after.map(bucket => (bucket.number === wasFull?.number ? wasFull : bucket));
    };
    expect((await edit(world, organizer, event, { sections: [{ id: 'standing', capacity: 1 }] })).status).toBe(200);
    expect(reads).toBeGreaterThan(2);
    await expectFinished();
  });

  it('leaves its refusal in the journal, and no other change', async () => {
    await hold(world, alice, event, ['a/A-2']);
    const refused = await edit(world, organizer, event, { sections: [{ id: 'a', removeRows: ['A'] }] });
    expect(refused.status).toBe(409);
    const rows = await expectFinished();
    expect(actionsOf(rows)).toEqual(['event.published', 'event.edit-refused']);
    expect(rows.journal[1]).toMatchObject({
      actor: organizer.userId,
      eventId: event.id,
      to: expect.stringMatching(/^edt_/),
    });
  });

  it('lists at most 100 conflicts', async () => {
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
  it('that is being imported is refused', async () => {
    const preparing = await publishLargeEvent(world);
    for (const changes of [{ title: 'x' }, { status: 'closed' as const }]) {
      const answer = await edit(world, admin, preparing, changes);
      expect([answer.status, answer.body.code]).toEqual([409, 'event-not-editable']);
    }
    await runJobs(world);
    expect((await edit(world, admin, preparing, { title: 'x' })).status).toBe(200);
  });

  it('whose sales have ended may only cancel or delete it', async () => {
    await edit(world, organizer, event, { status: 'cancelled' });
    for (const changes of [{ title: 'x' }, { status: 'closed' as const }, { unblockSeats: ['a/A-1'] }]) {
      const answer = await edit(world, organizer, event, changes);
      expect([answer.status, answer.body.code]).toEqual([409, 'event-not-editable']);
    }
    expect((await edit(world, organizer, event, { status: 'cancelled' })).status).toBe(200);
    expect((await remove()).status).toBe(204);
    await expectFinished();
  });

  it('exactly at the deadline of a hold takes its seat, and one millisecond before it is refused', async () => {
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
    await expectFinished();
  });

  it('on a function with clock skew stays in order with the claims', async () => {
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
    await expectFinished();
  });
});

describe('closing sales', () => {
  it('blocks released places until no cache can have old facts, and then is done', async () => {
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
    await expectFinished();
  });
});

describe('cancelling an event', () => {
  it('waits for a payment in progress, and refunds its booking', async () => {
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
    await expectReconciled();
    expect((await world.claimOf(paying.body)).payments).toMatchObject([{ state: 'refunded', wanted: 'refunded' }]);
    await expectFinished();
  });

  it('cancels all bookings of an event with many ended claims, over several runs', async () => {
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
      // Each run has time for only some of the claims.
      await runEventJobs(dependencies, world.call('event-jobs'), () => (reads >= 30 ? -1 : 1));
    }
    const statuses = await Promise.all(holds.map(async held => (await world.claimOf(held)).status));
    expect(statuses.filter(status => status === 'confirmed')).toEqual([]);
    await expectReconciled();
  });

  it('refunds all bookings of seats and areas, also when the list of claims is late', async () => {
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
    await expectReconciled();
    for (const { body } of [seats, places]) {
      expect((await world.claimOf(body)).payments).toMatchObject([{ state: 'refunded', wanted: 'refunded' }]);
    }
    await expectFinished();
  });

  it('releases all of many holds', async () => {
    const holds = await Promise.all(
      Array.from({ length: 25 }, (_, i) => holdPlaces(i % 2 ? world : other, i % 3 ? alice : bob, event, 1 + (i % 4))),
    );
    const seat = await hold(world, alice, event, ['a/A-1', 'a/B-1']);
    expect((await edit(world, organizer, event, { status: 'cancelled' })).status).toBe(200);
    for (const { body } of [...holds, seat]) expect((await world.claimOf(body)).status).toBe('released');
    await expectFinished();
  });

  it('replaces a closing that is not done, and a refused deletion lets the closing continue', async () => {
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
    await expectFinished();
  });
});

describe('a deleted event', () => {
  it('has no job left after the function that deleted it crashed', async () => {
    const crashing = await world.another();
    crashing.faults.inject(({ input }) =>
      JSON.stringify(input).includes('REMOVE #work') ? 'lost-request' : undefined,
    );
    await crashing.invoke('delete-event', { as: organizer, params: { eventId: event.id } });
    expect(await stateNow()).toBeUndefined();
    world.now += LEASE_MS;
    expect((await runJobs(world)).finished).toBe(1);
    await expectFinished();
  });

  it('voids a late payment of one of its holds', async () => {
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
    await expectFinished();
  });
});

/** Runs the reconciler half a minute later, and expects no unfinished payment. */
async function expectReconciled(): Promise<void> {
  world.now += RECONCILE_AFTER_SECONDS * 1000;
  const report = await reconcile(world);
  expect([report.unfinished, report.failed]).toEqual([0, 0]);
}
