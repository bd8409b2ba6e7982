/** The refunds of a booking's payment: their sum, their end, and the cancellations that request them. */
import { describe, expect, it } from 'vitest';
import { cancelBooking, cancelTickets } from '../../../lib/domain/claim-changes.ts';
import type { Claim } from '../../../lib/domain/model.ts';
import { recordPayment, recordRefund, recordStuck } from '../../../lib/domain/payment-changes.ts';
import { isFinished, isOverdue, isStuck, needsPerson, nextStepOf } from '../../../lib/domain/payment-lifecycle.ts';
import { nextRefundOf, withNewRefund } from '../../../lib/domain/refunds.ts';
import {
  authorisedBooking,
  capturedBooking,
  changed,
  ORIGIN,
  paymentIn,
  replayed,
  ticketsNumbered,
} from '../../support/claims.ts';

const HOUR = 60 * 60_000;
const cancelNumbers =
  (...numbers: number[]) =>
  (claim: Claim) =>
    cancelTickets(claim, ticketsNumbered(claim, ...numbers), ORIGIN);
const CANCEL_ALL = (claim: Claim) => cancelBooking(claim, ORIGIN);

describe('the cancellation of a part', () => {
  it('appends one entry with its tickets and their value, and requests one refund', () => {
    const before = capturedBooking();
    const claim = changed(before, cancelNumbers(2, 6));
    expect(claim).toEqual({
      ...before,
      tickets: ['valid', 'void', 'valid', 'valid', 'valid', 'void', 'valid'],
      payments: [{ ...paymentIn(before), refunds: [{ number: 1, amount: 6_000, state: 'initiated' }] }],
      history: [
        ...before.history,
        {
          ...ORIGIN,
          action: 'booking.places-cancelled',
          from: 'confirmed',
          to: 'confirmed',
          payment: { number: 1, amount: 14_000, refund: { number: 1, amount: 6_000 } },
          cancelled: { tickets: [2, 6], amount: 6_000 },
        },
      ],
    });
  });

  it('that costs nothing requests no refund', () => {
    const claim = changed(capturedBooking(), cancelNumbers(7));
    expect(paymentIn(claim)).not.toHaveProperty('refunds');
    expect(claim.history.at(-1)).not.toHaveProperty('payment');
    expect(claim.history.at(-1)?.cancelled).toEqual({ tickets: [7], amount: 0 });
  });

  it('of a booking without a payment requests no refund', () => {
    const claim = changed(
      authorisedBooking([{ areaId: 'free', quantity: 2, price: 0, shares: [{ bucket: 0, quantity: 2 }] }]),
      cancelNumbers(1),
    );
    expect([claim.status, claim.tickets, claim.payments]).toEqual(['confirmed', ['void', 'valid'], []]);
  });

  it('that is the last one cancels the booking, and names the tickets of that part', () => {
    const claim = changed(capturedBooking(), cancelNumbers(1, 2, 7), cancelNumbers(3, 4, 5, 6));
    expect(claim.status).toBe('cancelled');
    expect(claim.history.at(-1)).toMatchObject({
      action: 'booking.cancelled',
      payment: { wanted: 'refunded', refund: { number: 2, amount: 4_000 } },
      cancelled: { tickets: [3, 4, 5, 6], amount: 4_000 },
    });
    expect(changed(capturedBooking(), cancelNumbers(1, 2, 3, 4, 5, 6, 7)).history.at(-1)).not.toHaveProperty(
      'cancelled',
    );
  });

  it('before the capture is captured as a whole first, and refunded then', () => {
    const claim = changed(authorisedBooking(), cancelNumbers(1));
    expect(nextStepOf(paymentIn(claim))).toBe('capture');
    const captured = changed(claim, before => recordPayment(before, 1, 'captured', ORIGIN));
    expect(nextStepOf(paymentIn(captured))).toBe('refund');
    expect(captured.history.at(-1)?.payment).toEqual({ number: 1, amount: 14_000 });
  });

  it('of a payment that the gateway has taken back left a refund open for ever: now it is closed at once', () => {
    for (const state of ['voided', 'refunded'] as const) {
      const claim = changed(
        capturedBooking(),
        before => recordPayment(before, 1, state, ORIGIN),
        cancelNumbers(1),
        CANCEL_ALL,
      );
      expect(paymentIn(claim)).toMatchObject({ state, refunds: [{ number: 1, amount: 5_000, state }] });
      expect(isFinished(paymentIn(claim))).toBe(true);
      expect(replayed(claim)).toEqual(claim);
    }
  });
});

