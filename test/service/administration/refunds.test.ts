/** Refunds of parts as administrators see them: unfinished and stuck refunds, their settlement, the journal, and all sums. */
import { beforeEach, describe, expect, it } from 'vitest';
import type {
  JournalEntry,
  Occupancy,
  SoldBooking,
  Stats,
  UnfinishedPayment,
} from '../../../lib/contract/administration/responses.ts';
import type { Booking, Cancellation, Payment } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { recordPayment } from '../../../lib/domain/payment-changes.ts';
import type { RefundedPayment } from '../../../lib/ports/payment-gateway.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { bookPlaces } from '../../support/bookings.ts';
import { expectIntegrity, publishHistoryOf, reconcile } from '../../support/payments.ts';
import {
  MINUTE,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  publish,
  type World,
} from '../../support/world.ts';

let world: World;
let gateway: LedgerGateway;
let admin: Person;
let alice: Person;
let event: Event;
let booking: Booking;
let paymentId: string;

const money = (amount: number) => ({ amount, currency: 'EUR' });
const now = () => new Date(world.now).toISOString();
/** Two seats at 50.00 and three places of an area at 30.00. */
const TOTAL = 19_000;

beforeEach(async () => {
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  [admin, alice] = await Promise.all([world.person('admin'), world.person()]);
  event = await publish(world, {
    sections: [
      { id: 'a', name: 'A', kind: 'seated', price: 5_000, rows: [{ row: 'A', count: 5 }] },
      { id: 'standing', name: 'Standing', kind: 'area', price: 3_000, capacity: 10 },
    ],
  });
  booking = await bookPlaces(world, alice, event, {
    seats: ['a/A-1', 'a/A-2'],
    areas: [{ areaId: 'standing', quantity: 3 }],
  });
  paymentId = booking.payment?.id ?? '';
});

const cancelPlaces = async (places: object = {}): Promise<Cancellation> => {
  world.now += 1_000;
  const { status, body } = await world.invoke<Cancellation>('cancel-booking', {
    as: alice,
    key: newKey(),
    params: { bookingId: booking.id },
    body: places,
  });
  expect(status).toBe(200);
  return body;
};
const cancelSeat = (label: string) => cancelPlaces({ seats: [`a/${label}`] });
const cancelStanding = (quantity: number) => cancelPlaces({ areas: [{ areaId: 'standing', quantity }] });
/** The gateway refuses refunds with these numbers for good, and does not get those with the others. */
const refuse = (refused: number[], lost: number[] = []): void => {
  gateway.faultOf = (call, payment) => {
    if (call !== 'refund') return undefined;
    const { number } = (payment as RefundedPayment).refund;
    if (refused.includes(number)) return 'refused';
    return lost.includes(number) ? 'lost-request' : undefined;
  };
};
const repair = (): void => refuse([]);

const read = async <Answer>(operation: 'read-stats' | 'read-occupancy', query = {}): Promise<Answer> =>
  (await world.invoke<Answer>(operation, { as: admin, query })).body;
const items = async <Item>(
  operation: 'find-payments' | 'find-bookings' | 'read-journal',
  query = {},
): Promise<Item[]> => (await world.invoke<{ items: Item[] }>(operation, { as: admin, query })).body.items;
const unfinished = (query = {}) => items<UnfinishedPayment>('find-payments', query);
const settle = (refund?: number, reason = 'by bank transfer', as = admin) =>
  world.invoke<Payment & ProblemFields>('settle-payment', {
    as,
    params: { paymentId },
    body: { reason, ...(refund !== undefined && { refund }) },
  });
const resume = () => world.invoke<Payment & ProblemFields>('resume-payment', { as: admin, params: { paymentId } });
const publishHistory = () => publishHistoryOf(world, { id: `hld_${booking.id.slice(4)}` });
const statesOf = async () =>
  (await unfinished()).flatMap(({ refunds }) => refunds.map(({ number, state }) => [number, state]));

