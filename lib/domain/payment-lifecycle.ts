/**
 * The life of a payment as one table: `state` is the gateway's last answer, `wanted` the end that Holdfast has committed to.
 * A payment is finished when the two agree for good. Until then, the call or the reconciler drives it on.
 */
import {
  PAYMENT_ATTEMPTS_MAX,
  PAYMENT_NEEDS_PERSON_SECONDS,
  PAYMENT_OVERDUE_SECONDS,
  PAYMENT_PENDING_SECONDS_MAX,
  PAYMENT_WINDOW_SECONDS,
} from './limits.ts';
import type { Claim, Event, HistoryEntry, Payment, PaymentState, PaymentWanted } from './model.ts';
import { isOpen, keptAmount, nextRefundOf, refundsOf, stuckRefundsOf } from './refunds.ts';
import { Refusal, refuse } from './refusals.ts';
import { salesEndOf } from './sales-window.ts';
import { hasLapsed } from './seat-lifecycle.ts';
import { SECOND_MS } from './time.ts';

/**
 * The next step of a payment, by `wanted` (down) and `state` (across). `authorise` repeats the request under the same payment
 * id, so it never charges twice. `refund` applies only while a refund is open. `cancel` ends a booking whose
 * payment the gateway has taken back.
 */
export type PaymentStep = 'authorise' | 'capture' | 'void' | 'refund' | 'cancel' | 'none';
const NEXT_STEP: Record<PaymentWanted, Record<PaymentState, PaymentStep>> = {
  captured: {
    initiated: 'authorise',
    authorised: 'capture',
    captured: 'refund',
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
    // The payment of a booking is never declined. If the gateway answers so nevertheless, Holdfast asks it again.
    declined: 'void',
    voided: 'none',
    refunded: 'none',
  },
};

type DrivenPayment = Pick<Payment, 'wanted' | 'state' | 'amount' | 'refunds'>;

export function nextStepOf(payment: DrivenPayment): PaymentStep {
  const step = NEXT_STEP[payment.wanted][payment.state];
  return step === 'refund' && !owesRefund(payment) ? 'none' : step;
}

/** Whether a refund is open, or must still be requested because the payment is to be returned. */
const owesRefund = (payment: DrivenPayment): boolean =>
  refundsOf(payment).some(isOpen) || (payment.wanted !== 'captured' && keptAmount(payment) > 0);

export const isFinished = (payment: DrivenPayment): boolean => nextStepOf(payment) === 'none';

/** Whether only a person can continue the payment: the gateway refuses its next step, or each of its open refunds, for good. */
export const isStuck = (payment: Payment): boolean =>
  nextStepOf(payment) === 'refund' ? nextRefundOf(payment) === undefined : payment.stuckSince !== undefined;

/** The payment that is not finished. A claim has at most one: the next can begin only after it. */
export const unfinishedPaymentOf = ({ payments }: Pick<Claim, 'payments'>): Payment | undefined =>
  payments.find(payment => !isFinished(payment));

export const hasLivePayment = (claim: Pick<Claim, 'payments'>): boolean => unfinishedPaymentOf(claim) !== undefined;

/** The payment with this number, which must exist: numbers come from our own records. */
export function paymentOf(claim: Pick<Claim, 'id' | 'payments'>, number: number): Payment {
  const payment = claim.payments[number - 1];
  if (!payment) throw new Error(`claim ${claim.id} has no payment ${number}`);
  return payment;
}

export interface PaymentTerms {
  number: number;
  /** The deadline, moved to the end of the payment window; only if less time was left, and only once per hold. */
  movedExpiresAt?: number;
}

/** Decides whether a payment of this claim may begin: before the deadline, one at a time, PAYMENT_ATTEMPTS_MAX times. */
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

