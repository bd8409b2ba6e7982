/**
 * Reads a payment. If the gateway has not answered yet, asks it again, so that a caller that polls need not wait for
 * the reconciler.
 */
import { paymentAnswer } from '../../contract/bookings/presenter.ts';
import type { Payment } from '../../contract/bookings/responses.ts';
import { parsePaymentId } from '../../domain/ids.ts';
import { paymentOf } from '../../domain/payment-lifecycle.ts';
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import { drivePayment } from './drive-payment.ts';
import type { PaymentDependencies } from './payment-steps.ts';

export async function readPayment(
  dependencies: PaymentDependencies,
  call: CallerCall,
  paymentId: string,
): Promise<Payment> {
  const named = parsePaymentId(paymentId);
  const claim = named && (await dependencies.store.readClaim(named.claimId));
  const payment = claim?.payments[(named?.number ?? 0) - 1];
  if (!claim || !payment || claim.ownerId !== call.caller.userId) throw refuse('payment-not-found');
  if (payment.state !== 'initiated') return paymentAnswer(claim, payment);
  const { claim: driven } = await drivePayment(dependencies, call, claim, payment.number);
  return paymentAnswer(driven, paymentOf(driven, payment.number));
}
