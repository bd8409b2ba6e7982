/**
 * The conditions of late payments, cancellations and rules on customers, on DynamoDB Local: each refuses a wrong decision, or
 * a write that was too slow (P2). If any of them is removed, a test here fails.
 */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../lib/contract/events/responses.ts';
import type { Hold } from '../../lib/contract/holds/responses.ts';
import { cancelBooking, confirmBooking, extendHold, type Origin } from '../../lib/domain/claim-changes.ts';
import { areasOf } from '../../lib/domain/layout.ts';
import type { Claim, EventFacts } from '../../lib/domain/model.ts';
import type { Store } from '../../lib/ports/store.ts';
import { LedgerGateway } from '../../lib/simulation/ledger-gateway.ts';
import { bucketKey, claimKey, itineraryKey, type Key, limitKey, seatKeyOf } from '../../lib/table/keys.ts';
import { hold, newKey, openWorld, type Person, pay, publish, release, type World } from '../support/world.ts';

let world: World;
let gateway: LedgerGateway;
let alice: Person;
let bob: Person;
let event: Event;
let facts: EventFacts;
let store: Store;

beforeEach(async () => {
  gateway = new LedgerGateway();
  gateway.decide = () => 'pending';
  world = await openWorld({ gateway });
  [alice, bob] = await Promise.all([world.person(), world.person()]);
  event = await publish(world, {
    kind: 'train',
    placesPerCustomerMax: 6,
    sections: [
      { id: 'a', name: 'A', kind: 'seated', price: 10, rows: [{ row: 'A', count: 9 }] },
      { id: 'standing', name: 'Standing', kind: 'area', price: 1, capacity: 6 },
    ],
  });
  store = world.service.dependencies.store;
  facts = (await store.readEvent(event.id)) as EventFacts;
});

const origin = (): Origin => ({ at: world.now, actor: 'system', requestId: 'r' });
const place = async (who: Person, body: object): Promise<Hold> => {
  const asked = { as: who, key: newKey(), params: { eventId: event.id }, body };
  const answer = await world.invoke<Hold>('place-hold', asked);
  expect(answer.status).toBe(201);
  return answer.body;
};
/** A hold of two seats and three places at its deadline, whose payment is pending. */
async function lapsing(): Promise<Claim> {
  const held = await place(alice, { seats: ['a/A-1', 'a/A-2'], areas: [{ areaId: 'standing', quantity: 3 }] });
  await pay(world, alice, held);
  world.now = (await world.claimOf(held)).expiresAt;
  return world.claimOf(held);
}
/** A booking of two seats and three places. */
async function booked(): Promise<Claim> {
  gateway.decide = () => 'authorised';
  const held = await place(alice, { seats: ['a/A-1', 'a/A-2'], areas: [{ areaId: 'standing', quantity: 3 }] });
  await pay(world, alice, held);
  // Later than the last change of its seats, so that the order of changes refuses nothing.
  world.now += 1_000;
  return world.claimOf(held);
}
const recover = (claim: Claim) =>
  store.recoverBooking(claim, confirmBooking(claim, facts.event, 1, origin()), areasOf(facts));
const cancel = (claim: Claim) => store.cancelBooking(claim, cancelBooking(claim, origin()));
const row = async (Key: Key): Promise<Record<string, unknown> | undefined> =>
  (await world.table.documents.send(new GetCommand({ TableName: world.table.name, Key, ConsistentRead: true }))).Item;
const plant = async (Key: Key, changes: object): Promise<void> => {
  const Item = { ...(await row(Key)), ...changes };
  await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item }));
};
const seatKey = (label: number): Key => seatKeyOf(event.id, `a/A-${label}`);
const bucket = (): Key => bucketKey(event.id, 'standing', 0);
const limit = (who = alice): Key => limitKey(event.id, who.userId);

/** Acts once, before the next transaction of this world. */
function beforeTransaction(act: () => Promise<unknown>): void {
  let isDone = false;
  world.faults.beforeRequests(async ({ name }) => {
    if (name !== 'TransactWriteCommand' || isDone) return;
    isDone = true;
    await act();
  });
}

