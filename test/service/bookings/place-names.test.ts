/** Holds and bookings name their sections, rows and seats for people, as the event names them now. */
import { beforeEach, describe, expect, it, test } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { EVENT_CACHE_MS } from '../../../lib/domain/limits.ts';
import {
  cancel,
  edit,
  extend,
  hold,
  newKey,
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
let event: Event;
beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
  alice = await world.person();
  event = await publish(
    world,
    {
      sections: [
        {
          id: 'stalls',
          name: 'Parkett links',
          kind: 'seated',
          price: 100,
          rows: [
            { row: '1', name: 'Erste Reihe', count: 3 },
            { row: '2', seats: [{ number: '7', label: 'Loge 7' }] },
          ],
        },
        { id: 'standing', name: 'Stehplätze', kind: 'area', price: 50, capacity: 10 },
      ],
    },
    organizer,
  );
});

const PLACES = [
  {
    seatId: 'stalls/1-2',
    section: 'Parkett links',
    row: 'Erste Reihe',
    seat: '2',
    price: { amount: 100, currency: 'EUR' },
  },
  { seatId: 'stalls/Loge 7', section: 'Parkett links', row: '2', seat: '7', price: { amount: 100, currency: 'EUR' } },
  { areaId: 'standing', name: 'Stehplätze', quantity: 2, price: { amount: 50, currency: 'EUR' } },
];

/** The places of the booking, whose tickets have this status. */
const placesWith = (status: 'valid' | 'void', { id }: { id: string }) => {
  const ticket = (number: number) => ({ id: `tkt_${id.slice(4)}_${number}`, status });
  return PLACES.map((place, i) => ({ ...place, tickets: i === 2 ? [ticket(3), ticket(4)] : [ticket(i + 1)] }));
};

const place = async (): Promise<Hold> => {
  const body = { seats: ['stalls/1-2', 'stalls/Loge 7'], areas: [{ areaId: 'standing', quantity: 2 }] };
  const placed = await world.invoke<Hold>('place-hold', {
    as: alice,
    key: newKey(),
    params: { eventId: event.id },
    body,
  });
  return placed.body;
};

test('every answer about a hold names its places', async () => {
  const held = await place();
  expect(held.places).toEqual(PLACES);
  expect((await readHold(world, alice, held)).body.places).toEqual(PLACES);
  expect((await extend(world, alice, held)).body.places).toEqual(PLACES);
  const list = await world.invoke<{ items: Hold[] }>('list-holds', { as: alice });
  expect(list.body.items.map(({ places }) => places)).toEqual([PLACES]);
  const body = { bestAvailable: { quantity: 1 } };
  const best = await world.invoke<Hold>('place-hold', {
    as: alice,
    key: newKey(),
    params: { eventId: event.id },
    body,
  });
  expect(best.body.places[0]).toMatchObject({ section: 'Parkett links', row: 'Erste Reihe' });
});

test('every answer about a booking names its places', async () => {
  const key = newKey();
  const held = await place();
  const booked = await pay(world, alice, held, { key });
  const places = placesWith('valid', booked.body);
  expect(booked.body.places).toEqual(places);
  expect((await pay(world, alice, held, { key })).body).toEqual(booked.body);
  const params = { bookingId: booked.body.id };
  const read = await world.invoke<Hold>('read-booking', { as: alice, params });
  expect(read.body.places).toEqual(places);
  const list = await world.invoke<{ items: Hold[] }>('list-bookings', { as: alice });
  expect(list.body.items.map(({ places }) => places)).toEqual([places]);
  const cancelled = await cancel(world, alice, booked.body);
  expect(cancelled.body.booking.places).toEqual(placesWith('void', booked.body));
});

test('administrators see the names, too', async () => {
  const admin = await world.person('admin');
  const query = { eventId: event.id, customerId: alice.userId };
  const held = await place();
  const other = await hold(world, alice, event, ['stalls/1-1']);
  await pay(world, alice, held);
  for (const operation of ['find-holds', 'find-bookings'] as const) {
    const { status, body } = await world.invoke<{ items: Hold[] }>(operation, { as: admin, query });
    expect(status).toBe(200);
    for (const { places } of body.items) expect(places.every(one => 'section' in one || 'name' in one)).toBe(true);
  }
  expect(other.status).toBe(201);
});

describe('after an edit', () => {
  beforeEach(() => {
    world.now += EVENT_CACHE_MS + 1;
  });

  it('a booking has the new names, and a repeated hold the old ones', async () => {
    const key = newKey();
    const held = await hold(world, alice, event, ['stalls/1-1'], { key });
    const booked = await pay(world, alice, held.body);
    const sections = [{ id: 'stalls', name: 'Orchestra left' }];
    expect((await edit(world, organizer, event, { sections })).status).toBe(200);
    world.now += EVENT_CACHE_MS + 1;
    const read = await world.invoke<Hold>('read-booking', { as: alice, params: { bookingId: booked.body.id } });
    expect(read.body.places[0]).toMatchObject({ section: 'Orchestra left', row: 'Erste Reihe', seat: '1' });
    expect((await hold(world, alice, event, ['stalls/1-1'], { key })).body).toEqual(held.body);
  });

  it('a place that is gone is named by its ids', async () => {
    const seat = await hold(world, alice, event, ['stalls/Loge 7']);
    await release(world, alice, seat.body);
    const sections = [{ id: 'stalls', removeSeats: ['Loge 7'] }];
    expect((await edit(world, organizer, event, { sections })).status).toBe(200);
    world.now += EVENT_CACHE_MS + 1;
    expect((await readHold(world, alice, seat.body)).body.places).toEqual([
      { seatId: 'stalls/Loge 7', section: 'Parkett links', seat: 'Loge 7', price: { amount: 100, currency: 'EUR' } },
    ]);
    expect((await edit(world, organizer, event, { removeSections: ['stalls'] })).status).toBe(200);
    world.now += EVENT_CACHE_MS + 1;
    expect((await readHold(world, alice, seat.body)).body.places).toMatchObject([
      { section: 'stalls', seat: 'Loge 7' },
    ]);
  });
});

test('a list reads each event once', async () => {
  for (const seat of ['1', '2', '3']) await hold(world, alice, event, [`stalls/1-${seat}`]);
  world.now += EVENT_CACHE_MS + 1;
  const other = await world.another();
  let reads = 0;
  other.faults.beforeRequests(async ({ name, input }) => {
    if (JSON.stringify(input).includes(`EVENT#${event.id}`) && name !== 'BatchGetCommand') reads += 1;
  });
  const { body } = await other.invoke<{ items: Hold[] }>('list-holds', { as: alice });
  expect([body.items.length, reads]).toEqual([3, 1]);
});
