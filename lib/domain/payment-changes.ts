/**
 * Every change of a payment and its refunds, as the change of its claim: a gateway's answer, or the decision of a person or of
 * Holdfast.
 */
import type { ClaimChange, Origin } from './claim-changes.ts';
import type { CancelledPart, Claim, Payment, PaymentState, Refund } from './model.ts';
import { paymentEntryOf, withReference } from './payment-entry.ts';
import { type PaymentTerms, paymentOf } from './payment-lifecycle.ts';
import { isAllReturned, refundOf, withRefund, withRefundOfRest, withRefundsEnded } from './refunds.ts';
import { keptOf } from './totals.ts';

/** Records a payment intent, before the gateway is asked (P6). */
export function initiatePayment(claim: Claim, method: string, terms: PaymentTerms, origin: Origin): ClaimChange {
  const { number, movedExpiresAt } = terms;
  const payment: Payment = { number, state: 'initiated', wanted: 'captured', method, amount: claim.total };
  const moved = movedExpiresAt === undefined ? {} : { expiresAt: movedExpiresAt };
  return {
    entry: {
      ...origin,
      action: 'payment.initiated',
      to: 'initiated',
      payment: { number, amount: claim.total, method },
      ...moved,
    },
    payment,
    ...moved,
    ...(movedExpiresAt !== undefined && { paymentWindowUsed: true }),
  };
}

/**
 * Gives up a payment whose claim could not be confirmed. This is committed before the gateway is asked to void, so that no
 * later call can still confirm the claim (P6). `state` is the gateway's last answer.
 */
export function giveUpPayment(
  claim: Claim,
  number: number,
  origin: Origin,
  state: 'initiated' | 'authorised',
  reference?: string,
): ClaimChange {
  const payment = paymentOf(claim, number);
  return {
    entry: {
      ...origin,
      action: `payment.${state}`,
      from: payment.state,
      to: state,
      payment: paymentEntryOf(payment, { wanted: 'voided', reference }),
    },
    payment: { ...payment, state, wanted: 'voided', ...withReference(reference) },
  };
}

/**
 * Records the state of a payment as the gateway answered it, or as a person reported it with a reason. If a payment is
 * captured that is to be returned, this requests a refund of the rest. The end of the payment ends its refunds, and the fees that the seller
 * was to keep of a cancelled booking.
 */
export function recordPayment(
  claim: Claim,
  number: number,
  state: Exclude<PaymentState, 'initiated'>,
  origin: Origin,
  reference?: string,
  reason?: string,
): ClaimChange {
  const { stuckSince: _goesOn, ...before } = paymentOf(claim, number);
  const lost = state === 'voided' || state === 'refunded' ? feesLostOf(claim, before) : undefined;
  const { payment, refund } = inState({ ...before, state, ...(lost && { wanted: 'refunded' }) });
  return {
    entry: {
      ...origin,
      action: `payment.${state}`,
      from: before.state,
      to: state,
      ...(reason !== undefined && { reason }),
      payment: paymentEntryOf(before, { reference, refund, ...(lost && { wanted: 'refunded' }) }),
      ...(lost && { cancelled: lost }),
    },
    payment: { ...payment, ...withReference(reference) },
  };
}

/**
 * Gives up the fees that the seller was to keep of a cancelled booking, because the gateway refuses the payment. The payment is to be returned
 * as a whole.
 */
export function giveUpFees(claim: Claim, number: number, origin: Origin): ClaimChange {
  const { stuckSince: _goesOn, ...payment } = paymentOf(claim, number);
  const { state } = payment;
  const lost = feesLostOf(claim, payment);
  if (!lost || state === 'captured') throw new Error(`payment ${number} of claim ${claim.id} keeps no fees to give up`);
  return {
    entry: {
      ...origin,
      action: `payment.${state}`,
      from: state,
      to: state,
      payment: paymentEntryOf(payment, { wanted: 'refunded' }),
      cancelled: lost,
    },
    payment: { ...payment, wanted: 'refunded' },
  };
}

/** The fees that the seller keeps of a cancelled booking: what is lost if its payment is. Undefined if the seller keeps none. */
function feesLostOf(claim: Claim, { number, wanted }: Payment): CancelledPart | undefined {
  const isKept = claim.status === 'cancelled' && wanted === 'captured' && claim.booking?.paymentNumber === number;
  return isKept ? { tickets: [], amount: keptOf(claim), returnsFees: true } : undefined;
}

function inState(payment: Payment): { payment: Payment; refund?: Refund } {
  if (payment.state === 'captured' && payment.wanted !== 'captured') return withRefundOfRest(payment);
  if (payment.state === 'voided' || payment.state === 'refunded')
    return { payment: withRefundsEnded(payment, payment.state) };
  return { payment };
}

/** Records that the gateway has made a refund, or that a person has made it by hand and gives a reason. */
export function recordRefund(
  claim: Claim,
  number: number,
  refundNumber: number,
  origin: Origin,
  reason?: string,
): ClaimChange {
  const before = paymentOf(claim, number);
  const { stuckSince: _over, ...refund } = refundOf(before, refundNumber);
  const after = withRefund(before, { ...refund, state: 'refunded' });
  // The payment of a booking stays captured, even if the places that are left cost nothing.
  const state = after.wanted !== 'captured' && isAllReturned(after) ? 'refunded' : before.state;
  return {
    entry: {
      ...origin,
      action: 'payment.refunded',
      from: before.state,
      to: state,
      ...(reason !== undefined && { reason }),
      payment: paymentEntryOf(before, { refund }),
    },
    payment: { ...after, state },
  };
}

/** Records that a refund has failed after the gateway had made it: its money is not returned, and it waits for a person. */
export function recordFailedRefund(claim: Claim, number: number, refundNumber: number, origin: Origin): ClaimChange {
  const before = paymentOf(claim, number);
  const refund = refundOf(before, refundNumber);
  return {
    entry: {
      ...origin,
      action: 'payment.refund-failed',
      from: before.state,
      to: 'captured',
      payment: paymentEntryOf(before, { refund }),
    },
    payment: {
      ...withRefund(before, { ...refund, state: 'initiated', stuckSince: origin.at }),
      state: 'captured',
    },
  };
}

/**
 * Records that the gateway refuses the payment's next step, or one of its refunds, for good. From now on a person has to resolve
 * it.
 */
export function recordStuck(claim: Claim, number: number, origin: Origin, refundNumber?: number): ClaimChange {
  const payment = paymentOf(claim, number);
  const refund = refundNumber === undefined ? undefined : refundOf(payment, refundNumber);
  return {
    entry: {
      ...origin,
      action: 'payment.stuck',
      from: payment.state,
      to: payment.state,
      payment: paymentEntryOf(payment, { refund }),
    },
    payment: refund ? withRefund(payment, { ...refund, stuckSince: origin.at }) : { ...payment, stuckSince: origin.at },
  };
}

/** Clears the stuck flag of a payment, or of one of its refunds, so that the gateway is asked again. */
export function resumePayment(claim: Claim, number: number, origin: Origin, refundNumber?: number): ClaimChange {
  const { stuckSince: _over, ...payment } = paymentOf(claim, number);
  const { state } = payment;
  const refund = refundNumber === undefined ? undefined : refundOf(payment, refundNumber);
  return {
    entry: {
      ...origin,
      action: 'payment.resumed',
      from: state,
      to: state,
      payment: paymentEntryOf(payment, { refund }),
    },
    payment: refund ? withRefund(payment, withoutStuck(refund)) : payment,
  };
}

const withoutStuck = ({ stuckSince: _over, ...refund }: Refund): Refund => refund;
