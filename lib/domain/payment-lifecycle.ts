/**
 * The life of a payment as one table: `state` is what the gateway said, `wanted` what Holdfast has committed to.
 * A payment is finished where the two agree for good; everything else is somebody's work to go on with.
 */
import {
  PAYMENT_ATTEMPTS_MAX,
  PAYMENT_NEEDS_PERSON_SECONDS,
  PAYMENT_OVERDUE_SECONDS,
  PAYMENT_PENDING_SECONDS_MAX,
  PAYMENT_WINDOW_SECONDS,
} from './limits.ts';
import type { Claim, Event, Payment, PaymentState, PaymentWanted } from './model.ts';
import { Refusal, refuse } from './refusals.ts';
import { hasLapsed } from './seat-lifecycle.ts';
import { SECOND_MS } from './time.ts';

/**
 * What is to be done next, by what is wanted (down) and what the gateway said (across). `authorise` asks again under the
 * same payment id, which charges nobody twice; `cancel` ends a booking whose charge the gateway has taken back.
 */
export type PaymentStep = 'authorise' | 'capture' | 'void' | 'refund' | 'cancel' | 'none';
const NEXT_STEP: Record<PaymentWanted, Record<PaymentState, PaymentStep>> = {
  captured: {
    initiated: 'authorise',
    authorised: 'capture',
    captured: 'none',
    declined: 'none',
    voided: 'cancel',
    refunded: 'cancel',
  },
  voided: {
    initiated: 'void',
    authorised: 'void',
    captured: 'refund',
    declined: 'none',
    voided: 'none',
    refunded: 'none',
  },
  refunded: {
    initiated: 'void',
    authorised: 'void',
    captured: 'refund',
    // Nobody books what was declined; should it ever say so, the gateway is asked again.
    declined: 'void',
    voided: 'none',
    refunded: 'none',
  },
};

export const nextStepOf = ({ wanted, state }: Pick<Payment, 'wanted' | 'state'>): PaymentStep =>
  NEXT_STEP[wanted][state];

export const isFinished = (payment: Pick<Payment, 'wanted' | 'state'>): boolean => nextStepOf(payment) === 'none';

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
  const windowEnd = now + PAYMENT_WINDOW_SECONDS * SECOND_MS;
  return claim.paymentWindowUsed || claim.expiresAt >= windowEnd ? { number } : { number, movedExpiresAt: windowEnd };
}

/** The intent's time (epoch ms): how long ago the gateway first may have heard of it. */
export function initiatedAtOf(claim: Pick<Claim, 'id' | 'history'>, number: number): number {
  const intent = claim.history.find(
    ({ action, payment }) => action === 'payment.initiated' && payment?.number === number,
  );
  if (!intent) throw new Error(`claim ${claim.id} has no intent of its payment ${number}`);
  return intent.at;
}

/** Whether the gateway's answer has been out for so long that nobody waits for it: the customer went away over it. */
export const hasPendedTooLong = (initiatedAt: number, now: number): boolean =>
  now >= initiatedAt + PAYMENT_PENDING_SECONDS_MAX * SECOND_MS;

/** Whether a late payment may still be given its lapsed hold's places: not once the event has begun, or was called off. */
export const recoversBooking = (claim: Pick<Claim, 'status'>, event: Event, now: number): boolean =>
  (claim.status === 'active' || claim.status === 'expired') && event.state !== 'cancelled' && now < event.startsAt;

/** Since when (epoch ms) what is wanted of a payment has been wanted: its intent, or what changed its mind about it. */
function wantedSince({ id, history }: Pick<Claim, 'id' | 'history'>, number: number): number {
  const changed = history.findLast(({ payment }) => payment?.number === number && payment.wanted !== undefined);
  return changed?.at ?? initiatedAtOf({ id, history }, number);
}

/** Whether a payment has been unfinished for so long that it will not finish by itself any more. */
export const isOverdue = (claim: Pick<Claim, 'id' | 'history'>, number: number, now: number): boolean =>
  now >= wantedSince(claim, number) + PAYMENT_OVERDUE_SECONDS * SECOND_MS;

/** Whether somebody has to look at a payment: the gateway refuses for good what is to be done, or it takes far too long. */
export function needsPerson(claim: Pick<Claim, 'id' | 'history'>, payment: Payment, now: number): boolean {
  if (isFinished(payment)) return false;
  return (
    payment.stuckSince !== undefined ||
    now >= wantedSince(claim, payment.number) + PAYMENT_NEEDS_PERSON_SECONDS * SECOND_MS
  );
}
