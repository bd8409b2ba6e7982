/** Clears a payment's stuck flag, so that the reconciler asks the gateway again within a minute. Idempotent. */
import { paymentAnswer } from '../../contract/bookings/presenter.ts';
import type { Payment } from '../../contract/bookings/responses.ts';
import { applyChange, resumePayment as resumption } from '../../domain/claim-changes.ts';
import { parsePaymentId } from '../../domain/ids.ts';
import type { Claim } from '../../domain/model.ts';
import { isFinished, paymentOf } from '../../domain/payment-lifecycle.ts';
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { ClaimOutcome } from '../../ports/store.ts';
import { retryWhileStale } from '../change-claim.ts';
import { byCaller } from '../origin.ts';

export async function resumePayment(
  { store }: Pick<Dependencies, 'store'>,
  call: CallerCall,
  paymentId: string,
): Promise<Payment> {
  const named = parsePaymentId(paymentId);
  if (!named) throw refuse('payment-not-found');
  let resumed: Claim | undefined;
  await retryWhileStale(await store.readClaim(named.claimId), async (claim): Promise<ClaimOutcome> => {
    const payment = claim?.payments[named.number - 1];
    if (!claim || !payment) throw refuse('payment-not-found');
    if (isFinished(payment)) throw refuse('payment-not-stuck');
    resumed = claim;
    if (payment.stuckSince === undefined) return { is: 'done' };
    const change = resumption(claim, payment.number, byCaller(call));
    resumed = applyChange(claim, change);
    return store.changeClaim(claim, change);
  });
  if (!resumed) throw new Error(`payment ${paymentId} was neither resumed nor refused`);
  return paymentAnswer(resumed, paymentOf(resumed, named.number));
}
