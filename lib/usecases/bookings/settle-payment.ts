/**
 * Settles a stuck payment: an administrator has given the money back by hand and confirms it here. The payment is then
 * finished, and its journal entry has the administrator's id and reason.
 */
import { paymentAnswer } from '../../contract/bookings/presenter.ts';
import type { Payment as PaymentMessage } from '../../contract/bookings/responses.ts';
import { applyChange, recordPayment } from '../../domain/claim-changes.ts';
import { parsePaymentId } from '../../domain/ids.ts';
import type { Claim, Payment } from '../../domain/model.ts';
import { isFinished, nextStepOf, paymentOf } from '../../domain/payment-lifecycle.ts';
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { ClaimOutcome } from '../../ports/store.ts';
import { retryWhileStale } from '../change-claim.ts';
import { byCaller } from '../origin.ts';

/** A payment is settled once. Repeated calls, also by other administrators, get the same answer. */
export async function settlePayment(
  { store }: Pick<Dependencies, 'store'>,
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
    // A payment that was never captured cannot be refunded, only voided.
    const state = nextStepOf(payment) === 'void' ? 'voided' : 'refunded';
    const change = recordPayment(claim, payment.number, state, byCaller(call), undefined, reason);
    settled = applyChange(claim, change);
    return store.changeClaim(claim, change);
  });
  if (!settled) throw new Error(`payment ${paymentId} was neither settled nor refused`);
  return paymentAnswer(settled, paymentOf(settled, named.number));
}

/** Entries of voided and refunded payments have a reason only if a person wrote them. */
const wasSettled = ({ history }: Claim, { number }: Payment): boolean =>
  history.some(
    ({ action, payment, reason }) =>
      (action === 'payment.refunded' || action === 'payment.voided') &&
      payment?.number === number &&
      reason !== undefined,
  );
