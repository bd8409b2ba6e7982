/**
 * Payments of format 1, which versions until 0.5 wrote: they have no list of refunds, and their entries name none. A payment
 * that was to be returned has one refund of all of it, which is continued and never made twice.
 */
import { describe, expect, it } from 'vitest';
import { bookingAnswer } from '../../../lib/contract/bookings/presenter.ts';
import { type ClaimChange, cancelBooking } from '../../../lib/domain/claim-changes.ts';
import type { Claim, HistoryEntry, Payment } from '../../../lib/domain/model.ts';
import {
  giveUpPayment,
  initiatePayment,
  recordPayment,
  recordRefund,
  recordStuck,
  resumePayment,
} from '../../../lib/domain/payment-changes.ts';
import { isFinished, isStuck, nextStepOf, refundRequestedAt } from '../../../lib/domain/payment-lifecycle.ts';
import { nextRefundOf, requestedSum } from '../../../lib/domain/refunds.ts';
import { claimOf, claimRow, unfinishedKeys } from '../../../lib/table/claims/claim-rows.ts';
import { authorisedBooking, capturedBooking, changed, ORIGIN, paymentIn, replayed } from '../../support/claims.ts';

type Change = (claim: Claim) => ClaimChange;
const at = (ms: number) => ({ ...ORIGIN, at: ORIGIN.at + ms });
const CANCEL: Change = claim => cancelBooking(claim, at(1));
const STUCK: Change = claim => recordStuck(claim, 1, at(2), 1);
const RESUMED: Change = claim => resumePayment(claim, 1, at(3), 1);
const REFUNDED: Change = claim => recordRefund(claim, 1, 1, at(4));
/** A settled refund: an administrator has given the money back. */
const SETTLED: Change = claim => recordRefund(claim, 1, 1, at(4), 'by transfer');
const CAPTURED_LATE: Change = claim => recordPayment(claim, 1, 'captured', at(2));

/** A hold whose payment was given up, and captured nevertheless. */
const givenUp = (): Claim => {
  const { booking: _none, ...booked } = authorisedBooking();
  const held: Claim = { ...booked, status: 'active', tickets: [], payments: [], history: booked.history.slice(0, 1) };
  return changed(
    held,
    claim => initiatePayment(claim, 'card', { number: 1 }, ORIGIN),
    claim => giveUpPayment(claim, 1, at(1), 'authorised'),
    CAPTURED_LATE,
  );
};

/** The attributes of a payment as version 0.5 has written them. */
function paymentOfFormat1({ refunds = [], ...payment }: Payment): Payment {
  const [refund] = refunds;
  return { ...payment, ...(refund?.stuckSince !== undefined && { stuckSince: refund.stuckSince }) };
}
function entryOfFormat1({ payment, ...entry }: HistoryEntry): HistoryEntry {
  const { refund: _later, ...told } = payment ?? { number: 0, amount: 0 };
  return { ...entry, ...(payment && { payment: told }) };
}
/** The claim as version 0.5 has written it, read by this version. */
const inFormat1 = (claim: Claim): Claim =>
  claimOf({
    ...claimRow(claim),
    payments: claim.payments.map(paymentOfFormat1),
    history: claim.history.map(entryOfFormat1),
  });

const CASES: [string, Claim, 'refund' | 'void' | 'none'][] = [
  ['a cancelled booking whose refund is open', changed(capturedBooking(), CANCEL), 'refund'],
  ['a cancelled booking whose refund is stuck', changed(capturedBooking(), CANCEL, STUCK), 'refund'],
  ['a cancelled booking whose refund was resumed', changed(capturedBooking(), CANCEL, STUCK, RESUMED), 'refund'],
  ['a cancelled booking whose refund is made', changed(capturedBooking(), CANCEL, REFUNDED), 'none'],
  ['a cancelled booking whose stuck refund was settled', changed(capturedBooking(), CANCEL, STUCK, SETTLED), 'none'],
  ['a booking that was cancelled before its capture', changed(authorisedBooking(), CANCEL), 'void'],
  [
    'a booking that was cancelled before its capture, and captured',
    changed(authorisedBooking(), CANCEL, CAPTURED_LATE),
    'refund',
  ],
  ['a payment that was given up and captured', givenUp(), 'refund'],
  ['a payment that was given up, captured and refunded', changed(givenUp(), REFUNDED), 'none'],
  ['a booking', capturedBooking(), 'none'],
];

