/**
 * Edits of events on sale: only places without a claim can be removed, and claims keep their places and prices (P1, P2,
 * P7).
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Availability, Event } from '../../../lib/contract/events/responses.ts';
import {
  countsOf,
  edit,
  hold,
  holdPlaces,
  MINUTE,
  openWorld,
  type Person,
  pay,
  publish,
  readHold,
  release,
  type World,
} from '../../support/world.ts';

let world: World;
let organizer: Person;
let alice: Person;
let bob: Person;

const SECTIONS: NewEvent['sections'] = [
  {
    id: 'a',
    name: 'A',
    kind: 'seated',
    price: 100,
    rows: [
      { row: 'A', count: 3 },
      { row: 'B', count: 3 },
    ],
  },
  { id: 'standing', name: 'Standing', kind: 'area', price: 10, capacity: 120 },
];
const publishEvent = (changes: Partial<NewEvent> = {}): Promise<Event> =>
  publish(world, { sections: SECTIONS, placesPerHoldMax: 40, ...changes }, organizer);
const remove = (event: Event, as = organizer) => world.invoke('delete-event', { as, params: { eventId: event.id } });
const read = async ({ id }: Event): Promise<Event> =>
  (await world.invoke<Event>('read-event', { params: { eventId: id } })).body;
const journalOf = async ({ id }: Event): Promise<string[]> =>
  (await world.service.dependencies.store.readJournal(id)).map(({ action }) => action);
const changed = async (event: Event, changes: EventChanges) => {
  const answer = await edit(world, organizer, event, changes);
  expect([answer.status, answer.body.code]).toEqual([200, undefined]);
  return answer.body;
};

beforeEach(async () => {
  world = await openWorld();
  [organizer, alice, bob] = await Promise.all([world.person('organizer'), world.person(), world.person()]);
});

describe('the facts of an event', () => {
  it('can be changed, with one journal entry', async () => {
    const event = await publishEvent({ venue: 'The old hall' });
    const startsAt = new Date(Date.parse(event.startsAt) + 60 * MINUTE).toISOString();
    const endsAt = new Date(Date.parse(event.endsAt) + 60 * MINUTE).toISOString();
    const body = await changed(event, { title: 'A better evening', venue: null, startsAt, endsAt });
    expect(body).toMatchObject({ title: 'A better evening', startsAt, endsAt, salesCloseAt: startsAt });
    expect(body.venue).toBeUndefined();
    expect(await read(event)).toEqual(body);
    expect(await journalOf(event)).toEqual(['event.published', 'event.edited']);
  });

  it('include prices, which change for new holds only', async () => {
    const event = await publishEvent();
    const held = await hold(world, alice, event, ['a/A-1']);
    await changed(event, {
      sections: [
        { id: 'a', price: 999 },
        { id: 'standing', price: 11 },
      ],
    });
    expect((await readHold(world, alice, held.body)).body.total.amount).toBe(100);
    expect((await pay(world, alice, held.body)).body.total.amount).toBe(100);
    expect((await hold(world, bob, event, ['a/A-2'], { expectedTotal: 100 })).body.code).toBe('price-changed');
    expect((await hold(world, bob, event, ['a/A-2'], { expectedTotal: 999 })).status).toBe(201);
  });

  it.each<[string, EventChanges, string]>([
    ['without changes', {}, 'body'],
    ['with an end before the start', { endsAt: '2027-01-01T00:00:00Z' }, 'body.endsAt'],
    ['of an unknown section', { sections: [{ id: 'x', price: 1 }] }, 'body.sections.0.id'],
    ['of the capacity of a seated section', { sections: [{ id: 'a', capacity: 1 }] }, 'body.sections.0.capacity'],
    ['of rows of an area', { sections: [{ id: 'standing', removeRows: ['A'] }] }, 'body.sections.0.removeRows'],
    ['of an unknown seat', { blockSeats: ['a/Z-1'] }, 'body.blockSeats.0'],
    [
      'that adds an existing seat',
      { sections: [{ id: 'a', addRows: [{ row: 'A', count: 1 }] }] },
      'body.sections.0.addRows.0',
    ],
    ['that removes all seats of a section', { sections: [{ id: 'a', removeRows: ['A', 'B'] }] }, 'body.sections.0'],
    ['that removes all sections', { removeSections: ['a', 'standing'] }, 'body.removeSections'],
    ['that changes the status and the title', { status: 'closed', title: 'x' }, 'body.status'],
  ])('are not changed by an edit %s', async (_name, changes, path) => {
    const event = await publishEvent();
    const { status, body } = await edit(world, organizer, event, changes);
    expect([status, body.code]).toEqual([400, 'validation-failed']);
    expect(body.errors.map(error => error.path)).toContain(path);
    expect(await journalOf(event)).toEqual(['event.published']);
  });
});

describe('places', () => {
  it('can be added, and held at once', async () => {
    const event = await publishEvent();
    const body = await changed(event, {
      sections: [
        {
          id: 'a',
          addRows: [
            { row: 'C', count: 2 },
            { row: 'A', seats: [{ number: '4' }] },
          ],
        },
      ],
      addSections: [
        { id: 'b', name: 'B', kind: 'seated', price: 5, rows: [{ row: 'A', count: 1 }] },
        { id: 'lawn', name: 'Lawn', kind: 'area', price: 1, capacity: 70 },
      ],
    });
    expect(body.sections.map(({ id, capacity }) => [id, capacity])).toEqual([
      ['a', 9],
      ['standing', 120],
      ['b', 1],
      ['lawn', 70],
    ]);
    expect((await hold(world, alice, event, ['a/C-2', 'a/A-4', 'b/A-1'])).status).toBe(201);
    expect((await countsOf(world, event)).available).toBe(190);
  });

  it('can be removed together when none of them has a claim', async () => {
    const event = await publishEvent();
    const held = await hold(world, alice, event, ['a/A-2']);
    const refused = await edit(world, organizer, event, { sections: [{ id: 'a', removeRows: ['A'] }] });
    expect(refused.body).toMatchObject({ code: 'seats-unavailable', conflicts: [{ seatId: 'a/A-2', reason: 'held' }] });
    expect(await world.seatStatus(event, 'a/A-1')).toBe('available');
    await release(world, alice, held.body);
    const body = await changed(event, { sections: [{ id: 'a', removeRows: ['A'], removeSeats: ['B-3'] }] });
    expect(body.sections[0]?.capacity).toBe(2);
    expect((await hold(world, alice, event, ['a/A-1'])).body.code).toBe('place-not-found');
    expect((await hold(world, alice, event, ['a/B-1', 'a/B-2'])).status).toBe(201);
    await changed(event, { sections: [{ id: 'a', addRows: [{ row: 'A', count: 1 }] }] });
    expect((await hold(world, alice, event, ['a/A-1'])).status).toBe(201);
  });

  it('of a removed section cannot be added again under its id', async () => {
    const event = await publishEvent();
    await changed(event, { removeSections: ['a'] });
    expect((await read(event)).sections.map(({ id }) => id)).toEqual(['standing']);
    const again = await edit(world, organizer, event, { addSections: [SECTIONS[0] as never] });
    expect(again.body.errors[0]?.path).toBe('body.addSections.0.id');
  });

  it('can be blocked and unblocked', async () => {
    const event = await publishEvent();
    await changed(event, { blockSeats: ['a/A-1', 'a/A-2'] });
    expect((await hold(world, alice, event, ['a/A-1'])).body.conflicts).toEqual([
      { seatId: 'a/A-1', reason: 'blocked' },
    ]);
    await changed(event, { blockSeats: ['a/A-1', 'a/A-2'] });
    await changed(event, { unblockSeats: ['a/A-1', 'a/A-3'] });
    expect((await hold(world, alice, event, ['a/A-1'])).status).toBe(201);
    expect(await world.seatStatus(event, 'a/A-2')).toBe('blocked');
  });

  it('of a lapsed hold can be removed', async () => {
    const event = await publishEvent();
    const held = await hold(world, alice, event, ['a/A-1']);
    await holdPlaces(world, alice, event, 40);
    world.now = Date.parse(held.body.expiresAt);
    await changed(event, {
      sections: [
        { id: 'a', removeRows: ['A'] },
        { id: 'standing', capacity: 1 },
      ],
    });
    expect((await pay(world, alice, held.body)).body.code).toBe('hold-expired');
    expect(await countsOf(world, event)).toEqual({ available: 1, held: 0, booked: 0 });
  });
});

describe('the capacity of an area', () => {
  it('can be raised, also into new buckets, and lowered to the number of held and booked places', async () => {
    const event = await publishEvent();
    await changed(event, { sections: [{ id: 'standing', capacity: 260 }] });
    expect((await countsOf(world, event)).available).toBe(260);
    const booked = await holdPlaces(world, alice, event, 40);
    await pay(world, alice, booked.body);
    await holdPlaces(world, bob, event, 30);
    const refused = await edit(world, organizer, event, { sections: [{ id: 'standing', capacity: 69 }] });
    expect(refused.body).toMatchObject({ code: 'capacity-below-sold', areaId: 'standing', sold: 70 });
    expect(await countsOf(world, event)).toEqual({ available: 190, held: 30, booked: 40 });
    await changed(event, { sections: [{ id: 'standing', capacity: 70 }] });
    expect(await countsOf(world, event)).toEqual({ available: 0, held: 30, booked: 40 });
    expect((await holdPlaces(world, bob, event, 1)).body.code).toBe('area-sold-out');
    await changed(event, { sections: [{ id: 'standing', capacity: 75 }] });
    expect((await holdPlaces(world, bob, event, 5)).status).toBe(201);
  });
});

describe('sales', () => {
  it('that are closed stay closed for released places, while active holds can be paid', async () => {
    const event = await publishEvent();
    const another = await world.another();
    await another.invoke('read-event', { params: { eventId: event.id } });
    const held = await hold(world, alice, event, ['a/A-1']);
    const area = await holdPlaces(world, alice, event, 3);
    const released = await hold(world, bob, event, ['a/B-1']);
    expect((await changed(event, { status: 'closed' })).status).toBe('closed');
    expect((await edit(world, organizer, event, { status: 'closed' })).status).toBe(200);
    // A function whose cache has the event on sale is refused by the blocked places.
    expect((await hold(another, bob, event, ['a/A-2'])).status).toBe(409);
    expect((await holdPlaces(another, bob, event, 1)).status).toBe(409);
    await release(world, bob, released.body);
    expect((await hold(world, bob, event, ['a/B-1'])).body.code).toBe('sales-not-open');
    expect((await pay(world, alice, held.body)).status).toBe(201);
    expect((await pay(world, alice, area.body)).status).toBe(201);
    expect((await edit(world, organizer, event, { title: 'x' })).body.code).toBe('event-not-editable');
    expect((await edit(world, organizer, event, { status: 'cancelled' })).status).toBe(200);
    expect((await world.claimOf(held.body)).status).toBe('cancelled');
  });

  it('of a cancelled event end, and its active holds are released', async () => {
    const event = await publishEvent();
    const held = await hold(world, alice, event, ['a/A-1']);
    const area = await holdPlaces(world, alice, event, 3);
    expect((await changed(event, { status: 'cancelled' })).status).toBe('cancelled');
    const request = { params: { eventId: event.id }, query: { fresh: 'true' } };
    const left = await world.invoke<Availability>('read-availability', request);
    expect(left.body).toMatchObject({ total: 126, available: 0, held: 0, booked: 0, blocked: 126 });
    expect((await readHold(world, alice, held.body)).body.status).toBe('released');
    expect((await pay(world, alice, area.body)).body.code).toBe('hold-released');
    expect((await hold(world, bob, event, ['a/A-1'])).body.code).toBe('sales-not-open');
    expect((await remove(event)).status).toBe(204);
  });
});

describe('an event', () => {
  it('can be cancelled and deleted after its sales were closed', async () => {
    const event = await publishEvent();
    await changed(event, { status: 'closed' });
    world.now += 10 * MINUTE;
    await changed(event, { status: 'cancelled' });
    expect((await remove(event)).status).toBe(204);
  });

  it('can be deleted when it has no active claim, and is then not found', async () => {
    const event = await publishEvent();
    const held = await hold(world, alice, event, ['a/A-1']);
    expect((await remove(event)).body).toMatchObject({ code: 'event-has-bookings' });
    expect((await hold(world, bob, event, ['a/A-2'])).status).toBe(201);
    world.now = Date.parse(held.body.expiresAt);
    expect((await remove(event)).status).toBe(204);
    expect((await world.invoke('read-event', { params: { eventId: event.id } })).status).toBe(404);
    expect((await hold(world, bob, event, ['a/A-2'])).status).toBe(404);
    expect((await remove(event)).status).toBe(404);
    expect((await world.invoke<{ items: unknown[] }>('list-events')).body.items).toEqual([]);
    expect((await readHold(world, alice, held.body)).body.status).toBe('expired');
  });

  it('can be edited only by its organizer and by admins', async () => {
    const event = await publishEvent();
    const other = await world.person('organizer');
    expect((await edit(world, other, event, { title: 'Mine' })).body.code).toBe('not-your-event');
    expect((await remove(event, other)).status).toBe(403);
    expect((await edit(world, await world.person('admin'), event, { title: 'Ours' })).status).toBe(200);
    expect((await read(event)).title).toBe('Ours');
  });
});
