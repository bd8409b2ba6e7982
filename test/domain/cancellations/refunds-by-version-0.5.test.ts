/**
 * Refunds of whole payments that this version requests and version 0.5 continues, during a deployment or after a rollback. That
 * version keeps the list as it is, and writes on the payment what happened to its only refund.
 */
import { describe, expect, it } from 'vitest';
import { type ClaimChange, cancelBooking } from '../../../lib/domain/claim-changes.ts';
import type { Claim, Payment } from '../../../lib/domain/model.ts';
import { recordPayment, recordRefund } from '../../../lib/domain/payment-changes.ts';
import { isFinished, isStuck } from '../../../lib/domain/payment-lifecycle.ts';
import { refundViolations } from '../../../lib/domain/refund-integrity.ts';
import { nextRefundOf } from '../../../lib/domain/refunds.ts';
import { claimOf, claimRow } from '../../../lib/table/claims/claim-rows.ts';
import { capturedBooking, changed, ORIGIN, paymentIn, replayed } from '../../support/claims.ts';

const AT = ORIGIN.at + 5;
const CANCELLED = changed(capturedBooking(), claim => cancelBooking(claim, ORIGIN));
const AMOUNT = paymentIn(CANCELLED).amount;

type Told = Pick<Claim['history'][number], 'action' | 'to'>;
/** The claim after version 0.5 has changed the payment and appended its entry, read by this version. */
function byVersion05(claim: Claim, changes: Partial<Payment>, { action, to }: Told): Claim {
  const row = claimRow(claim);
  const [payment] = row.payments as [Payment];
  const entry = { ...ORIGIN, at: AT, actor: 'system', action, from: 'captured', to };
  return claimOf({
    ...row,
    payments: [{ ...payment, ...changes }],
    history: [...(row.history as object[]), { ...entry, payment: { number: 1, amount: AMOUNT } }],
  });
}

describe('version 0.5 continues a refund of this version:', () => {
  const isRight = (claim: Claim): void => {
    expect(replayed(claim)).toEqual(claim);
    expect(refundViolations(claim, false)).toEqual([]);
  };

  it('it has made it', () => {
    const claim = byVersion05(CANCELLED, { state: 'refunded' }, { action: 'payment.refunded', to: 'refunded' });
    expect(paymentIn(claim)).toMatchObject({ state: 'refunded', refunds: [{ number: 1, state: 'refunded' }] });
    expect(isFinished(paymentIn(claim))).toBe(true);
    isRight(claim);
  });

  it('the gateway has refused it, and a person can settle it here', () => {
    const claim = byVersion05(CANCELLED, { stuckSince: AT }, { action: 'payment.stuck', to: 'captured' });
    expect(paymentIn(claim)).not.toHaveProperty('stuckSince');
    expect(paymentIn(claim).refunds).toEqual([{ number: 1, amount: AMOUNT, state: 'initiated', stuckSince: AT }]);
    expect([isStuck(paymentIn(claim)), nextRefundOf(paymentIn(claim))]).toEqual([true, undefined]);
    isRight(claim);
    const settle = (stuck: Claim): ClaimChange => recordRefund(stuck, 1, 1, ORIGIN, 'by transfer');
    expect(paymentIn(changed(claim, settle))).toMatchObject({ state: 'refunded', refunds: [{ state: 'refunded' }] });
  });

  it('it has learnt that the payment was voided', () => {
    const claim = byVersion05(CANCELLED, { state: 'voided' }, { action: 'payment.voided', to: 'voided' });
    expect(paymentIn(claim).refunds).toMatchObject([{ state: 'voided' }]);
    isRight(claim);
  });
});

it('leaves a payment of this version as it is', () => {
  const refunded = changed(CANCELLED, claim => recordRefund(claim, 1, 1, ORIGIN));
  const whole = changed(CANCELLED, claim => recordPayment(claim, 1, 'refunded', ORIGIN));
  for (const claim of [CANCELLED, refunded, whole]) expect(claimOf(claimRow(claim))).toEqual(claim);
});
