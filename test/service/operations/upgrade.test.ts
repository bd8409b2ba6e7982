/**
 * The upgrade of a stage while it sells. This version continues with the rows that version 0.5 and the commit d043abf wrote: an
 * event with a hold, two bookings and a cancelled booking; that commit also an extension and a payment that has begun. It was the
 * last one without records of final refusals. Version 0.5 was also run on one table with this one at the same time, by hand; and
 * that commit was given such records.
 */
import { readFileSync } from 'node:fs';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Cancellation } from '../../../lib/contract/bookings/responses.ts';
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
interface LaterStage extends Stage {
  /** An extension of the active hold. */
  extension: { key: string; answer: Hold };
  /** A payment whose gateway has not answered yet. */
  payment: { key: string; holdId: string };
}

const stageIn = (file: string) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
const OF_0_5: Stage = stageIn('stage-of-0.5.json');
const OF_D043ABF: LaterStage = stageIn('stage-of-d043abf.json');
const BATCH = 25;
const SECOND = 1_000;

let world: World;
let event: Event;

async function open(stage: Stage): Promise<void> {
  // A stage of that version has one table for all rows.
  world = await openWorld({ sharedTables: true });
  world.now = stage.madeAt + SECOND;
  for (let from = 0; from < stage.rows.length; from += BATCH) {
    const requests = stage.rows.slice(from, from + BATCH).map(Item => ({ PutRequest: { Item } }));
    await world.table.documents.send(new BatchWriteCommand({ RequestItems: { [world.table.name]: requests } }));
  }
  // As version 0.5 wrote the position of its sweep.
  await world.service.dependencies.store.startSweepAt(Math.floor(stage.madeAt / 60_000) - 1);
  event = (await world.invoke<Event>('read-event', { params: { eventId: stage.eventId } })).body;
}

const ownerOf = async ({ id }: { id: string }): Promise<Person> => ({
  userId: (await world.claimOf({ id: `hld_${id.slice(4)}` })).ownerId,
  role: 'customer',
});

describe.each([
  ['version 0.5', OF_0_5],
  ['the commit d043abf', OF_D043ABF],
])('a stage of %s', (_version, stage) => {
  const { activeHoldId, bookingIds, cancelledBookingId } = stage;
  const ACTIVE = { id: activeHoldId };
  beforeEach(() => open(stage));

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
        params: { eventId: event.id },
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

  it('cancels a part of a booking of the previous version, and then the rest', async () => {
    const id = bookingIds[1];
    const owner = await ownerOf({ id });
    const cancelPlaces = (body: object) =>
      world.invoke<Cancellation>('cancel-booking', { as: owner, key: newKey(), params: { bookingId: id }, body });
    for (const [body, amount] of [
      [{ areas: [{ areaId: 's', quantity: 2 }] }, 6_000],
      [{}, 3_000],
    ] as const) {
      const cancelled = await cancelPlaces(body);
      expect([cancelled.status, cancelled.body.refund]).toEqual([
        200,
        { status: 'refunding', amount: { amount, currency: 'EUR' } },
      ]);
      await expectIntegrity(world, event);
    }
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
});

describe('keys of the commit d043abf', () => {
  const { extension, payment, activeHoldId } = OF_D043ABF;
  const ACTIVE = { id: activeHoldId };
  const PAYING = { id: payment.holdId };
  const unanswered = { key: payment.key, paymentMethod: 'sim_timeout_then_ok' };
  beforeEach(() => open(OF_D043ABF));

  it('get the stored answer, and continue the payment that they began', async () => {
    const again = await extend(world, await ownerOf(ACTIVE), ACTIVE, extension.key);
    expect([again.status, again.body]).toEqual([200, extension.answer]);
    const paid = await pay(world, await ownerOf(PAYING), PAYING, unanswered);
    expect([paid.status, paid.headers['idempotent-replayed'], paid.body.status]).toEqual([201, 'true', 'confirmed']);
    await expectIntegrity(world, event);
  });

  it('continue it also after the deadline, when a new key is refused for good', async () => {
    const owner = await ownerOf(PAYING);
    world.now = (await world.claimOf(PAYING)).expiresAt;
    const refused = await pay(world, owner, PAYING, { key: 'new' });
    expect([refused.status, refused.body.code]).toEqual([409, 'hold-expired']);
    expect((await pay(world, owner, PAYING, unanswered)).status).toBe(201);
    const again = await pay(world, owner, PAYING, { key: 'new' });
    expect([again.status, again.body.code, again.headers['idempotent-replayed']]).toEqual([
      409,
      'hold-expired',
      'true',
    ]);
  });
});
