/**
 * Opening closed sales again. Exactly the places that the closing has blocked are for sale again, and those that were given back
 * since. The closing may still be under way, and other edits may come between.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { EDIT_SETTLE_MS } from '../../../lib/domain/limits.ts';
import { expression, update } from '../../../lib/table/expression.ts';
import { eventKey } from '../../../lib/table/keys.ts';
import { updateOne } from '../../../lib/table/transact.ts';
import { finishEdits } from '../../support/edit-cases.ts';
import { editUntilTimeout, expectConsistent, LEASE_MS } from '../../support/edits.ts';
import { runJobs } from '../../support/import.ts';
import {
  cancel,
  countsOf,
  edit,
  hold,
  holdPlaces,
  openWorld,
  type Person,
  pay,
  publish,
  type World,
} from '../../support/world.ts';

let world: World;
let organizer: Person;
let alice: Person;

const SECTIONS: NewEvent['sections'] = [
  { id: 'a', name: 'A', kind: 'seated', price: 100, rows: [{ row: 'A', count: 6 }] },
  { id: 'standing', name: 'Standing', kind: 'area', price: 10, capacity: 120 },
];
const publishEvent = (changes: Partial<NewEvent> = {}): Promise<Event> =>
  publish(world, { sections: SECTIONS, placesPerHoldMax: 40, holdSeconds: 600, ...changes }, organizer);
const close = (event: Event) => edit(world, organizer, event, { status: 'closed' });
const reopen = (event: Event, on = world) => edit(on, organizer, event, { status: 'open' });
const statuses = async (event: Event): Promise<string[]> =>
  Promise.all([1, 2, 3, 4, 5, 6].map(async n => (await world.seatStatus(event, `a/A-${n}`)) ?? 'absent'));
const journalOf = async ({ id }: Event): Promise<string[]> =>
  (await world.service.dependencies.store.readJournal(id)).map(({ action }) => action);
const factsOf = async ({ id }: Event) => {
  const facts = await world.service.dependencies.store.readEvent(id);
  if (!facts) throw new Error('the event is missing');
  return facts;
};
const succeeded = ({ status, body }: { status: number; body: { code?: string } }) =>
  expect([status, body.code]).toEqual([200, undefined]);

/** Begins an edit in a function that dies before the transaction that decides it. Its lease is over afterwards. */
async function editAndCrash(event: Event, status: 'open' | 'closed'): Promise<void> {
  const crashing = await world.another();
  let isDead = false;
  crashing.faults.beforeRequests(async ({ name }) => {
    isDead ||= name === 'TransactWriteCommand';
    if (isDead) await new Promise(() => {});
  });
  void edit(crashing, organizer, event, { status });
  while (!isDead) await new Promise(resolve => setImmediate(resolve));
  world.now += LEASE_MS;
}

/** Starts and ends while the organizer is still signed in. */
const soon = () => ({
  startsAt: new Date(world.now + 86_400_000).toISOString(),
  endsAt: new Date(world.now + 90_000_000).toISOString(),
});

beforeEach(async () => {
  world = await openWorld();
  [organizer, alice] = await Promise.all([world.person('organizer'), world.person()]);
});

/** The organizer keeps A-2 and 10 places. Alice has booked A-3 with 4 places and A-4, holds A-5, and has let A-6 lapse. */
async function soldEvent(changes: Partial<NewEvent> = {}) {
  const event = await publishEvent(changes);
  const published = await factsOf(event);
  await edit(world, organizer, event, { blockSeats: ['a/A-2'], sections: [{ id: 'standing', blocked: 10 }] });
  await hold(world, alice, event, ['a/A-6']);
  world.now += 600_000;
  const body = { seats: ['a/A-3'], areas: [{ areaId: 'standing', quantity: 4 }] };
  const request = { as: alice, key: 'both', params: { eventId: event.id }, body };
  const booked = await pay(world, alice, (await world.invoke<Event>('place-hold', request)).body);
  const other = await pay(world, alice, (await hold(world, alice, event, ['a/A-4'])).body);
  await hold(world, alice, event, ['a/A-5']);
  return { event, published, booked: booked.body, other: other.body };
}