describe('a late payment books', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ['seats that are still its own', async () => {}, 'recovered'],
    ['a seat that is available', () => plant(seatKey(1), { status: 'available' }), 'recovered'],
    [
      'a seat whose hold by another claim lapses now',
      () => plant(seatKey(1), { claimId: 'x', holdExpiresAt: world.now }),
      'recovered',
    ],
    [
      'nothing if another claim holds a seat',
      () => plant(seatKey(1), { claimId: 'x', holdExpiresAt: world.now + 1 }),
      'places-gone',
    ],
    [
      'nothing if another claim has booked a seat',
      () => plant(seatKey(2), { claimId: 'x', status: 'booked' }),
      'places-gone',
    ],
    ['nothing if a seat is blocked', () => plant(seatKey(2), { status: 'blocked' }), 'places-gone'],
    [
      'a seat that was changed by a clock that is ahead',
      () => plant(seatKey(2), { changedAt: world.now + 500 }),
      'recovered',
    ],
    ['nothing if an area has too few places', () => plant(bucket(), { available: 2, claims: {} }), 'places-gone'],
    [
      'places of an area in which enough are available',
      () => plant(bucket(), { available: 3, claims: {} }),
      'recovered',
    ],
  ])('%s', async (_what, change, outcome) => {
    const claim = await lapsing();
    await change();
    expect((await recover(claim)).is).toBe(outcome);
    const after = await world.claimOf({ id: `hld_${claim.id}` });
    expect(after.status).toBe(outcome === 'recovered' ? 'confirmed' : 'active');
    const standing = (await row(bucket())) as { booked: number; available: number };
    expect([standing.booked, standing.available >= 0]).toEqual([outcome === 'recovered' ? 3 : 0, true]);
    if (outcome === 'recovered') {
      for (const label of [1, 2])
        expect(await row(seatKey(label))).toMatchObject({ status: 'booked', claimId: claim.id });
      if ((await row(seatKey(2)))?.changedAt !== world.now)
        expect((await row(seatKey(2)))?.changedAt).toBe(world.now + 501);
    }
  });

  it('its own seats before its deadline too', async () => {
    const held = await place(alice, { seats: ['a/A-1', 'a/A-2'] });
    await pay(world, alice, held);
    world.now += 1_000;
    expect((await recover(await world.claimOf(held))).is).toBe('recovered');
  });

  it.each<[string, object]>([
    ['was released', { status: 'released' }],
    ['was cancelled', { status: 'cancelled' }],
    [
      'has given up the payment',
      { payments: [{ number: 1, state: 'initiated', wanted: 'voided', method: 'm', amount: 23 }] },
    ],
    ['has another history than the one that was read', { history: [] }],
  ])('nothing of a claim that %s', async (_what, changes) => {
    const claim = await lapsing();
    await plant(claimKey(claim.id), changes);
    expect((await recover(claim)).is).toBe('stale');
    expect(await row(seatKey(1))).toMatchObject({ status: 'held' });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a seat', () => plant(seatKey(1), { claimId: 'x', status: 'booked' })],
    ['its places', () => plant(bucket(), { available: 0, claims: { x: { quantity: 6, expiresAt: world.now + 9 } } })],
  ])('nothing if another buyer takes %s between the read and the write', async (_what, take) => {
    const claim = await lapsing();
    beforeTransaction(take);
    expect((await recover(claim)).is).toBe('places-gone');
    expect((await world.claimOf({ id: `hld_${claim.id}` })).status).toBe('active');
  });

  it('no places of a lapsed hold that is extended between the read and the write', async () => {
    const claim = await lapsing();
    const lapsed = { quantity: 4, expiresAt: world.now - 1 };
    await plant(bucket(), { available: 2, claims: { x: lapsed } });
    beforeTransaction(() => plant(bucket(), { claims: { x: { ...lapsed, expiresAt: world.now + 9 } } }));
    expect((await recover(claim)).is).toBe('places-gone');
    expect(await row(bucket())).toMatchObject({ available: 2, booked: 0, claims: { x: { quantity: 4 } } });
  });

  it('nothing if other buyers leave too few places between the read and the write', async () => {
    const claim = await lapsing();
    await plant(bucket(), { available: 6, claims: {} });
    beforeTransaction(() => plant(bucket(), { available: 2, booked: 4 }));
    expect((await recover(claim)).is).toBe('places-gone');
    expect(await row(bucket())).toMatchObject({ available: 2, booked: 4 });
  });
});

