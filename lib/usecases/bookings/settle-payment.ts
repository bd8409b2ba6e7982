/**
 * Settles a payment that the gateway refuses for good to give back: a person has done it by hand, and says so. With that
 * it is finished, and its entry in the journal has their name and reason.
 */
import { paymentAnswer } from '../../contract/claims/claim-presenter.ts';
import type { Payment as PaymentMessage } from '../../contract/claims/messages.ts';
import { applyChange, recordPayment } from '../../domain/claim-changes.ts';
import { parsePaymentId } from '../../domain/ids.ts';
import type { Claim, Payment } from '../../domain/model.ts';
import { isFinished, nextStepOf, paymentOf } from '../../domain/payment-lifecycle.ts';
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { ClaimOutcome } from '../../ports/store.ts';
import { byCaller, retryWhileStale } from '../change-claim.ts';

/** The same again answers the same, whoever asks: a payment is settled once. */
export async function settlePayment(
  { store }: Dependencies,
  call: CallerCall,
  { paymentId, reason }: { paymentId: string; reason: string },
): Promise<PaymentMessage> {
  const named = parsePaymentId(paymentId);
  if (!named) throw refuse('payment-not-found');
  let settled: Claim | undefined;
  await retryWhileStale(await store.readClaim(named.claimId), async (claim): Promise<ClaimOutcome> => {
    const payment = claim?.payments[named.number - 1];
    if (!claim || !payment) throw refuse('payment-not-found');
    settled = claim;
    if (wasSettled(claim, payment)) return { is: 'done' };
    if (payment.stuckSince === undefined || isFinished(payment)) throw refuse('payment-not-stuck');
    // What was never charged cannot be refunded: it was only let go.
    const state = nextStepOf(payment) === 'void' ? 'voided' : 'refunded';
    const change = recordPayment(claim, payment.number, state, byCaller(call), undefined, reason);
    settled = applyChange(claim, change);
    return store.changeClaim(claim, change);
  });
  if (!settled) throw new Error(`payment ${paymentId} was neither settled nor refused`);
  return paymentAnswer(settled, paymentOf(settled, named.number));
}

/** Only a person gives a reason for what became of a payment. */
const wasSettled = ({ history }: Claim, { number }: Payment): boolean =>
  history.some(
    ({ action, payment, reason }) =>
      (action === 'payment.refunded' || action === 'payment.voided') &&
      payment?.number === number &&
      reason !== undefined,
  );
