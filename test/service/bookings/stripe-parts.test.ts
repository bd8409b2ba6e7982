/** The whole service with a Stripe double: parts of a booking are cancelled, and each part is refunded once. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import { drivePayment } from '../../../lib/usecases/bookings/drive-payment.ts';
import { expectIntegrity, expectJournalGivesClaim, publishHistoryOf, reconcile } from '../../support/payments.ts';
import { SECRETS, StripeDouble, type StripeFault } from '../../support/stripe-double.ts';
import {
  cancel,
  MINUTE,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  type World,
} from '../../support/world.ts';

const HOUR = 60 * MINUTE;

let stripe: StripeDouble;
let world: World;
let buyer: Person;
let event: { id: string };
let booking: Booking;
let paymentId: string;

beforeEach(async () => {
  const clock = { now: () => Date.now() };
  stripe = await StripeDouble.start(() => clock.now());
  const gatewaySettings = { is: 'stripe', secrets: { json: JSON.stringify(SECRETS) }, apiBase: stripe.url } as const;
  world = await openWorld({ gatewaySettings });
  clock.now = () => world.now;
  buyer = await world.person();
});
afterEach(async () => {
  const withoutKey = stripe.requests.filter(({ method, key }) => method === 'POST' && key === undefined);
  await stripe.stop();
  expect(withoutKey).toEqual([]);
});

/** A booking of the seats at 50.00, and of two places that cost nothing. */
async function book(changes: Partial<NewEvent> = {}): Promise<void> {
  event = await publish(world, {
    sections: [
      { id: 'a', name: 'A', kind: 'seated', price: 5_000, rows: [{ row: 'A', count: 9 }] },
      { id: 'free', name: 'Free', kind: 'area', price: 0, capacity: 9 },
    ],
    ...changes,
  });
  const body = { seats: ['a/A-1', 'a/A-2', 'a/A-3'], areas: [{ areaId: 'free', quantity: 2 }] };
  const held = await world.invoke<{ id: string }>('place-hold', {
    as: buyer,
    key: newKey(),
    params: { eventId: event.id },
    body,
  });
  const paid = await pay(world, buyer, held.body, { paymentMethod: 'pm_card_visa' });
  expect(paid.status).toBe(201);
  booking = paid.body;
  paymentId = `pay_${held.body.id.slice(4)}_1`;
  stripe.requests.length = 0;
}
const claim = () => world.claimOf({ id: `hld_${paymentId.split('_')[1]}` });
const cancelSeats = (...numbers: number[]) =>
  cancel(world, buyer, booking, { seats: numbers.map(number => `a/A-${number}`) });
const refundsAt = () => stripe.refundsAt(paymentId).map(({ metadata, amount }) => [metadata.refund, amount]);
const refunds = async () =>
  (await claim()).payments[0]?.refunds?.map(({ number, amount, state }) => [number, amount, state]);

/** Lets the reconciler run, and checks that the journal, the places and the money agree. */
async function settle(kept: number): Promise<void> {
  stripe.faultOf = () => undefined;
  for (let run = 0; run < 3; run++) {
    world.now += 10 * MINUTE;
    await reconcile(world);
  }
  await publishHistoryOf(world, { id: `hld_${paymentId.split('_')[1]}` });
  await expectJournalGivesClaim(world, { id: `hld_${paymentId.split('_')[1]}` });
  await expectIntegrity(world, event);
  expect(stripe.kept).toBe(kept);
}

