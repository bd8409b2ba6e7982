/**
 * The life of a payment as one table: `state` is what the gateway said, `wanted` what Holdfast has committed to.
 * A payment is finished where the two agree for good; everything else is somebody's work to go on with.
 */
import { PAYMENT_ATTEMPTS_MAX, PAYMENT_WINDOW_SECONDS } from './limits.ts';
import type { Claim, Payment, PaymentState, PaymentWanted } from './model.ts';
import { Refusal, refuse } from './refusals.ts';
import { hasLapsed } from './seat-lifecycle.ts';

const FINISHED: Record<PaymentWanted, readonly PaymentState[]> = {
  captured: ['captured', 'declined'],
  voided: ['voided', 'declined', 'refunded'],
  refunded: ['refunded', 'voided'],
};

export const isFinished = ({ wanted, state }: Pick<Payment, 'wanted' | 'state'>): boolean =>
  FINISHED[wanted].includes(state);

export const hasLivePayment = (claim: Pick<Claim, 'payments'>): boolean =>
  claim.payments.some(payment => !isFinished(payment));

/** The payment with this number, which must exist: numbers come from our own records. */
export function paymentOf(claim: Pick<Claim, 'id' | 'payments'>, number: number): Payment {
  const payment = claim.payments[number - 1];
  if (!payment) throw new Error(`claim ${claim.id} has no payment ${number}`);
  return payment;
}

export interface PaymentTerms {
  number: number;
  /** The deadline moved to the payment window, where too little time was left and it was not moved before. */
  movedExpiresAt?: number;
}

/** On which terms a payment of this claim may begin: never after the deadline, one at a time, a bounded number of times. */
export function decidePayment(claim: Claim, now: number): PaymentTerms | Refusal {
  if (claim.status === 'confirmed' || claim.status === 'cancelled') return refuse('hold-confirmed');
  if (claim.status === 'released') return refuse('hold-released');
  if (claim.status === 'expired' || hasLapsed(claim.expiresAt, now)) return refuse('hold-expired');
  if (hasLivePayment(claim)) return refuse('payment-in-progress');
  if (claim.payments.length >= PAYMENT_ATTEMPTS_MAX) {
    return new Refusal('too-many-payments', { paymentsMax: PAYMENT_ATTEMPTS_MAX });
  }
  const number = claim.payments.length + 1;
  const windowEnd = now + PAYMENT_WINDOW_SECONDS * 1000;
  return claim.paymentWindowUsed || claim.expiresAt >= windowEnd ? { number } : { number, movedExpiresAt: windowEnd };
}
