/**
 * The conditions of the cancellation of a part of a booking, in the write itself: each refuses a wrong decision, or a write that
 * was too slow (P2). If any of them is removed, a test here fails.
 */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../lib/contract/events/responses.ts';
import type { Hold } from '../../lib/contract/holds/responses.ts';
import { applyChange, cancelBooking, cancelTickets, type Origin } from '../../lib/domain/claim-changes.ts';
import type { Claim } from '../../lib/domain/model.ts';
import { recordPayment } from '../../lib/domain/payment-changes.ts';
import type { Store } from '../../lib/ports/store.ts';
import { LedgerGateway } from '../../lib/simulation/ledger-gateway.ts';
import { bucketKey, claimKey, itineraryKey, type Key, limitKey, seatKeyOf } from '../../lib/table/keys.ts';
import { ticketsNumbered } from '../support/claims.ts';
import { newKey, openWorld, type Person, pay, publish, type World } from '../support/world.ts';

let world: World;
let gateway: LedgerGateway;
let alice: Person;
let event: Event;
let store: Store;

beforeEach(async () => {
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  alice = await world.person();
  event = await publish(world, {
    kind: 'train',
    placesPerCustomerMax: 9,
    sections: [
      { id: 'a', name: 'A', kind: 'seated', price: 10, rows: [{ row: 'A', count: 9 }] },
      { id: 'standing', name: 'Standing', kind: 'area', price: 1, capacity: 6 },
    ],
  });
  store = world.service.dependencies.store;
});

const origin = (): Origin => ({ at: world.now, actor: 'owner', requestId: 'r' });
/** A booking of the seats 1 and 2, and of three places, whose tickets have the numbers 3 to 5. */
const booked = (): Promise<Claim> =>
  bookingOf(alice, { seats: ['a/A-1', 'a/A-2'], areas: [{ areaId: 'standing', quantity: 3 }] });
async function bookingOf(as: Person, body: object): Promise<Claim> {
  const held = await world.invoke<Hold>('place-hold', { as, key: newKey(), params: { eventId: event.id }, body });
  expect((await pay(world, as, held.body)).status).toBe(201);
  // Later than the last change of its seats, so that the order of changes refuses nothing.
  world.now += 1_000;
  return world.claimOf(held.body);
}
const cancelOf = (claim: Claim, ...numbers: number[]) =>
  store.cancelBooking(claim, cancelTickets(claim, ticketsNumbered(claim, ...numbers), origin()));
const current = ({ id }: Claim): Promise<Claim> => world.claimOf({ id: `hld_${id}` });
const row = async (Key: Key): Promise<Record<string, unknown> | undefined> =>
  (await world.table.documents.send(new GetCommand({ TableName: world.table.name, Key, ConsistentRead: true }))).Item;
const plant = async (Key: Key, changes: object): Promise<void> => {
  const Item = { ...(await row(Key)), ...changes };
  await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item }));
};
/** Changes the stored payment, and not the length of the history. */
const plantInPayment = async ({ id }: Claim, changes: object): Promise<void> => {
  const [payment] = ((await row(claimKey(id))) as { payments: object[] }).payments;
  await plant(claimKey(id), { payments: [{ ...payment, ...changes }] });
};
const seatKey = (label: number): Key => seatKeyOf(event.id, `a/A-${label}`);
const bucket = (): Key => bucketKey(event.id, 'standing', 0);
const limit = (): Key => limitKey(event.id, alice.userId);
/** All rows that a cancellation of this claim may change. */
const rowsAbout = ({ id }: Claim) =>
  Promise.all([claimKey(id), seatKey(1), seatKey(2), bucket(), limit(), itineraryKey(alice.userId)].map(row));