describe('closed sales that are opened again', () => {
  it('sell what the closing has blocked and what was given back since, and nothing that the organizer keeps', async () => {
    const { event, published, booked } = await soldEvent();
    await close(event);
    await finishEdits(world);
    // The cancelled places come after the closing: nothing blocks them any more. The hold on A-5 has lapsed by then.
    expect((await cancel(world, alice, booked)).status).toBe(200);
    world.now += 600_000;
    expect(await statuses(event)).toEqual(['blocked', 'blocked', 'available', 'booked', 'available', 'blocked']);
    expect(await countsOf(world, event)).toMatchObject({ available: 4 });
    const answer = await reopen(event);
    succeeded(answer);
    expect(answer.body.status).toBe('open');
    expect(await statuses(event)).toEqual(['available', 'blocked', 'available', 'booked', 'available', 'available']);
    expect(await countsOf(world, event)).toEqual({ available: 110, held: 0, booked: 0 });
    const rows = await expectConsistent(world, published);
    expect(rows.buckets.map(({ blocked }) => blocked)).toEqual(rows.buckets.map(() => 0));
    expect((await hold(world, alice, event, ['a/A-1', 'a/A-3'])).status).toBe(201);
    expect((await holdPlaces(world, alice, event, 40)).status).toBe(201);
    expect((await hold(world, alice, event, ['a/A-2'])).body.conflicts).toEqual([
      { seatId: 'a/A-2', reason: 'blocked' },
    ]);
  });

  it('are journal entries: the opening, and each step that puts places on sale', async () => {
    const event = await publishEvent();
    await close(event);
    await finishEdits(world);
    const before = (await journalOf(event)).length;
    await reopen(event);
    const added = (await journalOf(event)).slice(before);
    expect(added).toEqual(['event.reopened', 'event.places-unblocked', 'event.places-unblocked']);
    const [entry] = (await world.service.dependencies.store.readJournal(event.id)).slice(before);
    expect(entry).toMatchObject({ actor: organizer.userId, eventId: event.id });
  });

  it('are open only within the times of sales', async () => {
    const event = await publishEvent({ ...soon(), salesOpenAt: new Date(world.now + 3_600_000).toISOString() });
    await close(event);
    expect((await reopen(event)).body.status).toBe('upcoming');
    world.now = Date.parse(event.startsAt);
    await finishEdits(world);
    await close(event);
    const answer = await reopen(event);
    expect([answer.status, answer.body.status]).toEqual([200, 'closed']);
  });

  it('can be closed and opened again, each time with effect', async () => {
    const { event, published } = await soldEvent();
    for (let round = 0; round < 3; round++) {
      succeeded(await close(event));
      expect((await hold(world, alice, event, ['a/A-1'])).body.code).toBe('sales-not-open');
      succeeded(await reopen(event));
      expect(await world.seatStatus(event, 'a/A-1')).toBe('available');
    }
    await finishEdits(world);
    expect((await journalOf(event)).filter(action => action === 'event.reopened')).toHaveLength(3);
    expect(await world.seatStatus(event, 'a/A-2')).toBe('blocked');
    await expectConsistent(world, published);
  });

  it('are opened once by the same request twice, and while they are open the request changes nothing', async () => {
    const event = await publishEvent();
    succeeded(await reopen(event));
    await close(event);
    for (let call = 0; call < 3; call++) succeeded(await reopen(event));
    expect((await journalOf(event)).filter(action => action === 'event.reopened')).toHaveLength(1);
  });

  it('were sold by a function that had cached the closed event', async () => {
    const event = await publishEvent();
    const other = await world.another();
    await close(event);
    expect((await hold(other, alice, event, ['a/A-1'])).body.code).toBe('sales-not-open');
    await reopen(event);
    expect((await hold(other, alice, event, ['a/A-1'])).status).toBe(201);
  });
});

describe('the dry run of opening sales again', () => {
  it('shows the event on sale, and changes nothing', async () => {
    const event = await publishEvent();
    await close(event);
    const before = await journalOf(event);
    const request = {
      as: organizer,
      params: { eventId: event.id },
      query: { dryRun: 'true' },
      body: { status: 'open' },
    };
    const answer = await world.invoke<Event>('edit-event', request);
    expect([answer.status, answer.body.status]).toEqual([200, 'open']);
    expect(answer.body).toMatchObject({ bookingsCancelled: 0, bookingsGainingCancellation: 0, isCountComplete: true });
    expect(await journalOf(event)).toEqual(before);
    expect((await factsOf(event)).event.state).toBe('closed');
  });

  it('has the refusals of the edit', async () => {
    const event = await publishEvent();
    await edit(world, organizer, event, { status: 'cancelled' });
    const request = {
      as: organizer,
      params: { eventId: event.id },
      query: { dryRun: 'true' },
      body: { status: 'open' },
    };
    expect((await world.invoke('edit-event', request)).body).toMatchObject({
      code: 'event-not-editable',
      state: 'cancelled',
    });
  });
});

