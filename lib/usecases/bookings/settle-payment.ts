/**
 * Settles a stuck payment: an administrator has given the money back by hand and confirms it here. The payment is then
 * finished, and its journal entry has the administrator's id and reason.
 */
import { paymentAnswer } from '../../contract/bookings/presenter.ts';
import type { Payment as PaymentMessage } from '../../contract/bookings/responses.ts';
import { applyChange, type ClaimChange } from '../../domain/claim-changes.ts';
import { parsePaymentId } from '../../domain/ids.ts';
import type { Claim, Payment } from '../../domain/model.ts';
import { recordPayment, recordRefund } from '../../domain/payment-changes.ts';
import { isFinished, nextStepOf, paymentOf } from '../../domain/payment-lifecycle.ts';
import { isOpen, refundOf, refundsOf } from '../../domain/refunds.ts';
import { Refusal, refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { ClaimOutcome } from '../../ports/store.ts';
import { retryWhileStale } from '../change-claim.ts';
import { byCaller } from '../origin.ts';

export interface SettlementRequest {
  paymentId: string;
  reason: string;
  /** The number of the refund. Required if the payment has several refunds. */
  refund?: number | undefined;
}

/** Settles a void or a refund once. Repeated calls, also by other administrators, get the same answer. */
export async function settlePayment(
  { store }: Pick<Dependencies, 'store'>,
  call: CallerCall,
  { paymentId, reason, refund }: SettlementRequest,
): Promise<PaymentMessage> {
  const named = parsePaymentId(paymentId);
  if (!named) throw refuse('payment-not-found');
  let settled: Claim | undefined;
  await retryWhileStale(await store.readClaim(named.claimId), async (claim): Promise<ClaimOutcome> => {
    const payment = claim?.payments[named.number - 1];
    if (!claim || !payment) throw refuse('payment-not-found');
    const refundNumber = refundNumberOf(payment, refund);
    settled = claim;
    if (wasSettled(claim, payment, refundNumber)) return { is: 'done' };
    const change = settlement(claim, payment, refundNumber, reason, call);
    settled = applyChange(claim, change);
    return store.changeClaim(claim, change);
  });
  if (!settled) throw new Error(`payment ${paymentId} was neither settled nor refused`);
  return paymentAnswer(settled, paymentOf(settled, named.number));
}

/**
 * Returns the number of the refund to settle; undefined if the whole payment is settled, for example if it is to be voided. If
 * there are several refunds, the request must name one: another one may have become stuck since the administrator looked.
 */
function refundNumberOf(payment: Payment, requested: number | undefined): number | undefined {
  // A payment that was not captured has no refund to make. It can only be settled as a whole.
  const refunds = wasCaptured(payment) ? refundsOf(payment) : [];
  if (requested === undefined && refunds.length <= 1) return refunds[0]?.number;
  // The payment was settled as a whole, because its capture was stuck.
  if (requested === undefined && payment.state !== 'captured') return undefined;
  const refund = refunds.find(({ number }) => number === requested);
  if (refund) return refund.number;
  const numbers = refunds.map(({ number }) => number).join(', ');
  throw new Refusal('validation-failed', {
    errors: [
      {
        path: 'body.refund',
        message:
          refunds.length === 0
            ? 'must be absent: the payment has no refund to make'
            : `must be one of the refunds ${numbers}`,
      },
    ],
  });
}

const wasCaptured = ({ state }: Payment): boolean => state === 'captured' || state === 'refunded';

/** Entries of voided and refunded payments have a reason only if a person wrote them. */
const wasSettled = ({ history }: Claim, { number }: Payment, refundNumber: number | undefined): boolean =>
  history.some(
    ({ action, payment, reason }) =>
      (action === 'payment.refunded' || action === 'payment.voided') &&
      payment?.number === number &&
      (payment.refund === undefined || payment.refund.number === refundNumber) &&
      reason !== undefined,
  );

/** The change that the administrator reports: the refund is made, or the whole payment is voided or returned. */
function settlement(
  claim: Claim,
  payment: Payment,
  refundNumber: number | undefined,
  reason: string,
  call: CallerCall,
): ClaimChange {
  const by = byCaller(call);
  if (nextStepOf(payment) === 'refund' && refundNumber !== undefined) {
    const refund = refundOf(payment, refundNumber);
    if (!isOpen(refund) || refund.stuckSince === undefined) throw refuse('payment-not-stuck');
    return recordRefund(claim, payment.number, refundNumber, by, reason);
  }
  if (payment.stuckSince === undefined || isFinished(payment)) throw refuse('payment-not-stuck');
  // A payment that was never captured cannot be refunded, only voided.
  const state = nextStepOf(payment) === 'void' ? 'voided' : 'refunded';
  return recordPayment(claim, payment.number, state, by, undefined, reason);
}