describe('the cancellation of a part', () => {
  it('changes the claim, its places and its limit, and nothing else', async () => {
    const claim = await booked();
    const before = await row(itineraryKey(alice.userId));
    expect((await cancelOf(claim, 2, 4, 5)).is).toBe('done');
    expect(await row(claimKey(claim.id))).toMatchObject({
      status: 'confirmed',
      tickets: ['valid', 'void', 'valid', 'void', 'void'],
      payments: [{ state: 'captured', refundsTotal: 12, refunds: [{ number: 1, amount: 12, state: 'initiated' }] }],
      unfinishedPk: expect.any(String),
    });
    expect(await row(seatKey(1))).toMatchObject({ status: 'booked', claimId: claim.id });
    expect(await row(seatKey(2))).toMatchObject({ status: 'available', changedAt: world.now });
    expect(await row(seatKey(2))).not.toHaveProperty('claimId');
    expect(await row(bucket())).toMatchObject({ booked: 1, available: 5, freed: 2 });
    expect(await row(limit())).toMatchObject({ used: 2, [claim.id]: { quantity: 2 } });
    // The customer still travels.
    expect(await row(itineraryKey(alice.userId))).toEqual(before);
  });

  it.each(['cancelled', 'expired', 'released', 'active'])('changes nothing of a claim that is %s', async status => {
    const claim = await booked();
    await plant(claimKey(claim.id), { status });
    const before = await rowsAbout(claim);
    expect(await cancelOf(claim, 1)).toMatchObject({ is: 'stale', claim: { status } });
    expect(await rowsAbout(claim)).toEqual(before);
  });

  it('changes nothing of a claim that was changed since it was read: each place is refunded once', async () => {
    const claim = await booked();
    expect((await cancelOf(claim, 1)).is).toBe('done');
    const before = await rowsAbout(claim);
    for (const numbers of [[1], [2], [1, 2, 3, 4, 5]]) {
      expect(await cancelOf(claim, ...numbers)).toMatchObject({
        is: 'stale',
        claim: { tickets: ['void', 'valid', 'valid', 'valid', 'valid'] },
      });
      expect(await rowsAbout(claim)).toEqual(before);
    }
  });

  it.each<[string, object]>([
    ['another claim has booked', { claimId: 'x' }],
    ['another claim holds', { status: 'held', claimId: 'x', holdExpiresAt: 1 }],
    ['was freed by hand', { status: 'available' }],
  ])('leaves a seat alone that %s, and gives back the rest', async (_what, changes) => {
    const claim = await booked();
    await plant(seatKey(1), changes);
    expect((await cancelOf(claim, 1, 3)).is).toBe('done');
    expect(await row(seatKey(1))).toMatchObject(changes);
    expect(await row(bucket())).toMatchObject({ booked: 2, available: 4 });
    const { history, tickets } = await current(claim);
    expect(tickets).toEqual(['void', 'valid', 'void', 'valid', 'valid']);
    expect(history.at(-1)).toMatchObject({
      touched: { seatIds: [], shares: [{ areaId: 'standing', bucket: 0, quantity: 1 }] },
      cancelled: { tickets: [1, 3], amount: 11 },
    });
  });

  it('takes no more places from a bucket than are booked there', async () => {
    const claim = await booked();
    await plant(bucket(), { booked: 1, available: 5 });
    expect((await cancelOf(claim, 3, 4)).is).toBe('done');
    expect(await row(bucket())).toMatchObject({ booked: 1, available: 5 });
    expect((await current(claim)).history.at(-1)?.touched).toEqual({ seatIds: [], shares: [] });
  });

  it('leaves the limit alone if it has no entry of the claim', async () => {
    const claim = await booked();
    const { [claim.id]: _gone, ...others } = (await row(limit())) ?? {};
    await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item: { ...others, used: 4 } }));
    expect((await cancelOf(claim, 1)).is).toBe('done');
    expect(await row(limit())).toEqual({ ...others, used: 4 });
    expect(await row(seatKey(1))).toMatchObject({ status: 'available' });
  });

  it('keeps the limit exact over parts and the rest', async () => {
    const claim = await booked();
    await cancelOf(claim, 1);
    await cancelOf(await current(claim), 4, 5);
    expect(await row(limit())).toMatchObject({ used: 2, [claim.id]: { quantity: 2 } });
    const left = await current(claim);
    expect((await store.cancelBooking(left, cancelBooking(left, origin()))).is).toBe('done');
    expect((await row(limit()))?.used).toBe(0);
    expect(await row(limit())).not.toHaveProperty(claim.id);
    expect(await row(itineraryKey(alice.userId))).not.toHaveProperty(claim.id);
  });

  it('leaves its places to others: the cancellation of the rest gives back only what is left', async () => {
    const claim = await booked();
    await cancelOf(claim, 1, 4, 5);
    const bob = await world.person();
    const bobs = await bookingOf(bob, { seats: ['a/A-1'], areas: [{ areaId: 'standing', quantity: 5 }] });
    expect(await row(bucket())).toMatchObject({ booked: 6, available: 0 });
    const left = await current(claim);
    expect((await store.cancelBooking(left, cancelBooking(left, origin()))).is).toBe('done');
    expect(await row(bucket())).toMatchObject({ booked: 5, available: 1 });
    expect(await row(seatKey(1))).toMatchObject({ status: 'booked', claimId: bobs.id });
    expect((await current(claim)).history.at(-1)).not.toHaveProperty('touched');
  });
});

describe('the sum of the refunds', () => {
  /** The row has returned this much, in another write than the one that was read. */
  const returning = (claim: Claim, refundsTotal: number) => plantInPayment(claim, { refundsTotal });

  it.each<[string, number[], number]>([
    ['a part', [1], 13],
    ['the rest', [1, 2, 3, 4, 5], 0],
  ])('may reach the captured amount by the cancellation of %s, and not exceed it', async (_what, numbers, room) => {
    const claim = await booked();
    await returning(claim, room + 1);
    const before = await rowsAbout(claim);
    // The claim as it was read has no refund, so that only the row can refuse.
    expect((await cancelOf(claim, ...numbers)).is).toBe('stale');
    expect(await rowsAbout(claim)).toEqual(before);
    await returning(claim, room);
    expect((await cancelOf(claim, ...numbers)).is).toBe('done');
  });

  it('counts the refunds that were made', async () => {
    const claim = await booked();
    await plantInPayment(claim, {
      refundsTotal: 20,
      refunds: [{ number: 1, amount: 20, state: 'refunded' }],
    });
    expect((await cancelOf(claim, 1)).is).toBe('stale');
    expect((await cancelOf(claim, 3, 4, 5)).is).toBe('done');
  });

  it('is stored with each refund', async () => {
    const claim = await booked();
    await cancelOf(claim, 1);
    await cancelOf(await current(claim), 3);
    expect(await row(claimKey(claim.id))).toMatchObject({ payments: [{ refundsTotal: 11 }] });
    const left = await current(claim);
    await store.cancelBooking(left, cancelBooking(left, origin()));
    expect(await row(claimKey(claim.id))).toMatchObject({ payments: [{ refundsTotal: 23 }] });
  });

  it('is checked by a late capture too, which requests the refund of the rest', async () => {
    gateway.faultOf = call => (call === 'capture' ? 'lost-request' : undefined);
    const claim = await booked();
    await store.cancelBooking(claim, cancelBooking(claim, origin()));
    const cancelled = await current(claim);
    const capture = recordPayment(cancelled, 1, 'captured', origin());
    await returning(claim, 1);
    expect((await store.changeClaim(cancelled, capture)).is).toBe('stale');
    await returning(claim, 0);
    expect((await store.changeClaim(cancelled, capture)).is).toBe('done');
    expect(await current(claim)).toEqual(applyChange(cancelled, capture));
  });
});