describe.each(CASES)('%s', (_name, claim, step) => {
  it('has the payment that this version would have written', () => {
    expect(inFormat1(claim).payments).toEqual(claim.payments);
    expect(nextStepOf(paymentIn(inFormat1(claim)))).toBe(step);
  });

  it('is shown as this version would show it', () => {
    expect(bookingAnswer(inFormat1(claim), undefined)).toEqual(bookingAnswer(claim, undefined));
  });

  it('has a journal of format 1 that gives the claim', () => {
    expect(replayed(inFormat1(claim))).toEqual(inFormat1(claim));
  });

  it('is in the same partition of unfinished payments as before', () => {
    const [read, written] = [inFormat1(claim), claim].map(({ id, payments: [payment] }) =>
      unfinishedKeys(id, payment as Payment, 1),
    );
    expect(read).toEqual(written);
  });
});

describe('the refund of a payment of format 1', () => {
  it('is stuck since the payment was, and not the payment itself', () => {
    const payment = paymentIn(inFormat1(changed(capturedBooking(), CANCEL, STUCK)));
    expect(payment.refunds).toEqual([{ number: 1, amount: 14_000, state: 'initiated', stuckSince: ORIGIN.at + 2 }]);
    expect(payment).not.toHaveProperty('stuckSince');
    expect(isStuck(payment)).toBe(true);
  });

  it('was requested when the payment was to be returned, and is made once', () => {
    const claim = inFormat1(changed(capturedBooking(), CANCEL));
    expect(refundRequestedAt(claim, 1, 1)).toBe(ORIGIN.at + 1);
    expect(nextRefundOf(paymentIn(claim))).toEqual({ number: 1, amount: 14_000, state: 'initiated' });
    const done = changed(claim, REFUNDED);
    expect([isFinished(paymentIn(done)), requestedSum(paymentIn(done))]).toEqual([true, 14_000]);
    expect(replayed(done)).toEqual(done);
  });

  it.each<[string, Change[]]>([
    ['stuck, resumed and made', [STUCK, RESUMED, REFUNDED]],
    ['stuck and settled', [STUCK, SETTLED]],
    ['taken back by the gateway', [claim => recordPayment(claim, 1, 'voided', at(5))]],
  ])('can be %s by this version, and the journal of both gives the claim', (_how, changes) => {
    for (const before of [changed(capturedBooking(), CANCEL), changed(authorisedBooking(), CANCEL, CAPTURED_LATE)]) {
      const claim = changed(inFormat1(before), ...changes);
      expect(isFinished(paymentIn(claim))).toBe(true);
      expect(replayed(claim)).toEqual(claim);
      expect(claimOf(claimRow(claim))).toEqual(claim);
    }
  });

  it('of a cancellation before the capture is requested by this version, once', () => {
    const claim = changed(inFormat1(changed(authorisedBooking(), CANCEL)), CAPTURED_LATE);
    expect(claim.history.at(-1)?.payment?.refund).toEqual({ number: 1, amount: 14_000 });
    expect(paymentIn(claim).refunds).toHaveLength(1);
    expect(replayed(claim)).toEqual(claim);
  });

  it('is refunded too if the gateway has returned a payment that was never captured', () => {
    const claim = changed(inFormat1(changed(authorisedBooking(), CANCEL)), claim =>
      recordPayment(claim, 1, 'refunded', at(5)),
    );
    expect(paymentIn(claim).refunds).toEqual([{ number: 1, amount: 14_000, state: 'refunded' }]);
    expect(replayed(claim)).toEqual(claim);
    expect(inFormat1(claim).payments).toEqual(claim.payments);
  });
});