describe('unfinished payments', () => {
  it('are shown with all their refunds, and with the whole amount of the payment', async () => {
    refuse([2], [3]);
    await cancelSeat('A-1');
    await cancelStanding(2);
    const stuckSince = now();
    await cancelSeat('A-2');
    expect(await unfinished()).toEqual([
      {
        paymentId,
        holdId: `hld_${booking.id.slice(4)}`,
        bookingId: booking.id,
        eventId: event.id,
        customerId: alice.userId,
        state: 'captured',
        wanted: 'captured',
        amount: money(TOTAL),
        since: stuckSince,
        refunds: [
          { number: 1, amount: money(5_000), state: 'refunded' },
          { number: 2, amount: money(6_000), state: 'initiated', stuckSince },
          { number: 3, amount: money(5_000), state: 'initiated' },
        ],
        needsPerson: true,
        stuckSince,
      },
    ]);
    expect(await unfinished({ needsPerson: 'false' })).toEqual([]);
  });

  it('need a person as long as one refund is stuck, also while others go on', async () => {
    refuse([1], [2]);
    await cancelSeat('A-1');
    const stuckSince = now();
    await cancelSeat('A-2');
    expect(await unfinished({ needsPerson: 'true' })).toMatchObject([{ needsPerson: true, stuckSince }]);
    refuse([1]);
    world.now += MINUTE;
    expect(await reconcile(world)).toMatchObject({ needPerson: 1 });
    expect(await statesOf()).toEqual([
      [1, 'initiated'],
      [2, 'refunded'],
    ]);
    repair();
    await resume();
    expect(await unfinished({ needsPerson: 'true' })).toEqual([]);
    world.now += MINUTE;
    await reconcile(world);
    expect(await unfinished()).toEqual([]);
  });

  it('need no person while a refund is only late', async () => {
    refuse([], [1]);
    await cancelSeat('A-1');
    expect(await unfinished()).toMatchObject([{ needsPerson: false, refunds: [{ number: 1, state: 'initiated' }] }]);
    expect((await unfinished())[0]).not.toHaveProperty('stuckSince');
  });

  it('show the refund of a part before the capture as open', async () => {
    gateway.faultOf = call => (call === 'capture' ? 'lost-request' : undefined);
    booking = await bookPlaces(world, alice, event, { seats: ['a/A-4', 'a/A-5'] });
    await cancelSeat('A-4');
    const refunds = [{ number: 1, amount: money(5_000), state: 'initiated' }];
    expect(await unfinished()).toMatchObject([
      { state: 'authorised', wanted: 'captured', amount: money(10_000), refunds },
    ]);
  });
});

describe('settling a refund', () => {
  beforeEach(async () => {
    refuse([1, 2]);
    await cancelSeat('A-1');
    await cancelStanding(1);
  });

  it('needs its number if the payment has several, and one that exists', async () => {
    for (const refund of [undefined, 3]) {
      const { status, body } = await settle(refund);
      expect([status, body.code, body.errors]).toEqual([
        400,
        'validation-failed',
        [{ path: 'body.refund', message: 'must be one of the refunds 1, 2' }],
      ]);
    }
    for (const refund of [0, -1, 1.5, 10_000]) expect((await settle(refund)).status).toBe(400);
    expect(await statesOf()).toEqual([
      [1, 'initiated'],
      [2, 'initiated'],
    ]);
  });

  it('finishes that one, and leaves the other to the gateway', async () => {
    expect(await settle(1)).toMatchObject({
      status: 200,
      body: { id: paymentId, state: 'captured', amount: money(TOTAL) },
    });
    expect(await statesOf()).toEqual([
      [1, 'refunded'],
      [2, 'initiated'],
    ]);
    repair();
    await resume();
    world.now += MINUTE;
    await reconcile(world);
    expect(await unfinished()).toEqual([]);
    // The gateway has made only the refund that was not settled.
    expect(gateway.accounts.get(paymentId)?.refunds).toEqual([{ number: 2, amount: 3_000 }]);
    await publishHistory();
    await expectIntegrity(world, event);
  });

  it('is done once: repeated calls get the same answer and write nothing', async () => {
    const first = await settle(2);
    const { history } = await world.claimOf(booking);
    const again = await settle(2, 'another reason', await world.person('admin'));
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    expect((await world.claimOf(booking)).history).toEqual(history);
  });

  it('is done once by two calls at the same time; two calls for two refunds settle both', async () => {
    const settled = await Promise.all([settle(1), settle(1, 'in cash'), settle(2)]);
    expect(settled.map(({ status }) => status)).toEqual([200, 200, 200]);
    const refunded = (await world.claimOf(booking)).history.filter(({ action }) => action === 'payment.refunded');
    expect(refunded.map(({ payment }) => payment?.refund?.number).toSorted()).toEqual([1, 2]);
    expect(await unfinished()).toEqual([]);
  });

  it('is refused for a refund that is made, or open and not stuck', async () => {
    repair();
    await resume();
    const refused = await settle(1);
    expect([refused.status, refused.body.code]).toEqual([409, 'payment-not-stuck']);
    world.now += MINUTE;
    await reconcile(world);
    expect((await settle(2)).body.code).toBe('payment-not-stuck');
  });

  it('is possible while a later refund is made, and while the rest is cancelled', async () => {
    refuse([1, 2], [3]);
    await cancelSeat('A-2');
    expect((await settle(1)).status).toBe(200);
    repair();
    await cancelPlaces();
    expect((await settle(2)).status).toBe(200);
    world.now += MINUTE;
    await reconcile(world);
    expect(gateway.accounts.get(paymentId)?.refunds).toEqual([
      { number: 3, amount: 5_000 },
      { number: 4, amount: 6_000 },
    ]);
    expect((await world.claimOf(booking)).payments).toMatchObject([{ state: 'refunded', wanted: 'refunded' }]);
    await publishHistory();
    await expectIntegrity(world, event);
  });

  it('needs no number if the payment has one refund', async () => {
    booking = await bookPlaces(world, alice, event, { seats: ['a/A-4', 'a/A-5'] });
    paymentId = booking.payment?.id ?? '';
    await cancelSeat('A-4');
    expect(await settle()).toMatchObject({ status: 200, body: { state: 'captured' } });
  });
});

