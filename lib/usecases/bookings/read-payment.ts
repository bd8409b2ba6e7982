/**
 * Reads a payment, and where the gateway's answer is still out asks for it: whoever was told to ask here again need not
 * wait for the reconciler.
 */
import { paymentAnswer } from '../../contract/claims/claim-presenter.ts';
import type { Payment } from '../../contract/claims/messages.ts';
import { parsePaymentId } from '../../domain/ids.ts';
import { paymentOf } from '../../domain/payment-lifecycle.ts';
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { drivePayment } from './drive-payment.ts';

export async function readPayment(dependencies: Dependencies, call: CallerCall, paymentId: string): Promise<Payment> {
  const named = parsePaymentId(paymentId);
  const claim = named && (await dependencies.store.readClaim(named.claimId));
  const payment = claim?.payments[(named?.number ?? 0) - 1];
  if (!claim || !payment || claim.ownerId !== call.caller.userId) throw refuse('payment-not-found');
  if (payment.state !== 'initiated') return paymentAnswer(claim, payment);
  const { claim: driven } = await drivePayment(dependencies, call, claim, payment.number);
  return paymentAnswer(driven, paymentOf(driven, payment.number));
}
