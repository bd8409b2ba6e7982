/**
 * Clears the stuck flags of a payment and of its refunds, so that the reconciler asks the gateway again within a minute.
 * Idempotent.
 */
import { paymentAnswer } from '../../contract/bookings/presenter.ts';
import type { Payment } from '../../contract/bookings/responses.ts';
import { applyChange, type ClaimChange } from '../../domain/claim-changes.ts';
import { parsePaymentId } from '../../domain/ids.ts';
import type { Claim } from '../../domain/model.ts';
import { resumePayment as resumption } from '../../domain/payment-changes.ts';
import { isFinished, paymentOf } from '../../domain/payment-lifecycle.ts';
import { stuckRefundsOf } from '../../domain/refunds.ts';
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
  let resumed = await store.readClaim(named.claimId);
  let isDone: boolean;
  do {
    isDone = true;
    await retryWhileStale(resumed, async (claim): Promise<ClaimOutcome> => {
      const payment = claim?.payments[named.number - 1];
      if (!claim || !payment) throw refuse('payment-not-found');
      if (isFinished(payment)) throw refuse('payment-not-stuck');
      const change = nextResumption(claim, named.number, call);
      isDone = change === undefined;
      resumed = change ? applyChange(claim, change) : claim;
      return change ? store.changeClaim(claim, change) : { is: 'done' };
    });
  } while (!isDone);
  if (!resumed) throw new Error(`payment ${paymentId} was neither resumed nor refused`);
  return paymentAnswer(resumed, paymentOf(resumed, named.number));
}

/** The change that clears one stuck flag; undefined if none is set. Each flag takes a change, because an entry names one refund. */
function nextResumption(claim: Claim, number: number, call: CallerCall): ClaimChange | undefined {
  const payment = paymentOf(claim, number);
  const [refund] = stuckRefundsOf(payment);
  if (!refund && payment.stuckSince === undefined) return undefined;
  return resumption(claim, number, byCaller(call), refund?.number);
}
