/** Cancelling a booking: the right and its deadline, the refund, and repeated calls. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../lib/ports/calls.ts';
import { cancelBooking } from '../../../lib/usecases/bookings/cancel-booking.ts';
import { drivePayment } from '../../../lib/usecases/bookings/drive-payment.ts';
import { keyedCall, MINUTE, openUseCases, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, answerNext, beforeNext, failAlways } from '../ports.ts';
import { ADMIN, claimOf, iso, placed, refusalOf, SEATED, seatOf, withBooking } from '../sales.ts';
import { withAuthorised } from './payments.ts';

let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

const cancel = (
  by: Caller,
  { id: bookingId }: { id: string },
  { reason, ...options }: { reason?: string; key?: string; fingerprint?: string } = {},
) =>
  cancelBooking(
    useCases,
    { ...keyedCall(useCases, by, 'cancel-booking', options), ip: '192.0.2.7' },
    { bookingId, reason },
  );

describe('a cancelled booking', () => {
  it('is answered as cancelled, with a refund under way', async () => {
    const { owner, booking } = await withBooking(useCases);
    useCases.now += MINUTE;
    const { cancellableUntil: _deadline, ...kept } = booking;
    expect(await cancel(owner, booking)).toEqual({
      isReplay: false,
      answer: {
        booking: {
          ...kept,
          status: 'cancelled',
          places: booking.places.map(place => ({
            ...place,
            tickets: place.tickets.map(({ id }) => ({ id, status: 'void' })),
          })),
          refunded: { amount: 5_000, currency: 'EUR' },
          refunds: [{ number: 1, status: 'refunding', amount: { amount: 5_000, currency: 'EUR' } }],
          payment: { ...booking.payment, state: 'captured' },
          cancelledAt: iso(START + MINUTE),
          refund: { status: 'refunding', amount: { amount: 5_000, currency: 'EUR' } },
          cancellations: [
            {
              at: iso(START + MINUTE),
              by: 'customer',
              tickets: booking.places.flatMap(({ tickets }) => tickets.map(({ id }) => id)),
              amount: { amount: 5_000, currency: 'EUR' },
            },
          ],
        },
        refund: { status: 'refunding', amount: { amount: 5_000, currency: 'EUR' } },
      },
    });
  });

  it('has its seat for sale, its ticket void, its payment refunded, and an entry for each change', async () => {
    const { owner, booking, eventId } = await withBooking(useCases);
    await cancel(owner, booking, { reason: 'other plans' });
    const { status, tickets, history, payments } = await claimOf(useCases, booking);
    expect({ status, tickets, state: payments[0]?.state }).toEqual({
      status: 'cancelled',
      tickets: ['void'],
      state: 'refunded',
    });
    expect(history.slice(-2)).toEqual([
      {
        at: START,
        actor: 'owner',
        requestId: 'request-1',
        action: 'booking.cancelled',
        from: 'confirmed',
        to: 'cancelled',
        reason: 'other plans',
        payment: { number: 1, amount: 5_000, wanted: 'refunded', refund: { number: 1, amount: 5_000 } },
      },
      {
        at: START,
        actor: 'system',
        requestId: 'request-1',
        action: 'payment.refunded',
        from: 'captured',
        to: 'refunded',
        payment: { number: 1, amount: 5_000, refund: { number: 1, amount: 5_000 } },
      },
    ]);
    expect((await seatOf(useCases, eventId, 'a/A-1'))?.status).toBe('available');
    expect(useCases.gateway.kept).toBe(0);
    expect(useCases.counted.slice(-2)).toEqual(['BookingsCancelled', 'Payments refunded']);
  });

  it('is voided if its payment is not captured yet', async () => {
    const { owner, booking } = await withAuthorised(useCases);
    await cancel(owner, booking);
    expect((await claimOf(useCases, booking)).payments).toMatchObject([{ state: 'voided', wanted: 'refunded' }]);
  });

  it('with a total of 0 is refunded at once, without the gateway', async () => {
    const { owner, booking } = await withBooking(useCases, { sections: [{ ...SEATED, price: 0 }] });
    const { answer } = await cancel(owner, booking);
    expect(answer.refund).toEqual({ status: 'refunded', amount: { amount: 0, currency: 'EUR' } });
    expect(useCases.gateway.calls).toEqual([]);
    expect(useCases.lines).toEqual([]);
  });

  it('leaves its refund to the reconciler if the table is busy, with a log line', async () => {
    const { owner, booking } = await withBooking(useCases);
    answerAlways(useCases.store, 'changeClaim', { is: 'busy' });
    expect((await cancel(owner, booking)).answer.booking.status).toBe('cancelled');
    expect(useCases.lines).toEqual([
      expect.objectContaining({
        level: 'warn',
        message: 'a refund is left to the reconciler',
        claimId: booking.id.slice(4),
        error: expect.objectContaining({ code: 'busy' }),
      }),
    ]);
  });

  it('does not count a customer’s limit any more', async () => {
    const { owner, booking, eventId } = await withBooking(useCases, { placesPerCustomerMax: 1 });
    expect(await refusalOf(placed(useCases, owner, eventId, ['a/A-2']))).toMatchObject({
      code: 'customer-limit-reached',
    });
    await cancel(owner, booking);
    await placed(useCases, owner, eventId, ['a/A-2']);
  });
});

describe('a booking that changes during its cancellation', () => {
  it('is refunded and not voided if its payment is captured meanwhile', async () => {
    const { owner, booking, claim } = await withAuthorised(useCases);
    const driver = { now: useCases.now, requestId: 'reconcile' };
    beforeNext(useCases.store, 'cancelBooking', () => drivePayment(useCases, driver, claim, 1));
    await cancel(owner, booking);
    expect((await claimOf(useCases, booking)).history.slice(-3).map(({ action }) => action)).toEqual([
      'payment.captured',
      'booking.cancelled',
      'payment.refunded',
    ]);
  });

  it('is refunded once by two cancellations, of which the second finds it cancelled', async () => {
    const { owner, booking } = await withBooking(useCases);
    beforeNext(useCases.store, 'cancelBooking', () => cancel(owner, booking));
    expect(await refusalOf(cancel(owner, booking))).toEqual({ code: 'booking-cancelled', details: {} });
    expect(useCases.gateway.calls.filter(({ call }) => call === 'refund')).toHaveLength(1);
  });
});

describe('the key of a cancellation', () => {
  it('repeats the first answer as it was, and continues the refund', async () => {
    const { owner, booking } = await withBooking(useCases);
    answerNext(useCases.gateway, 'refund', { says: 'unknown' });
    const { answer } = await cancel(owner, booking, { key: 'one' });
    expect(useCases.gateway.kept).toBe(5_000);
    expect(await cancel(owner, booking, { key: 'one' })).toEqual({ answer, isReplay: true });
    expect(useCases.gateway.kept).toBe(0);
  });

  it('repeats the first answer of a duplicate that committed meanwhile', async () => {
    const { owner, booking } = await withBooking(useCases);
    let first: unknown;
    beforeNext(useCases.store, 'cancelBooking', async () => {
      first = (await cancel(owner, booking, { key: 'one' })).answer;
    });
    expect(await cancel(owner, booking, { key: 'one' })).toEqual({ answer: first, isReplay: true });
  });

  it('repeats the first answer of a duplicate if the claim is refused now', async () => {
    const { owner, booking } = await withBooking(useCases);
    const { answer } = await cancel(owner, booking, { key: 'one' });
    const claim = await claimOf(useCases, booking);
    answerNext(useCases.store, 'readClaimAndRecord', { claim, record: undefined });
    expect(await cancel(owner, booking, { key: 'one' })).toEqual({ answer, isReplay: true });
  });

  it('repeats the first answer although the refund cannot be continued', async () => {
    const { owner, booking } = await withBooking(useCases);
    answerNext(useCases.gateway, 'refund', { says: 'unknown' });
    const { answer } = await cancel(owner, booking, { key: 'one' });
    failAlways(useCases.gateway, 'refund', new Error('no route'));
    expect(await cancel(owner, booking, { key: 'one' })).toEqual({ answer, isReplay: true });
    expect(useCases.lines).toMatchObject([{ level: 'warn', error: new Error('no route') }]);
  });

  it('is refused for another request, before an administrator’s missing reason', async () => {
    const { booking } = await withBooking(useCases);
    await cancel(ADMIN, booking, { key: 'one', reason: 'illness' });
    expect(await refusalOf(cancel(ADMIN, booking, { key: 'one', fingerprint: 'other' }))).toEqual({
      code: 'idempotency-key-reused',
      details: {},
    });
  });
});