describe('a cancellation gives back', () => {
  it('nothing if the claim is not a booking', async () => {
    const claim = await booked();
    await plant(claimKey(claim.id), { status: 'expired' });
    expect((await cancel(claim)).is).toBe('stale');
    expect(await row(seatKey(1))).toMatchObject({ status: 'booked' });
  });

  it.each<[string, object]>([
    ['another claim has booked', { claimId: 'x' }],
    ['another claim holds', { status: 'held', claimId: 'x', holdExpiresAt: 1 }],
    ['carries its id and is held', { status: 'held', holdExpiresAt: 1 }],
  ])('nothing of a seat that %s, and all the rest', async (_what, changes) => {
    const claim = await booked();
    await plant(seatKey(1), changes);
    expect((await cancel(claim)).is).toBe('done');
    expect(await row(seatKey(1))).toMatchObject(changes);
    expect(await row(seatKey(2))).toMatchObject({ status: 'available' });
    const { history } = await world.claimOf({ id: `hld_${claim.id}` });
    expect(history.at(-1)?.touched).toMatchObject({ seatIds: ['a/A-2'] });
  });

  it('a seat that was changed by a clock that is ahead, with a later time', async () => {
    const claim = await booked();
    await plant(seatKey(1), { changedAt: world.now + 500 });
    expect((await cancel(claim)).is).toBe('done');
    expect(await row(seatKey(1))).toMatchObject({ status: 'available', changedAt: world.now + 501 });
  });

  it('no more places of a bucket than are booked there', async () => {
    const claim = await booked();
    await plant(bucket(), { booked: 2, available: 4 });
    expect((await cancel(claim)).is).toBe('done');
    expect(await row(bucket())).toMatchObject({ booked: 2, available: 4 });
  });
});

describe("a customer's limit", () => {
  it('removes the entry of a lapsed claim only while it is lapsed', async () => {
    const lapsed = await lapsing();
    // Alice requests two more places. With the five lapsed ones these are too many.
    let refusals = 0;
    world.faults.beforeRequests(async ({ name, input }) => {
      if (name !== 'TransactWriteCommand' || !JSON.stringify(input).includes('LIMIT')) return;
      refusals += 1;
      // The lapsed claim is paid for between the refusal and the write that would remove its entry.
      if (refusals === 2) expect((await recover(lapsed)).is).toBe('recovered');
    });
    const answer = await hold(world, alice, event, ['a/A-5', 'a/A-6']);
    world.faults.beforeRequests(undefined);
    expect([answer.status, answer.body.code]).toEqual([409, 'customer-limit-reached']);
    expect(await row(limit())).toMatchObject({ used: 5, [lapsed.id]: { quantity: 5 } });
  });

  it('is not lowered for a claim without an entry', async () => {
    const held = await place(bob, { seats: ['a/A-3'] });
    const { [held.id.slice(4)]: _gone, ...others } = (await row(limit(bob))) ?? {};
    await world.table.documents.send(
      new PutCommand({ TableName: world.table.name, Item: { ...others, used: 4, y: { quantity: 4 } } }),
    );
    await release(world, bob, held);
    expect(await row(limit(bob))).toMatchObject({ used: 4 });
    expect((await world.claimOf(held)).status).toBe('released');
  });
});

describe("a customer's itinerary", () => {
  it('gets a new entry only if it is as it was read', async () => {
    await place(bob, { seats: ['a/A-3'] });
    const other = await publish(world, {
      kind: 'train',
      startsAt: event.startsAt,
      endsAt: event.endsAt,
    });
    await release(world, bob, await place(bob, { seats: ['a/A-4'] }));
    const Key = itineraryKey(bob.userId);
    const complete = await row(Key);
    // The entry of Bob's hold is missing when the row is read, and back when it is written.
    const names = Object.keys(complete ?? {}).filter(name => name.length === 25);
    const without = Object.fromEntries(Object.entries(complete ?? {}).filter(([name]) => !names.includes(name)));
    await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item: without }));
    beforeTransaction(() => plant(Key, { ...complete, version: Number(complete?.version) + 1 }));
    const answer = await hold(world, bob, other, ['a/A-1']);
    expect([answer.status, answer.body.code]).toEqual([409, 'overlapping-journey']);
  });

  it('refuses an extension of a claim without an entry', async () => {
    const held = await place(bob, { seats: ['a/A-3'] });
    const { [held.id.slice(4)]: _gone, ...others } = (await row(itineraryKey(bob.userId))) ?? {};
    await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item: others }));
    const claim = await world.claimOf(held);
    world.now += 1;
    const key = { callerId: bob.userId, key: newKey(), operation: 'extend-hold', fingerprint: 'f' };
    const outcome = await store.extendHold(claim, extendHold(claim, world.now + 9, origin()), key, '{}');
    expect(outcome.is).toBe('places-gone');
  });
});
