/**
 * Hears from a gateway that something has become of a payment. That is a hint and no more: what has become of it the
 * gateway is asked, as ever, so that hints may come twice, late, or in any order.
 */
import { parsePaymentId } from '../../domain/ids.ts';
import type { Call } from '../../ports/calls.ts';
import type { PaymentWebhooks, SignedMessage } from '../../ports/payment-webhooks.ts';
import { drivePayment } from './drive-payment.ts';
import type { PaymentDependencies } from './payment-steps.ts';

/** Throws `busy` where the gateway should send it again; what is no business of ours is received, and nothing is done. */
export async function receiveWebhook(
  dependencies: PaymentDependencies & { webhooks: PaymentWebhooks },
  call: Call,
  message: SignedMessage,
): Promise<'received' | 'forged'> {
  const hint = await dependencies.webhooks.read(message, call.now);
  if (hint === 'forged') return 'forged';
  const named = hint.paymentId === undefined ? undefined : parsePaymentId(hint.paymentId);
  const claim = named && (await dependencies.store.readClaim(named.claimId));
  const payment = claim?.payments[(named?.number ?? 0) - 1];
  if (!claim || !payment) return 'received';
  await drivePayment(dependencies, call, claim, payment.number, hint.reference);
  return 'received';
}
