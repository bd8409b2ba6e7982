/**
 * Receives a gateway's message that a payment has changed. The message is only a hint: the payment's state is
 * read from the gateway, as always. So hints may be repeated, late or out of order.
 */
import { parsePaymentId } from '../../domain/ids.ts';
import type { Call } from '../../ports/calls.ts';
import type { PaymentWebhooks, SignedMessage } from '../../ports/payment-webhooks.ts';
import { drivePayment } from './drive-payment.ts';
import type { PaymentDependencies } from './payment-steps.ts';
import { recheckRefund } from './recheck-refund.ts';

/**
 * Throws `busy` if the gateway should send the message again. Messages about other payments are received and ignored.
 */
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
  const { number } = payment;
  const checked =
    hint.refund === undefined ? claim : await recheckRefund(dependencies, call, claim, number, hint.refund);
  await drivePayment(dependencies, call, checked, number, hint.reference);
  return 'received';
}
