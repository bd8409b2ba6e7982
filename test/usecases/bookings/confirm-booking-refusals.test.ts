/** The refusals of a payment: each with its details, at both sides of its boundary, and races with other changes. */
import { beforeEach, describe, expect, it } from 'vitest';
import { DECISIONS_MAX, PAYMENT_ATTEMPTS_MAX } from '../../../lib/domain/limits.ts';
import type { Caller } from '../../../lib/ports/calls.ts';
import { cancelBooking } from '../../../lib/usecases/bookings/cancel-booking.ts';
import { confirmBooking } from '../../../lib/usecases/bookings/confirm-booking.ts';
import { expireHold } from '../../../lib/usecases/holds/expire-hold.ts';
import { releaseHold } from '../../../lib/usecases/holds/release-hold.ts';
import { callBy, keyedCall, MINUTE, openUseCases, person, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, answerNext, beforeNext, countCalls } from '../ports.ts';
import { ABSENT, BUSY, claimOf, placed, refusalOf, SEATED, withBooking, withHold } from '../sales.ts';

const DEADLINE = START + 5 * MINUTE;
const FREE = { sections: [{ ...SEATED, price: 0 }] };
let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

const pay = (
  owner: Caller,
  { id: holdId }: { id: string },
  { paymentMethod = 'sim_ok', ...options }: { key?: string; fingerprint?: string; paymentMethod?: string } = {},
) => confirmBooking(useCases, keyedCall(useCases, owner, 'confirm-booking', options), { holdId, paymentMethod });

