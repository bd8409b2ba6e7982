/**
 * The upgrade of a stage of version 0.5 while it sells. This version continues with the rows that version 0.5 wrote: an event
 * with a hold, two bookings and a cancelled booking, in the JSON file. Both versions were also run on one table at the same time, by
 * hand.
 */
import { readFileSync } from 'node:fs';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { expectIntegrity } from '../../support/payments.ts';
import {
  type ApiResponse,
  cancel,
  extend,
  hold,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  readHold,
  release,
  seatIdsOf,
  sweep,
  type World,
} from '../../support/world.ts';

interface Stage {
  /** Epoch ms. */
  madeAt: number;
  eventId: string;
  activeHoldId: string;
  bookingIds: [string, string];
  cancelledBookingId: string;
  rows: Record<string, unknown>[];
}

const STAGE: Stage = JSON.parse(readFileSync(new URL('stage-of-0.5.json', import.meta.url), 'utf8'));
const { eventId, activeHoldId, bookingIds, cancelledBookingId } = STAGE;
const ACTIVE = { id: activeHoldId };
const BATCH = 25;
const SECOND = 1_000;

let world: World;
let event: Event;

beforeEach(async () => {
  world = await openWorld();
  world.now = STAGE.madeAt + SECOND;
  for (let from = 0; from < STAGE.rows.length; from += BATCH) {
    const requests = STAGE.rows.slice(from, from + BATCH).map(Item => ({ PutRequest: { Item } }));
    await world.table.documents.send(new BatchWriteCommand({ RequestItems: { [world.table.name]: requests } }));
  }
  // As version 0.5 wrote the position of its sweep.
  await world.service.dependencies.store.startSweepAt(Math.floor(STAGE.madeAt / 60_000) - 1);
  event = (await world.invoke<Event>('read-event', { params: { eventId } })).body;
});

const ownerOf = async ({ id }: { id: string }): Promise<Person> => ({
  userId: (await world.claimOf({ id: `hld_${id.slice(4)}` })).ownerId,
  role: 'customer',
});

it('pays for a hold of the previous version, and sells the seat to no other customer', async () => {
  const owner = await ownerOf(ACTIVE);
  const { body: old } = await readHold(world, owner, ACTIVE);
  expect(old).toMatchObject({ status: 'active', total: { amount: 11_000, currency: 'EUR' } });
  const other = await hold(world, await world.person(), event, seatIdsOf(old));
  expect([other.status, other.body.code]).toEqual([409, 'seats-unavailable']);
  const paid = await pay(world, owner, old);
  expect([paid.status, paid.body.status]).toEqual([201, 'confirmed']);
  await expectIntegrity(world, event);
});

it('extends and releases a hold of the previous version, and sells its places again', async () => {
  const owner = await ownerOf(ACTIVE);
  const { body: old } = await readHold(world, owner, ACTIVE);
  expect((await extend(world, owner, ACTIVE)).status).toBe(200);
  expect((await release(world, owner, ACTIVE)).status).toBe(204);
  const buyer = await world.person();
  expect((await hold(world, buyer, event, seatIdsOf(old))).status).toBe(201);
  // Three of ten places are booked.
  const holdPlaces = async (quantity: number): Promise<ApiResponse<Hold & ProblemFields>> =>
    world.invoke('place-hold', {
      as: await world.person(),
      key: newKey(),
      params: { eventId },
      body: { areas: [{ areaId: 's', quantity }] },
    });
  expect((await holdPlaces(6)).status).toBe(201);
  const tooMany = await holdPlaces(2);
  expect(tooMany.body.conflicts).toEqual([{ areaId: 's', reason: 'sold-out', available: 1 }]);
  await expectIntegrity(world, event);
});

it('expires a hold of the previous version from the position at which the old sweep had stopped', async () => {
  const owner = await ownerOf(ACTIVE);
  const { body: old } = await readHold(world, owner, ACTIVE);
  world.now = Date.parse((old as Hold).expiresAt);
  expect(await sweep(world)).toMatchObject({ expired: 1, failed: 0 });
  expect((await world.claimOf(ACTIVE)).status).toBe('expired');
  await expectIntegrity(world, event);
});

it('cancels the bookings of the previous version, with refunds, and does not change its cancelled booking', async () => {
  for (const id of bookingIds) {
    const cancelled = await cancel(world, await ownerOf({ id }), { id });
    expect([cancelled.status, cancelled.body.booking.status]).toEqual([200, 'cancelled']);
  }
  const again = await cancel(world, await ownerOf({ id: cancelledBookingId }), { id: cancelledBookingId });
  expect([again.status, again.body.code]).toEqual([409, 'booking-cancelled']);
  await expectIntegrity(world, event);
});
