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
  if (!isSigned(client, { bytes, signature }, { secret, now })) return 'forged';
  const sent = objectIn(bytes);
  if (sent) return hintOf(sent);
  // Stripe would send the message again for days, and it would never become readable.
  log.warn('a signed webhook of Stripe has an unknown shape, and is ignored');
  return {};
}

/** `constructEvent` is not used: it throws for signed messages of some shapes, such as thin events. */
function isSigned(
  { webhooks }: Awaited<ReturnType<StripeConnection['client']>>,
  { bytes, signature = '' }: SignedMessage,
  { secret, now }: { secret: string; now: number },
): boolean {
  if (!webhooks.signature) throw new Error('this version of the Stripe SDK does not verify signatures');
  try {
    return webhooks.signature.verifyHeader(Buffer.from(bytes), signature, secret, TOLERANCE_SECONDS, undefined, now);
  } catch (error) {
    if (isStripeFailure(error) && error.type === 'StripeSignatureVerificationError') return false;
    throw error;
  }
}

/** The object that a message is about; undefined if the message does not have the shape of an event. */
function objectIn(bytes: Uint8Array): SentObject | undefined {
  try {
    const event: { data?: { object?: unknown } } | null = JSON.parse(Buffer.from(bytes).toString('utf8'));
    const object = event?.data?.object;
    return typeof object === 'object' && object !== null ? object : undefined;
  } catch {
    return undefined;
  }
}

/** Charges and refunds also carry the metadata of their payment, and name its PaymentIntent. A refund has its number there too. */
function hintOf({ object, id, metadata, payment_intent: intent }: SentObject): PaymentHint {
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