describe('settling a payment that is to be voided', () => {
  it('needs no number, although parts were cancelled before: nothing was captured', async () => {
    gateway.faultOf = call => (call === 'capture' ? 'lost-request' : call === 'void' ? 'refused' : undefined);
    booking = await bookPlaces(world, alice, event, { seats: ['a/A-3', 'a/A-4', 'a/A-5'] });
    paymentId = booking.payment?.id ?? '';
    await cancelSeat('A-3');
    await cancelSeat('A-4');
    await cancelPlaces();
    expect((await settle(1)).body.errors).toEqual([
      { path: 'body.refund', message: 'must be absent: the payment has no refund to make' },
    ]);
    for (const _call of [1, 2]) expect(await settle()).toMatchObject({ status: 200, body: { state: 'voided' } });
    expect((await world.claimOf(booking)).payments[0]?.refunds).toMatchObject([
      { state: 'voided' },
      { state: 'voided' },
    ]);
    await publishHistory();
    await expectIntegrity(world, event);
  });
});

describe('resuming a payment', () => {
  it('clears the flags of all stuck refunds, each with an entry, and repeats nothing', async () => {
    refuse([1, 2]);
    await cancelSeat('A-1');
    await cancelStanding(1);
    for (const _call of [1, 2]) expect((await resume()).status).toBe(200);
    const resumed = (await world.claimOf(booking)).history.filter(({ action }) => action === 'payment.resumed');
    expect(resumed.map(({ payment, actor }) => [payment?.refund?.number, actor])).toEqual([
      [1, admin.userId],
      [2, admin.userId],
    ]);
    repair();
    world.now += MINUTE;
    await reconcile(world);
    expect(gateway.accounts.get(paymentId)?.refunds).toHaveLength(2);
    expect((await resume()).body.code).toBe('payment-not-stuck');
  });
});

describe('the journal', () => {
  it('shows the cancelled tickets with their price, and the refund of each entry', async () => {
    const ticket = (number: number) => `tkt_${booking.id.slice(4)}_${number}`;
    await cancelStanding(2);
    await cancelPlaces();
    await publishHistory();
    const entries = await items<JournalEntry>('read-journal', { bookingId: booking.id });
    const shown = entries
      .filter(({ action }) => action.startsWith('booking.') || action === 'payment.refunded')
      .map(({ action, from, to, cancelled, payment }) => ({ action, from, to, cancelled, refund: payment?.refund }));
    expect(shown).toEqual([
      { action: 'payment.refunded', from: 'captured', to: 'refunded', refund: { number: 2, amount: money(13_000) } },
      {
        action: 'booking.cancelled',
        from: 'confirmed',
        to: 'cancelled',
        cancelled: { tickets: [1, 2, 3].map(ticket), amount: money(13_000) },
        refund: { number: 2, amount: money(13_000) },
      },
      { action: 'payment.refunded', from: 'captured', to: 'captured', refund: { number: 1, amount: money(6_000) } },
      {
        action: 'booking.places-cancelled',
        from: 'confirmed',
        to: 'confirmed',
        cancelled: { tickets: [4, 5].map(ticket), amount: money(6_000) },
        refund: { number: 1, amount: money(6_000) },
      },
      { action: 'booking.confirmed', from: 'active', to: 'confirmed' },
    ]);
    expect(entries.every(({ payment }) => !payment || payment.amount.amount === TOTAL)).toBe(true);
    const parts = await items<JournalEntry>('read-journal', { action: 'booking.places-cancelled', eventId: event.id });
    expect(parts.map(({ bookingId }) => bookingId)).toEqual([booking.id]);
  });

  it('shows no tickets of a booking that is cancelled at once', async () => {
    await cancelPlaces();
    await publishHistory();
    const [entry] = await items<JournalEntry>('read-journal', { action: 'booking.cancelled', bookingId: booking.id });
    expect(entry).not.toHaveProperty('cancelled');
  });
});

