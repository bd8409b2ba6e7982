/** Areas, sold by count: never more than their capacity, and down to the last place (P1, P4, P5, P9). */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { bucketKey } from '../../../lib/table/keys.ts';
import {
  bucketsOf,
  countsOf,
  edit,
  expectBucketsAddUp,
  expire,
  extend,
  hold,
  holdPlaces,
  MINUTE,
  openWorld,
  type Person,
  pay,
  publish,
  publishArea,
  release,
  sweep,
  type World,
} from '../../support/world.ts';

let world: World;
let alice: Person;
let bob: Person;

beforeEach(async () => {
  world = await openWorld();
  alice = await world.person();
  bob = await world.person();
});

describe('an area', () => {
  it('is held by quantity, with one price per place', async () => {
    const event = await publishArea(world, 10);
    const { status, body } = await holdPlaces(world, alice, event, 3);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      places: [{ areaId: 'standing', quantity: 3, price: { amount: 3_000, currency: 'EUR' } }],
      total: { amount: 9_000, currency: 'EUR' },
    });
    expect(await countsOf(world, event)).toEqual({ available: 7, held: 3, booked: 0 });
  });

  it('is not called sold out by a slow request, during which a hold has lapsed (simulation, seed 40003363)', async () => {
    const event = await publishArea(world, 1);
    const { body: held } = await holdPlaces(world, alice, event, 1);
    world.now = Date.parse(held.expiresAt) - 1_000;
    // The function freezes after it has begun the request.
    world.faults.beforeRequests(async ({ name }) => {
      if (name === 'QueryCommand') world.now = Date.parse(held.expiresAt) + 5_000;
    });
    const slow = await holdPlaces(world, bob, event, 1, { key: 'slow' });
    expect([slow.status, slow.body.code]).toEqual([503, 'busy']);
    expect((await holdPlaces(world, bob, event, 1, { key: 'slow' })).status).toBe(201);
  });

  it('of 10 places sells three of five requests for 3, and then its last place', async () => {
    const event = await publishArea(world, 10);
    const buyers = await Promise.all(Array.from({ length: 5 }, () => world.person()));
    const answers = await Promise.all(buyers.map(buyer => holdPlaces(world, buyer, event, 3)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409, 409]);
    for (const { status, body } of answers) {
      if (status === 409) {
        expect(body.code).toBe('area-sold-out');
        expect(body.conflicts).toEqual([{ areaId: 'standing', available: 1, reason: 'sold-out' }]);
      }
    }
    expect((await holdPlaces(world, bob, event, 1)).status).toBe(201);
    expect((await holdPlaces(world, alice, event, 1)).body.conflicts[0]?.available).toBe(0);
    await expectBucketsAddUp(world, event);
  });

  it('can be booked, extended, released and expired like seats', async () => {
    const event = await publishArea(world, 10, { holdSeconds: 300 });
    const booked = await holdPlaces(world, alice, event, 2);
    const extended = await holdPlaces(world, alice, event, 1);
    const released = await holdPlaces(world, alice, event, 3);
    expect((await pay(world, alice, booked.body)).status).toBe(201);
    expect((await release(world, alice, released.body)).status).toBe(204);
    expect((await release(world, alice, released.body)).status).toBe(204);
    world.now += 4 * MINUTE;
    expect((await extend(world, alice, extended.body)).status).toBe(200);
    world.now += 2 * MINUTE;
    expect(await countsOf(world, event)).toEqual({ available: 7, held: 1, booked: 2 });
    world.now += 10 * MINUTE;
    expect(await countsOf(world, event)).toEqual({ available: 8, held: 0, booked: 2 });
    await sweep(world);
    await expire(world, extended.body);
    expect((await bucketsOf(world, event))[0]).toMatchObject({ available: 8, booked: 2, claims: {} });
    expect((await world.claimOf(booked.body)).tickets).toEqual(['valid', 'valid']);
  });

  it('sells the places of a lapsed hold at its deadline; its late release, expiry and payment change nothing', async () => {
    const event = await publishArea(world, 4, { holdSeconds: 60 });
    const late = await holdPlaces(world, alice, event, 3);
    world.now = Date.parse(late.body.expiresAt) - 1;
    expect((await holdPlaces(world, bob, event, 2)).status).toBe(409);
    world.now += 1;
    const taken = await holdPlaces(world, bob, event, 4);
    expect(taken.status).toBe(201);
    expect((await pay(world, alice, late.body)).body.code).toBe('hold-expired');
    await release(world, alice, late.body);
    await expire(world, late.body);
    await sweep(world);
    expect(await countsOf(world, event)).toEqual({ available: 0, held: 4, booked: 0 });
    await expectBucketsAddUp(world, event);
  });

  it('with one place left in each of several buckets sells them in one hold', async () => {
    const event = await publishArea(world, 200, { placesPerHoldMax: 40 });
    for (const { number } of await bucketsOf(world, event)) await world.table.documents.send(leaveOne(event, number));
    const { status, body } = await holdPlaces(world, alice, event, 4);
    expect(status).toBe(201);
    expect((await world.claimOf(body)).places).toMatchObject([{ quantity: 4 }]);
    const shares = (await world.claimOf(body)).places.flatMap(place => ('areaId' in place ? place.shares : []));
    expect(shares.map(({ quantity }) => quantity)).toEqual([1, 1, 1, 1]);
    expect((await holdPlaces(world, bob, event, 1)).body.code).toBe('area-sold-out');
    expect((await pay(world, alice, body)).status).toBe(201);
    await expectBucketsAddUp(world, event);
  });

  it('is held together with seats or not at all', async () => {
    const event = await publish(world, {
      sections: [
        { id: 'a', name: 'A', kind: 'seated', price: 100, rows: [{ row: 'A', count: 2 }] },
        { id: 'standing', name: 'Standing', kind: 'area', price: 10, capacity: 2 },
      ],
    });
    const both = await holdPlaces(world, alice, event, 1, { seats: ['a/A-1'] });
    expect(both.body.total.amount).toBe(110);
    const seatTaken = await holdPlaces(world, bob, event, 1, { seats: ['a/A-1'] });
    expect(seatTaken.body).toMatchObject({ code: 'seats-unavailable' });
    const tooMany = await holdPlaces(world, bob, event, 2, { seats: ['a/A-2'] });
    expect(tooMany.body).toMatchObject({ code: 'area-sold-out' });
    expect(await world.seatStatus(event, 'a/A-2')).toBe('available');
    const first = await holdPlaces(world, bob, event, 2, { seats: ['a/A-1'] });
    expect(first.body).toMatchObject({ code: 'seats-unavailable' });
    expect(await countsOf(world, event)).toMatchObject({ available: 1, held: 1 });
    await release(world, alice, both.body);
    expect((await holdPlaces(world, bob, event, 2, { seats: ['a/A-1', 'a/A-2'] })).status).toBe(201);
  });

  it('that is sold out is reported after unavailable seats, also when a function knows it is sold out', async () => {
    const event = await publish(world, {
      sections: [
        { id: 'a', name: 'A', kind: 'seated', price: 100, rows: [{ row: 'A', count: 2 }] },
        { id: 'standing', name: 'Standing', kind: 'area', price: 10, capacity: 2 },
      ],
    });
    const { body: both } = await holdPlaces(world, alice, event, 2, { seats: ['a/A-1'] });
    const other = await world.another();
    expect((await holdPlaces(other, bob, event, 1)).body.code).toBe('area-sold-out');
    const refused = await holdPlaces(other, bob, event, 1, { seats: ['a/A-1', 'a/A-2'] });
    expect([refused.body.code, refused.body.conflicts]).toEqual([
      'seats-unavailable',
      [{ seatId: 'a/A-1', reason: 'held', until: both.expiresAt }],
    ]);
    const free = await holdPlaces(other, bob, event, 1, { seats: ['a/A-2'] });
    expect(free.body.code).toBe('area-sold-out');
  });

  it('that is sold out is reported before a changed price', async () => {
    const event = await publishArea(world, 3);
    const free = await holdPlaces(world, bob, event, 2, { expectedTotal: 1 });
    expect([free.status, free.body.code]).toEqual([409, 'price-changed']);
    await holdPlaces(world, alice, event, 2);
    const { status, body } = await holdPlaces(world, bob, event, 2, { expectedTotal: 1 });
    expect([status, body.code]).toEqual([409, 'area-sold-out']);
    expect(body.conflicts).toEqual([{ areaId: 'standing', available: 1, reason: 'sold-out' }]);
  });

  it('that was just closed or removed is not reported as sold out', async () => {
    const organizer = await world.person('organizer');
    const sections = ['standing', 'lawn'].map(id => ({ id, name: id, kind: 'area' as const, price: 10, capacity: 3 }));
    const closed = await publish(world, { sections }, organizer);
    const smaller = await publish(world, { sections }, organizer);
    const stale = await world.another({ stopwatch: () => 0 });
    for (const event of [closed, smaller]) expect((await holdPlaces(stale, alice, event, 1)).status).toBe(201);
    const held = await world.invoke<{ items: { id: string }[] }>('list-holds', { as: alice });
    for (const { id } of held.body.items) await release(world, alice, { id });
    expect((await edit(world, organizer, closed, { status: 'closed' })).status).toBe(200);
    expect((await edit(world, organizer, smaller, { removeSections: ['standing'] })).status).toBe(200);
    expect((await holdPlaces(stale, bob, closed, 1)).body.code).toBe('sales-not-open');
    const { body } = await holdPlaces(stale, bob, smaller, 1);
    expect(body).toMatchObject({ code: 'place-not-found', areaIds: ['standing'] });
  });

  it('that is not an area of the event is named in the refusal', async () => {
    const event = await publish(world);
    const request = {
      as: alice,
      key: 'k',
      params: { eventId: event.id },
      body: { areas: [{ areaId: 'a', quantity: 1 }] },
    };
    const { status, body } = await world.invoke<{ areaIds: string[] }>('place-hold', request);
    expect([status, body.areaIds]).toEqual([422, ['a']]);
    expect((await hold(world, alice, event, ['a/A-1'])).status).toBe(201);
  });
});

/** The update that leaves one place of a bucket available and books the others. */
const leaveOne = (event: Event, number: number) =>
  new UpdateCommand({
    TableName: world.table.name,
    Key: bucketKey(event.id, 'standing', number),
    UpdateExpression: 'SET available = :one, booked = :rest',
    ExpressionAttributeValues: { ':one': 1, ':rest': 49 },
  });