describe('sales cannot be opened again', () => {
  it('after a cancellation', async () => {
    const event = await publishEvent();
    await close(event);
    await edit(world, organizer, event, { status: 'cancelled' });
    const answer = await reopen(event);
    expect([answer.status, answer.body]).toMatchObject([409, { code: 'event-not-editable', state: 'cancelled' }]);
    await finishEdits(world);
    expect((await reopen(event)).status).toBe(409);
  });

  it('from the end of the event on: until a millisecond before it they can', async () => {
    const [late, early] = [await publishEvent(soon()), await publishEvent(soon())];
    await close(late);
    await close(early);
    world.now = Date.parse(late.endsAt) - 1;
    succeeded(await reopen(early));
    world.now += 1;
    const answer = await reopen(late);
    expect([answer.status, answer.body]).toMatchObject([409, { code: 'event-not-editable', state: 'closed' }]);
  });

  it('by an organizer of another event, or together with other changes', async () => {
    const event = await publishEvent();
    await close(event);
    const other = await edit(world, await world.person('organizer'), event, { status: 'open' });
    expect(other.body.code).toBe('not-your-event');
    const both = await edit(world, organizer, event, { status: 'open', title: 'x' });
    expect(both.body.errors.map(({ path }) => path)).toEqual(['body.status']);
  });

  it('while the event is prepared', async () => {
    const sections = [{ id: 'lawn', name: 'Lawn', kind: 'area' as const, price: 1, capacity: 10_001 }];
    const body = { kind: 'concert', title: 'Large', ...soon(), currency: 'EUR', sections };
    const { body: event } = await world.invoke<Event>('publish-event', { as: organizer, body });
    expect((await reopen(event)).body).toMatchObject({ code: 'event-not-editable', state: 'preparing' });
  });
});

describe('sales that are being closed', () => {
  it('are opened again before the closing has ended, and the closing blocks nothing any more', async () => {
    const { event, published } = await soldEvent();
    await close(event);
    succeeded(await reopen(event));
    expect(await statuses(event)).toEqual(['available', 'blocked', 'booked', 'booked', 'held', 'available']);
    world.now += EDIT_SETTLE_MS;
    expect(await runJobs(world)).toEqual({ finished: 0, unfinished: 0, failed: 0 });
    expect(await world.seatStatus(event, 'a/A-1')).toBe('available');
    await expectConsistent(world, published);
  });

  it('stay open if they are opened after a closing whose outcome is unknown', async () => {
    const event = await publishEvent();
    await editAndCrash(event, 'closed');
    expect((await factsOf(event)).event.state).toBe('published');
    const answer = await reopen(event);
    expect([answer.status, answer.body.status]).toEqual([200, 'open']);
    await finishEdits(world);
    // An answer from the state alone would let the closing come later.
    expect((await factsOf(event)).event.state).toBe('published');
    expect((await hold(world, alice, event, ['a/A-1'])).status).toBe(201);
  });

  it('stay closed if they are closed after an opening whose outcome is unknown', async () => {
    const event = await publishEvent();
    await close(event);
    await finishEdits(world);
    await editAndCrash(event, 'open');
    expect((await factsOf(event)).event.state).toBe('closed');
    succeeded(await close(event));
    await finishEdits(world);
    expect((await factsOf(event)).event.state).toBe('closed');
    expect((await hold(world, alice, event, ['a/A-1'])).body.code).toBe('sales-not-open');
  });

  it('continue to be closed if the opening is refused, because the event ended meanwhile', async () => {
    const event = await publishEvent(soon());
    world.now = Date.parse(event.endsAt) - 1_000;
    // It has blocked nothing yet.
    await editUntilTimeout(world, organizer, event, { status: 'closed' }, 1);
    expect(await statuses(event)).toEqual(Array(6).fill('available'));
    await editAndCrash(event, 'open');
    // One run refuses the opening, the next ones close.
    await finishEdits(world);
    await finishEdits(world);
    expect((await factsOf(event)).event.state).toBe('closed');
    expect(await journalOf(event)).toContain('event.edit-refused');
    expect(await statuses(event)).toEqual(Array(6).fill('blocked'));
  });
});

describe('an event that version 0.5 has closed', () => {
  it('sells its areas again, and its seats as soon as the organizer unblocks them', async () => {
    const event = await publishEvent();
    await close(event);
    await finishEdits(world);
    await updateOne(
      world.table,
      update(world.table.name, eventKey(event.id), {
        remove: ['closedBy'],
        condition: expression`attribute_exists(pk)`,
      }),
    );
    succeeded(await reopen(event));
    expect(await countsOf(world, event)).toMatchObject({ available: 120 });
    expect(await world.seatStatus(event, 'a/A-1')).toBe('blocked');
    succeeded(await edit(world, organizer, event, { unblockSeats: ['a/A-1'] }));
    expect(await world.seatStatus(event, 'a/A-1')).toBe('available');
  });
});