describe('after a part is cancelled', () => {
  const revenue = async () => (await read<Stats>('read-stats', { eventId: event.id })).revenue[0];

  it('the sums of sales count its price as refunded, and as returned when the gateway has made the refund', async () => {
    refuse([], [1]);
    await cancelStanding(2);
    await publishHistory();
    const sums = { gross: money(TOTAL), refunded: money(6_000), net: money(13_000), captured: money(TOTAL) };
    expect(await revenue()).toMatchObject({ ...sums, returned: money(0) });
    repair();
    world.now += MINUTE;
    await reconcile(world);
    await publishHistory();
    expect(await revenue()).toMatchObject({ ...sums, returned: money(6_000) });
    expect((await read<Stats>('read-stats')).bookings).toEqual({ confirmed: 1, cancelled: 0 });
    await cancelPlaces();
    await publishHistory();
    const all = { refunded: money(TOTAL), net: money(0), captured: money(TOTAL), returned: money(TOTAL) };
    expect(await revenue()).toMatchObject({ gross: money(TOTAL), ...all });
    expect((await read<Stats>('read-stats')).bookings).toEqual({ confirmed: 0, cancelled: 1 });
  });

  it('the return of the whole payment by version 0.5 counts only the rest: it used to count the part twice', async () => {
    await cancelStanding(2);
    refuse([], [2]);
    await cancelPlaces();
    await publishHistory();
    expect(await revenue()).toMatchObject({ captured: money(TOTAL), returned: money(6_000) });
    const { store } = world.service.dependencies;
    const claim = await world.claimOf({ id: `hld_${booking.id.slice(4)}` });
    // Version 0.5 knows no parts: its entry has the amount of the payment, and no refund.
    const origin = { at: world.now, requestId: 'by-0.5', actor: 'system' };
    expect(await store.changeClaim(claim, recordPayment(claim, 1, 'refunded', origin))).toMatchObject({ is: 'done' });
    await publishHistory();
    expect(await revenue()).toMatchObject({ captured: money(TOTAL), returned: money(TOTAL) });
    await expectIntegrity(world, event);
  });

  it('the occupancy counts its places as available', async () => {
    await cancelPlaces({ seats: ['a/A-1'], areas: [{ areaId: 'standing', quantity: 2 }] });
    const { items: found } = await read<{ items: Occupancy[] }>('read-occupancy', { eventId: event.id });
    expect(found).toMatchObject([
      {
        booked: 2,
        available: 13,
        held: 0,
        sections: [
          { id: 'a', booked: 1 },
          { id: 'standing', booked: 1 },
        ],
      },
    ]);
  });

  it('the booking is found as confirmed, with what was refunded and the tickets that are void', async () => {
    await cancelStanding(1);
    await publishHistory();
    for (const query of [{ eventId: event.id }, { customerId: alice.userId }, { reference: booking.reference }]) {
      const [found, ...others] = await items<SoldBooking>('find-bookings', { status: 'confirmed', ...query });
      expect(others).toEqual([]);
      expect(found).toMatchObject({
        id: booking.id,
        customerId: alice.userId,
        total: money(TOTAL),
        refunded: money(3_000),
        refunds: [{ number: 1, status: 'refunded', amount: money(3_000) }],
      });
      expect(found?.places.flatMap(({ tickets }) => tickets.map(({ status }) => status))).toEqual([
        'valid',
        'valid',
        'valid',
        'valid',
        'void',
      ]);
    }
    expect(await items('find-bookings', { status: 'cancelled', customerId: alice.userId })).toEqual([]);
  });

  it('the event has integrity at each step, with refunds open, stuck and made', async () => {
    refuse([1], [2]);
    for (const step of [
      () => cancelSeat('A-1'),
      () => cancelStanding(2),
      repair,
      resume,
      () => reconcile(world),
      () => cancelPlaces(),
    ]) {
      await step();
      world.now += MINUTE;
      await publishHistory();
      await expectIntegrity(world, event);
    }
    expect(await unfinished()).toEqual([]);
  });
});