describe('a payment is refused', () => {
  it('for another customer’s hold, an absent one and an id that names none', async () => {
    const { owner, hold } = await withHold(useCases);
    const absent = { code: 'hold-not-found', details: {} };
    expect(await refusalOf(pay(person(), hold))).toEqual(absent);
    expect(await refusalOf(pay(person(), { id: `hld_${ABSENT}` }))).toEqual(absent);
    expect(await refusalOf(pay(owner, { id: `bkg_${hold.id.slice(4)}` }))).toEqual(absent);
    expect(await refusalOf(pay(owner, { id: '' }))).toEqual(absent);
    expect(useCases.gateway.calls).toEqual([]);
  });

  it('for a booking, also after its cancellation', async () => {
    const { owner, hold, booking } = await withBooking(useCases);
    expect(await refusalOf(pay(owner, hold))).toEqual({ code: 'hold-confirmed', details: {} });
    await cancelBooking(useCases, keyedCall(useCases, owner, 'cancel-booking'), { bookingId: booking.id });
    expect(await refusalOf(pay(owner, hold))).toEqual({ code: 'hold-confirmed', details: {} });
  });

  it('for a released hold, also past its deadline', async () => {
    const { owner, hold } = await withHold(useCases);
    await releaseHold(useCases, callBy(useCases, owner), hold.id);
    useCases.now = DEADLINE;
    expect(await refusalOf(pay(owner, hold))).toEqual({ code: 'hold-released', details: {} });
  });

  it('exactly at the deadline, and not a millisecond before', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.now = DEADLINE;
    expect(await refusalOf(pay(owner, hold))).toEqual({ code: 'hold-expired', details: {} });
    useCases.now -= 1;
    expect(await pay(owner, hold)).toMatchObject({ answer: { status: 'confirmed' } });
  });

  it('for an expired hold', async () => {
    const { owner, hold } = await withHold(useCases);
    await expireHold(useCases, { now: DEADLINE, requestId: 'sweep' }, hold.id.slice(4));
    expect(await refusalOf(pay(owner, hold))).toEqual({ code: 'hold-expired', details: {} });
  });

  it('while another payment is under way, which takes precedence over the number of payments', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.gateway.decide = () => 'declined';
    for (let attempts = 1; attempts < PAYMENT_ATTEMPTS_MAX; attempts++) await refusalOf(pay(owner, hold));
    useCases.gateway.faultOf = () => 'lost-request';
    expect(await refusalOf(pay(owner, hold))).toMatchObject({ code: 'payment-unavailable' });
    expect(await refusalOf(pay(owner, hold))).toEqual({ code: 'payment-in-progress', details: {} });
  });

  it('after ten attempts', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.gateway.decide = () => 'declined';
    for (let attempts = 0; attempts < PAYMENT_ATTEMPTS_MAX; attempts++) {
      expect(await refusalOf(pay(owner, hold))).toMatchObject({ code: 'payment-declined' });
    }
    expect(await refusalOf(pay(owner, hold))).toEqual({ code: 'too-many-payments', details: { paymentsMax: 10 } });
  });

  it('if the gateway declines it, and the hold stays and can be paid by another method', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.counted.length = 0;
    expect(await refusalOf(pay(owner, hold, { paymentMethod: 'sim_declined' }))).toEqual({
      code: 'payment-declined',
      details: { paymentId: `pay_${hold.id.slice(4)}_1` },
    });
    expect(useCases.counted).toEqual(['Payments initiated', 'Payments declined']);
    expect(await pay(owner, hold)).toMatchObject({ answer: { payment: { id: `pay_${hold.id.slice(4)}_2` } } });
  });

  it('with `busy` if the store is busy, before the gateway is asked', async () => {
    const { owner, hold } = await withHold(useCases);
    answerAlways(useCases.store, 'initiatePayment', { is: 'busy' });
    expect(await refusalOf(pay(owner, hold))).toEqual(BUSY);
    expect(useCases.gateway.calls).toEqual([]);
  });

  it('with `busy` after six stale versions', async () => {
    const { owner, hold } = await withHold(useCases);
    answerAlways(useCases.store, 'initiatePayment', { is: 'stale', claim: await claimOf(useCases, hold) });
    const attempts = countCalls(useCases.store, 'initiatePayment');
    expect(await refusalOf(pay(owner, hold))).toEqual(BUSY);
    expect(attempts.calls).toBe(DECISIONS_MAX);
  });

  it('with `hold-expired` if another claim has a seat, before the gateway is asked', async () => {
    const { owner, hold, eventId } = await withHold(useCases, FREE);
    useCases.now = DEADLINE;
    await placed(useCases, person(), eventId, ['a/A-1']);
    useCases.now = DEADLINE - SECOND;
    expect(await refusalOf(pay(owner, hold))).toEqual({ code: 'hold-expired', details: {} });
    const other = await withHold(useCases);
    useCases.now = START + 10 * MINUTE;
    await placed(useCases, person(), other.eventId, ['a/A-1']);
    useCases.now = START + 10 * MINUTE - 2 * SECOND;
    expect(await refusalOf(pay(other.owner, other.hold))).toEqual({ code: 'hold-expired', details: {} });
    expect(useCases.gateway.calls).toEqual([]);
  });

  it('with `hold-expired` if a free hold’s event was deleted, which happens only after its deadline', async () => {
    const { owner, hold } = await withHold(useCases, FREE);
    answerAlways(useCases.events, 'cached', undefined);
    answerAlways(useCases.events, 'fresh', undefined);
    expect(await refusalOf(pay(owner, hold))).toEqual({ code: 'hold-expired', details: {} });
  });
});

describe('a claim that changes while its payment begins', () => {
  it('is decided again: a release came first', async () => {
    const { owner, hold } = await withHold(useCases);
    beforeNext(useCases.store, 'initiatePayment', () => releaseHold(useCases, callBy(useCases, owner), hold.id));
    expect(await refusalOf(pay(owner, hold))).toEqual({ code: 'hold-released', details: {} });
  });

  it('is decided again: a payment with another key came first', async () => {
    const { owner, hold } = await withHold(useCases);
    beforeNext(useCases.store, 'initiatePayment', () => pay(owner, hold));
    expect(await refusalOf(pay(owner, hold))).toEqual({ code: 'hold-confirmed', details: {} });
    expect(useCases.gateway.kept).toBe(5_000);
  });

  it('is not found if it does not exist any more', async () => {
    const { owner, hold } = await withHold(useCases);
    answerNext(useCases.store, 'initiatePayment', { is: 'stale', claim: undefined });
    expect(await refusalOf(pay(owner, hold))).toEqual({ code: 'hold-not-found', details: {} });
  });
});