describe('the cancellation of the rest', () => {
  it('requests a refund of what the parts before have left', () => {
    const { payments } = changed(capturedBooking(), cancelNumbers(1), CANCEL_ALL);
    expect(payments[0]?.refunds?.map(({ amount }) => amount)).toEqual([5_000, 9_000]);
  });

  it('that costs nothing requests no refund', () => {
    const claim = changed(capturedBooking(), cancelNumbers(1, 2, 3, 4, 5, 6), CANCEL_ALL);
    expect(paymentIn(claim).refunds).toHaveLength(1);
    expect(claim.history.at(-1)?.payment).toEqual({ number: 1, amount: 14_000, wanted: 'refunded' });
    expect(changed(claim, before => recordRefund(before, 1, 1, ORIGIN)).payments).toMatchObject([
      { state: 'refunded' },
    ]);
  });

  it('before the capture requests nothing: the void ends the refunds of its parts', () => {
    const claim = changed(authorisedBooking(), cancelNumbers(1), CANCEL_ALL);
    expect(nextStepOf(paymentIn(claim))).toBe('void');
    expect(claim.history.at(-1)?.payment).toEqual({ number: 1, amount: 14_000, wanted: 'refunded' });
    const voided = changed(claim, before => recordPayment(before, 1, 'voided', ORIGIN));
    expect(paymentIn(voided).refunds).toEqual([{ number: 1, amount: 5_000, state: 'voided' }]);
  });

  it('is refunded if its void meets the capture', () => {
    const claim = changed(authorisedBooking(), cancelNumbers(1), CANCEL_ALL, before =>
      recordPayment(before, 1, 'captured', ORIGIN),
    );
    expect(paymentIn(claim).refunds?.map(({ amount }) => amount)).toEqual([5_000, 9_000]);
    expect(claim.history.at(-1)?.payment?.refund).toEqual({ number: 2, amount: 9_000 });
  });
});

describe('the refunds of a payment', () => {
  const withStuck = (): Claim =>
    changed(
      capturedBooking(),
      cancelNumbers(1),
      claim => recordStuck(claim, 1, ORIGIN, 1),
      claim => cancelTickets(claim, ticketsNumbered(claim, 2), { ...ORIGIN, at: ORIGIN.at + HOUR }),
    );

  it('are made one after the other, without those that are stuck', () => {
    const payment = paymentIn(withStuck());
    expect(nextRefundOf(payment)?.number).toBe(2);
    expect(isStuck(payment)).toBe(false);
    const made = changed(withStuck(), claim => recordRefund(claim, 1, 2, ORIGIN));
    expect([nextRefundOf(paymentIn(made)), isStuck(paymentIn(made)), isFinished(paymentIn(made))]).toEqual([
      undefined,
      true,
      false,
    ]);
  });

  it('need a person as soon as one of them is stuck, and each is overdue by its own time', () => {
    const claim = withStuck();
    expect(needsPerson(claim, paymentIn(claim), ORIGIN.at)).toBe(true);
    const requestedAt = ORIGIN.at + HOUR;
    expect(isOverdue(claim, paymentIn(claim), requestedAt + 26 * HOUR - 1)).toBe(false);
    expect(isOverdue(claim, paymentIn(claim), requestedAt + 26 * HOUR)).toBe(true);
    const waiting = changed(capturedBooking(), cancelNumbers(1));
    expect(needsPerson(waiting, paymentIn(waiting), ORIGIN.at + 2 * HOUR - 1)).toBe(false);
    expect(needsPerson(waiting, paymentIn(waiting), ORIGIN.at + 2 * HOUR)).toBe(true);
  });

  it('never exceed the payment: the next one would be a bug', () => {
    const payment = paymentIn(changed(capturedBooking(), cancelNumbers(1, 2)));
    expect(withNewRefund(payment, 4_000).refund).toEqual({ number: 2, amount: 4_000, state: 'initiated' });
    expect(() => withNewRefund(payment, 4_001)).toThrow('payment 1 cannot return 4001 more');
  });
});
