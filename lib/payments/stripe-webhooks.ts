/** Webhooks of Stripe: verified over the raw bytes, and used only as a hint of which payment to ask Stripe about. */
import { busy } from '../domain/refusals.ts';
import type { Log } from '../ports/observability.ts';
import type { PaymentHint, PaymentWebhooks, SignedMessage } from '../ports/payment-webhooks.ts';
import { isStripeFailure, type StripeConnection } from './stripe-client.ts';
import { refundNumberIn } from './stripe-refund-list.ts';

/** A message older than this may be a replay by an eavesdropper. */
const TOLERANCE_SECONDS = 300;

/**
 * A message that the known secret did not sign may be signed by a newer one. The secret is read again, at most this
 * often.
 */
const SECRET_READ_AGAIN_MS = 60_000;

/** Throws `busy` while the secret cannot be read, so that Stripe sends the message again. */
export function createStripeWebhooks(connection: StripeConnection, log: Log): PaymentWebhooks {
  let readAgainAt = 0;
  return {
    async read(message, now) {
      const known = await verify(connection, log, message, now);
      if (known !== 'forged' || now - readAgainAt < SECRET_READ_AGAIN_MS) return known;
      readAgainAt = now;
      connection.forget();
      return verify(connection, log, message, now);
    },
  };
}

async function verify(
  connection: StripeConnection,
  log: Log,
  { bytes, signature = '' }: SignedMessage,
  now: number,
): Promise<PaymentHint | 'forged'> {
  const [client, secret] = await Promise.all([connection.client(), connection.webhookSecret()]).catch(error => {
    log.error('the webhooks of Stripe cannot be verified', { error });
    throw busy();
  });
  try {
    const body = Buffer.from(bytes);
    return hintOf(client.webhooks.constructEvent(body, signature, secret, TOLERANCE_SECONDS, undefined, now));
  } catch (error) {
    if (isStripeFailure(error) && error.type === 'StripeSignatureVerificationError') return 'forged';
    throw error;
  }
}

/** Charges and refunds also carry the metadata of their payment, and name its PaymentIntent. A refund has its number there too. */
function hintOf({ data }: { data: { object: object } }): PaymentHint {
  const { object, id, metadata, payment_intent: intent } = data.object as SentObject;
  const reference = object === 'payment_intent' ? id : intent;
  return {
    ...(typeof metadata?.paymentId === 'string' && { paymentId: metadata.paymentId }),
    ...(typeof reference === 'string' && { reference }),
    ...(object === 'refund' && { refund: refundNumberIn(metadata) }),
  };
}

interface SentObject {
  object?: unknown;
  id?: unknown;
  metadata?: { paymentId?: unknown; refund?: unknown } | null;
  payment_intent?: unknown;
}
