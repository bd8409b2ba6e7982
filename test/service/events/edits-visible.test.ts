/** When an edit becomes visible: at once on the function that edited, on others when their caches expire. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { EVENT_CACHE_MS, SEARCH_AGE_MAX_MS } from '../../../lib/domain/limits.ts';
import { edit, hold, MINUTE, openWorld, type Person, pay, publish, START, type World } from '../../support/world.ts';

let world: World;
let other: World;
let organizer: Person;
let alice: Person;
let event: Event;
/** The clock of the other function's caches. */
let ms: number;

beforeEach(async () => {
  ms = 1_000;
  world = await openWorld();
  other = await world.another({ stopwatch: () => ms });
  [organizer, alice] = await Promise.all([world.person('organizer'), world.person()]);
  event = await publish(world, { title: 'An evening' }, organizer);
  await read(other);
});

const at = (minutes: number): string => new Date(START + minutes * MINUTE).toISOString();
const read = async (on: World): Promise<Event & { code?: string }> =>
  (await on.invoke<Event>('read-event', { params: { eventId: event.id } })).body;
const found = async (on: World, query: Record<string, string> = {}): Promise<[string, string][]> =>
  (await on.invoke<{ items: Event[] }>('list-events', { query })).body.items.map(({ title, status }) => [
    title,
    status,
  ]);
const change = async (changes: EventChanges): Promise<void> => {
  expect((await edit(world, organizer, event, changes)).status).toBe(200);
};
const holdOn = (on: World, seat: string, expectedTotal?: number) =>
  hold(on, alice, event, [seat], expectedTotal === undefined ? {} : { expectedTotal });

describe('a price', () => {
  it('stays the old one for an existing hold until it is paid', async () => {
    const key = 'held';
    const placed = await hold(world, alice, event, ['a/A-1'], { key });
    other.faults.inject(({ input }) => (JSON.stringify(input).includes('"confirmed"') ? 'lost-request' : undefined));
    expect((await pay(other, alice, placed.body, { key: 'paid' })).status).toBe(503);
    other.faults.clear();
    await change({ sections: [{ id: 'a', price: 9_999 }] });
    const paid = await pay(world, alice, placed.body, { key: 'paid' });
    expect([paid.status, paid.body.total.amount]).toEqual([201, 5_000]);
    expect((await hold(world, alice, event, ['a/A-1'], { key })).body).toEqual(placed.body);
    expect((await pay(other, alice, placed.body, { key: 'paid' })).body).toEqual(paid.body);
    expect((await world.claimOf(placed.body)).payments[0]?.amount).toBe(5_000);
  });

  it('from a cache is accepted as long as the cache is valid, and the new one is never refused', async () => {
    await change({ sections: [{ id: 'a', price: 9_999 }] });
    expect((await holdOn(other, 'a/A-1', 5_000)).body.total.amount).toBe(5_000);
    expect((await holdOn(other, 'a/A-2', 9_999)).body.total.amount).toBe(9_999);
    expect((await holdOn(other, 'a/A-3', 5_000)).body.code).toBe('price-changed');
    expect((await holdOn(world, 'a/A-3', 5_000)).body.code).toBe('price-changed');
  });

  it('is the new one everywhere after the caches have expired', async () => {
    await change({ sections: [{ id: 'a', price: 9_999 }] });
    ms += EVENT_CACHE_MS + 1;
    expect((await holdOn(other, 'a/A-1')).body.total.amount).toBe(9_999);
  });
});

describe('the sales window', () => {
  it('closes at once on the function that edited, and elsewhere after the caches have expired', async () => {
    world.now += 20 * MINUTE;
    await change({ salesCloseAt: at(10) });
    expect((await holdOn(world, 'a/A-1')).body.code).toBe('sales-not-open');
    ms += EVENT_CACHE_MS;
    expect((await holdOn(other, 'a/A-1')).status).toBe(201);
    ms += 1;
    expect((await holdOn(other, 'a/A-2')).body.code).toBe('sales-not-open');
  });

  it('opens everywhere at once, because no hold is refused from a cache', async () => {
    await change({ salesOpenAt: at(60) });
    ms += EVENT_CACHE_MS + 1;
    expect((await holdOn(other, 'a/A-1')).body.code).toBe('sales-not-open');
    await change({ salesOpenAt: null });
    expect((await holdOn(other, 'a/A-1')).status).toBe(201);
  });
});

describe('a search', () => {
  it('finds an edit at once on the function that edited, and elsewhere after the cached search has expired', async () => {
    await Promise.all([found(world), found(other)]);
    await change({ title: 'A better evening', startsAt: at(24 * 60), endsAt: at(25 * 60) });
    expect(await found(world)).toEqual([['A better evening', 'open']]);
    expect(await found(other)).toEqual([['An evening', 'open']]);
    ms += SEARCH_AGE_MAX_MS + 1;
    expect(await found(other)).toEqual([['A better evening', 'open']]);
    const request = { query: { from: at(0), to: at(48 * 60) } };
    expect((await other.invoke<{ items: Event[] }>('list-events', request)).body.items).toHaveLength(1);
  });

  it('shows that an event was closed or cancelled, and does not find a deleted one', async () => {
    await Promise.all([found(world), found(other)]);
    await change({ status: 'closed' });
    expect(await found(world)).toEqual([['An evening', 'closed']]);
    await change({ status: 'cancelled' });
    expect(await found(world)).toEqual([]);
    expect(await found(world, { status: 'cancelled' })).toEqual([['An evening', 'cancelled']]);
    expect((await world.invoke('delete-event', { as: organizer, params: { eventId: event.id } })).status).toBe(204);
    expect(await found(world)).toEqual([]);
    ms += SEARCH_AGE_MAX_MS + 1;
    expect(await found(other)).toEqual([]);
    expect((await read(other)).code).toBe('event-not-found');
  });
});

describe('an event that a cache has on sale', () => {
  it('sells no place that was removed or blocked, and none after its deletion', async () => {
    await change({ sections: [{ id: 'a', removeRows: ['A'] }], blockSeats: ['a/B-1'] });
    expect((await holdOn(other, 'a/A-1')).body.code).toBe('seats-unavailable');
    expect((await holdOn(other, 'a/B-1')).body.code).toBe('seats-unavailable');
    expect((await world.invoke('delete-event', { as: organizer, params: { eventId: event.id } })).status).toBe(204);
    expect((await holdOn(other, 'a/C-1')).body.code).toBe('seats-unavailable');
    ms += EVENT_CACHE_MS + 1;
    expect((await holdOn(other, 'a/C-1')).body.code).toBe('event-not-found');
  });
});
