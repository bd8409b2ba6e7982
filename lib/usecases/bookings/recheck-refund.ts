/**
 * Checks a refund that was made, after a message of the gateway about it. A bank may reject a refund days later: then the
 * gateway has the money again, and the refund waits for a person (P6). A refund that a person has made by hand is left as it is.
 */
import { applyChange } from '../../domain/claim-changes.ts';
import type { Claim, Payment } from '../../domain/model.ts';
import { recordFailedRefund } from '../../domain/payment-changes.ts';
import { paymentOf } from '../../domain/payment-lifecycle.ts';
import { refundsOf } from '../../domain/refunds.ts';
import { busy, refuse } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { ClaimOutcome } from '../../ports/store.ts';
import { retryWhileStale } from '../change-claim.ts';
import { bySystem } from '../origin.ts';
import { gatewayPaymentOf } from './drive-payment.ts';
import { gatewayRefundOf, type PaymentDependencies } from './payment-steps.ts';

/** Returns the claim after the check. Throws `busy` if the gateway does not answer, so that it sends its message again. */
export async function recheckRefund(
  dependencies: PaymentDependencies,
  call: Call,
  claim: Claim,
  number: number,
  refundNumber: number,
): Promise<Claim> {
  let checked = claim;
  await retryWhileStale(claim, async (current): Promise<ClaimOutcome> => {
    if (!current) throw refuse('payment-not-found');
    checked = current;
    const payment = paymentOf(current, number);
    const refund = refundsOf(payment).find(made => made.number === refundNumber);
    if (refund?.state !== 'refunded' || isTakenBack(payment) || isByHand(current, number, refundNumber))
      return { is: 'done' };
    const asked = { ...gatewayPaymentOf(current, number), refund: gatewayRefundOf(current, number, refund) };
    const { says } = await dependencies.gateway.readRefund(asked, call.now);
    if (says === 'unknown') throw busy();
    if (says !== 'refused') return { is: 'done' };
    const change = recordFailedRefund(current, number, refundNumber, bySystem(call));
    checked = applyChange(current, change);
    return dependencies.store.changeClaim(current, change);
  });
  return checked;
}

/** Whether the gateway has returned the payment of a booking as a whole, so that its refunds ended with it. */
const isTakenBack = ({ state, wanted }: Payment): boolean => state === 'refunded' && wanted === 'captured';

/** Whether a person has reported the refund last: only such entries have a reason. */
function isByHand({ history }: Claim, number: number, refundNumber: number): boolean {
  const last = history.findLast(
    ({ action, payment }) =>
      action === 'payment.refunded' &&
      payment?.number === number &&
      (payment.refund === undefined || payment.refund.number === refundNumber),
  );
  return last?.reason !== undefined;
}