describe('a booking that is cancelled in parts', () => {
  it('is refunded by parts, each under its own key, and then the rest', async () => {
    await book();
    expect((await cancelSeats(1)).body.refund).toMatchObject({ amount: { amount: 5_000 } });
    expect((await cancelSeats(3)).status).toBe(200);
    expect((await cancel(world, buyer, booking)).status).toBe(200);
    expect(stripe.requests.flatMap(({ key = [] }) => key)).toEqual([
      `${paymentId}-refund-1`,
      `${paymentId}-refund-2`,
      `${paymentId}-refund-3`,
    ]);
    expect(await refunds()).toEqual([1, 2, 3].map(number => [number, 5_000, 'refunded']));
    expect((await claim()).status).toBe('cancelled');
    await settle(0);
  });

  it('by two requests at once is refunded for both', async () => {
    await book();
    const answers = await Promise.all([cancelSeats(1), cancelSeats(2), cancelSeats(1)]);
    expect(answers.map(({ status }) => status).filter(status => status === 200)).toHaveLength(2);
    await settle(5_000);
    expect(refundsAt().toSorted()).toEqual([
      ['1', 5_000],
      ['2', 5_000],
    ]);
  });

  it('keeps its free places after all of its money went back, also for a driver that still wants to capture', async () => {
    stripe.faultOf = ({ route }) => (route.endsWith('/capture') ? '429' : undefined);
    await book();
    const authorised = await claim();
    stripe.faultOf = () => undefined;
    world.now += MINUTE;
    await reconcile(world);
    await cancelSeats(1, 2);
    await cancelSeats(3);
    const driven = await drivePayment(world.service.dependencies, world.call(), authorised, 1);
    expect(driven.claim.status).toBe('confirmed');
    await settle(0);
    expect(await claim()).toMatchObject({ status: 'confirmed', payments: [{ state: 'captured' }] });
    expect((await claim()).tickets).toEqual(['void', 'void', 'void', 'valid', 'valid']);
  });

  it.each(['lost-request', 'lost-reply', '500', '500-after', '429'] as const)(
    'is refunded once per part if Stripe answers every second request with %s',
    async fault => {
      await book();
      let count = 0;
      // The SDK repeats a request at once if its connection breaks.
      const inRow = fault.startsWith('lost') ? 2 : 1;
      stripe.faultOf = () => (Math.floor(count++ / inRow) % 2 === 0 ? (fault as StripeFault) : undefined);
      await cancelSeats(1);
      await cancelSeats(2);
      world.now += MINUTE;
      await reconcile(world);
      stripe.faultOf = () => undefined;
      // A stored error is repeated for a day.
      world.now += 24 * HOUR;
      await settle(5_000);
      expect(refundsAt().toSorted()).toEqual([
        ['1', 5_000],
        ['2', 5_000],
      ]);
      expect(await refunds()).toEqual([1, 2].map(number => [number, 5_000, 'refunded']));
    },
  );

  it('waits for a part that is pending, and needs a person if it fails later', async () => {
    await book();
    stripe.refundStatus = 'pending';
    await cancelSeats(1);
    expect(await refunds()).toEqual([[1, 5_000, 'initiated']]);
    stripe.settleRefund(paymentId, 'failed');
    stripe.refundStatus = 'succeeded';
    world.now += MINUTE;
    expect(await reconcile(world)).toMatchObject({ unfinished: 1 });
    await cancelSeats(2);
    expect((await claim()).payments[0]?.refunds).toMatchObject([
      { state: 'initiated', stuckSince: expect.any(Number) },
      { state: 'refunded' },
    ]);
    const admin = await world.person('admin');
    await world.invoke('resume-payment', { as: admin, params: { paymentId } });
    await settle(5_000);
    expect(await refunds()).toEqual([1, 2].map(number => [number, 5_000, 'refunded']));
  });

  it.each(['pending', 'unknown'])('is refunded for a part while the refund of another part is %s', async first => {
    await book();
    let sent = 0;
    if (first === 'pending') stripe.refundStatus = 'pending';
    else
      stripe.faultOf = ({ method, route }) =>
        method === 'POST' && route === '/v1/refunds' && sent++ === 0 ? '500' : undefined;
    await cancelSeats(1);
    stripe.refundStatus = 'succeeded';
    await cancelSeats(2);
    expect(await refunds()).toEqual([
      [1, 5_000, 'initiated'],
      [2, 5_000, 'refunded'],
    ]);
    if (first === 'pending') stripe.settleRefund(paymentId, 'succeeded');
    world.now += 24 * HOUR;
    await settle(5_000);
    expect(await refunds()).toEqual([1, 2].map(number => [number, 5_000, 'refunded']));
  });

  it('was refunded twice for a part if Stripe completed what it answered with 500 after a second resumption', async () => {
    await book();
    const isRefund = ({ method, route }: { method: string; route: string }) =>
      method === 'POST' && route === '/v1/refunds';
    stripe.faultOf = received => (isRefund(received) ? 'lost-request' : undefined);
    await cancelSeats(1);
    world.now += 27 * HOUR;
    await reconcile(world);
    const admin = await world.person('admin');
    const resume = () => world.invoke('resume-payment', { as: admin, params: { paymentId } });
    await resume();
    // Stripe fails, and makes the refund later. The refund used to be stuck again at once, so that it could be resumed.
    stripe.faultOf = received => (isRefund(received) ? '500' : undefined);
    await reconcile(world);
    expect((await claim()).payments[0]?.refunds).toEqual([{ number: 1, amount: 5_000, state: 'initiated' }]);
    await resume();
    stripe.faultOf = () => undefined;
    await reconcile(world);
    stripe.reconcile();
    await settle(10_000);
    expect(refundsAt()).toEqual([['1', 5_000]]);
  });

  it('before its payment is captured is captured whole, and then refunded', async () => {
    stripe.faultOf = ({ route }) => (route.endsWith('/capture') ? '429' : undefined);
    await book();
    await cancelSeats(1);
    expect(stripe.kept).toBe(0);
    await settle(10_000);
    expect(refundsAt()).toEqual([['1', 5_000]]);
  });

  it('in an amount that Stripe cannot express is refused before anything changes', async () => {
    await book({
      currency: 'MGA',
      sections: [
        { id: 'a', name: 'A', kind: 'seated', price: 500_050, rows: [{ row: 'A', count: 4 }] },
        { id: 'free', name: 'Free', kind: 'area', price: 499_925, capacity: 9 },
      ],
    });
    const before = await claim();
    const { status, body } = await cancelSeats(1);
    expect([status, (body as ProblemFields).code]).toEqual([409, 'refund-not-possible']);
    expect([await claim(), stripe.requests]).toEqual([before, []]);
    expect((await cancelSeats(1, 2)).status).toBe(200);
    expect(refundsAt()).toEqual([['1', 10_001]]);
    expect((await cancel(world, buyer, booking)).status).toBe(200);
    await settle(0);
  });
});