/** The time (epoch ms) of the intent: the gateway cannot know the payment from an earlier time. */
export function initiatedAtOf(claim: Pick<Claim, 'id' | 'history'>, number: number): number {
  const intent = claim.history.find(
    ({ action, payment }) => action === 'payment.initiated' && payment?.number === number,
  );
  if (!intent) throw new Error(`claim ${claim.id} has no intent of its payment ${number}`);
  return intent.at;
}

/** Whether a payment has been pending for so long that its customer has given up. */
export const hasPendedTooLong = (initiatedAt: number, now: number): boolean =>
  now >= initiatedAt + PAYMENT_PENDING_SECONDS_MAX * SECOND_MS;

/** Whether a late payment may still book the places of its lapsed hold: until sales close, unless the event is cancelled. */
export const recoversBooking = (claim: Pick<Claim, 'status'>, event: Event, now: number): boolean =>
  (claim.status === 'active' || claim.status === 'expired') && event.state !== 'cancelled' && now < salesEndOf(event);

/** When (epoch ms) the payment's current `wanted` was set: by its intent, or by a later change. */
function wantedSince({ id, history }: Pick<Claim, 'id' | 'history'>, number: number): number {
  const changed = history.findLast(({ payment }) => payment?.number === number && payment.wanted !== undefined);
  return changed?.at ?? initiatedAtOf({ id, history }, number);
}

/** When (epoch ms) the refund was requested. The history of format 1 names no refund: then it is the last change of `wanted`. */
export function refundRequestedAt(claim: Pick<Claim, 'id' | 'history'>, number: number, refundNumber: number): number {
  const request = claim.history.find(
    ({ payment }) => payment?.number === number && payment.refund?.number === refundNumber,
  );
  return request?.at ?? wantedSince(claim, number);
}

/** When (epoch ms) the next step of the payment was requested. */
function stepSince(claim: Pick<Claim, 'id' | 'history'>, payment: Payment): number {
  const refund = nextStepOf(payment) === 'refund' ? nextRefundOf(payment) : undefined;
  return refund ? refundRequestedAt(claim, payment.number, refund.number) : wantedSince(claim, payment.number);
}

/**
 * Whether a payment has been unfinished for so long that retries will no longer finish it. A resumption begins that time again: it
 * is a new request at the gateway, and the next one must not be made while the outcome of this one is unknown.
 */
export const isOverdue = (claim: Pick<Claim, 'id' | 'history'>, payment: Payment, now: number): boolean =>
  now >= Math.max(stepSince(claim, payment), resumedAt(claim, payment)) + PAYMENT_OVERDUE_SECONDS * SECOND_MS;

/** When (epoch ms) a person last resumed the step that the payment has to take next; 0 if nobody has. */
function resumedAt({ history }: Pick<Claim, 'history'>, payment: Payment): number {
  const refund = nextStepOf(payment) === 'refund' ? nextRefundOf(payment) : undefined;
  const resumptions = resumptionsIn(history, payment.number, refund?.number);
  return resumptions.at(-1)?.at ?? 0;
}

/**
 * The entries with which a person has resumed a payment, or one of its refunds. Entries of version 0.5 name no refund, and were
 * about the only one.
 */
export const resumptionsIn = (history: HistoryEntry[], number: number, refundNumber?: number): HistoryEntry[] =>
  history.filter(
    ({ action, payment }) =>
      action === 'payment.resumed' &&
      payment?.number === number &&
      (refundNumber === undefined ? !payment.refund : (payment.refund?.number ?? 1) === refundNumber),
  );

/** Whether a person has to look at a payment: the gateway refuses a step or a refund for good, or it takes hours. */
export function needsPerson(claim: Pick<Claim, 'id' | 'history'>, payment: Payment, now: number): boolean {
  if (isFinished(payment)) return false;
  return (
    payment.stuckSince !== undefined ||
    stuckRefundsOf(payment).length > 0 ||
    now >= stepSince(claim, payment) + PAYMENT_NEEDS_PERSON_SECONDS * SECOND_MS
  );
}
