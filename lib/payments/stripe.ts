/**
 * The gateway Stripe: one PaymentIntent for each payment id, captured manually. Three things ensure that a payment is
 * charged once. The payment id is the idempotency key of its creation, which Stripe remembers for a day. The payment id
 * is in its metadata, and later calls find it there. Before a payment counts as declined or voided, its PaymentIntent
 * is cancelled, or can no longer be created.
 */
import type Stripe from 'stripe';
import type { Log } from '../ports/observability.ts';
import type { GatewayAnswer, GatewayPayment, PaymentGateway } from '../ports/payment-gateway.ts';
import { amountAtStripe, canStripeExpress } from './stripe-amounts.ts';
import {
  isDecline,
  isInvalid,
  isPassing,
  isRefused,
  isReplay,
  isReplayedFailure,
  isStripeFailure,
  isUnauthorised,
  keyOf,
  LOOK,
  type StripeConnection,
} from './stripe-client.ts';
import {
  type Asking,
  answerOf,
  EXPAND,
  FIRST_ASKING_MS,
  find,
  idOf,
  keyLives,
  retrieve,
  UNKNOWN,
} from './stripe-intents.ts';
import { readRefund, refund } from './stripe-refunds.ts';

/**
 * The gateway over a connection. If Stripe does not answer in time, or rejects our key, the answer is `unknown`, and
 * the log has the reason.
 */
export function createStripeGateway(connection: StripeConnection, log: Log): PaymentGateway {
  const ask =
    <Payment extends GatewayPayment>(operation: (asking: Asking<Payment>) => Promise<GatewayAnswer>) =>
    async (payment: Payment, now: number) => {
      const client = await connection.client().catch(error => {
        log.error('Stripe cannot be called', { error });
        return undefined;
      });
      if (!client) return UNKNOWN;
      return operation({ client, payment, now, log }).catch(error => unknownOrThrow(error, connection, payment, log));
    };
  return {
    authorise: ask(authorise),
    capture: ask(capture),
    void: ask(voidPayment),
    refund: ask(refund),
    readRefund: ask(readRefund),
    canExpress: canStripeExpress,
  };
}

function unknownOrThrow(
  error: unknown,
  connection: StripeConnection,
  { paymentId }: GatewayPayment,
  log: Log,
): GatewayAnswer {
  if (!isStripeFailure(error)) throw error;
  // Its message may quote the key.
  const { type, code, statusCode, requestId } = error;
  const fields = { paymentId, type, code, statusCode, stripeRequestId: requestId };
  if (isPassing(error)) log.warn('Stripe did not answer', fields);
  else log.error('Stripe rejects our requests', fields);
  if (isUnauthorised(error)) connection.forget();
  return UNKNOWN;
}

// Authorise

async function authorise(asking: Asking): Promise<GatewayAnswer> {
  const { payment, now } = asking;
  const isFirst = payment.reference === undefined && now - payment.initiatedAt < FIRST_ASKING_MS;
  const known = isFirst ? undefined : await find(asking);
  if (known) return settle(asking, known);
  // There is no PaymentIntent, and none can be created any more.
  if (!keyLives(asking) || !canStripeExpress(payment.amount, payment.currency)) return { says: 'declined' };
  try {
    return await settle(asking, await create(asking));
  } catch (error) {
    if (isDecline(error)) return declined(asking, error.payment_intent?.id);
    if (!isInvalid(error)) throw error;
    // The creation failed, and the same request will never create anything.
    tellIfOurs(asking, error);
    return { says: 'declined' };
  }
}

async function create({ client, payment }: Asking): Promise<Stripe.PaymentIntent> {
  const { paymentId, amount, currency, method } = payment;
  const created = await client.paymentIntents.create(
    {
      amount: amountAtStripe(amount, currency),
      currency: currency.toLowerCase(),
      payment_method: method,
      // No payment method that redirects the customer to another page.
      allowed_payment_method_types: ['card'],
      capture_method: 'manual',
      confirm: true,
      metadata: { paymentId },
      expand: EXPAND,
    },
    { idempotencyKey: paymentId },
  );
  // A replay shows the state at creation.
  return isReplay(created.lastResponse.headers) ? retrieve(client, created.id) : created;
}

/** An unknown card is the caller's mistake; any other invalid request is ours. */
function tellIfOurs({ payment, log }: Asking, { code, param, requestId }: Refused): void {
  if (param === 'payment_method') return;
  log.error('Stripe cannot charge this payment', {
    paymentId: payment.paymentId,
    code,
    param,
    stripeRequestId: requestId,
  });
}
interface Refused {
  code?: string;
  param?: string;
  requestId?: string;
}

/** A card was declined. Its PaymentIntent would wait for another card, and must not be paid by one later. */
async function declined(asking: Asking, id: string | undefined): Promise<GatewayAnswer> {
  return id === undefined ? { says: 'declined' } : settle(asking, await retrieve(asking.client, id));
}

/** The answer for a PaymentIntent. If its card was declined, it is cancelled before the caller is told. */
async function settle(asking: Asking, intent: Stripe.PaymentIntent): Promise<GatewayAnswer> {
  if (intent.status !== 'requires_payment_method') return answerOf(asking, intent);
  const after = await cancel(asking, intent.id);
  return after.status === 'canceled' ? { says: 'declined', reference: after.id } : answerOf(asking, after);
}

// Capture and void

async function capture(asking: Asking): Promise<GatewayAnswer> {
  const { client, payment, log } = asking;
  const id = await idOf(asking);
  if (id === undefined) return UNKNOWN;
  try {
    const captured = await keyed(keyOf(payment, 'capture'), options =>
      client.paymentIntents.capture(id, { expand: EXPAND }, options),
    );
    return await answerOf(asking, isReplay(captured.lastResponse.headers) ? await retrieve(client, id) : captured);
  } catch (error) {
    if (!isRefused(error)) throw error;
    const answer = await answerOf(asking, await retrieve(client, id));
    if (answer.says !== 'authorised') return answer;
    if (isDecline(error)) return { says: 'refused', reference: id };
    log.error('Stripe does not capture a payment', { paymentId: payment.paymentId, code: error.code });
    return UNKNOWN;
  }
}

async function voidPayment(asking: Asking): Promise<GatewayAnswer> {
  const id = await idOf(asking);
  if (id !== undefined) return answerOf(asking, await cancel(asking, id));
  // While the key is valid, another caller's creation may still arrive, or not be found yet.
  return keyLives(asking) ? UNKNOWN : { says: 'voided' };
}

/** The PaymentIntent after an attempt to cancel it. A captured one cannot be cancelled. */
async function cancel({ client, payment }: Asking, id: string): Promise<Stripe.PaymentIntent> {
  try {
    // A cancelled PaymentIntent stays cancelled, so a replay of this response is still true.
    return await keyed(keyOf(payment, 'cancel'), options =>
      client.paymentIntents.cancel(id, { expand: EXPAND }, { ...options, ...LOOK }),
    );
  } catch (error) {
    if (!isInvalid(error)) throw error;
    return retrieve(client, id);
  }
}

/**
 * Sends a request with a key for one effect. Stripe replays even its own failures for as long as it keeps the key. A capture or
 * a cancellation cannot take effect twice on a PaymentIntent, so after such a replay it is sent again without a key.
 */
async function keyed<Answer>(key: string, send: (options: Stripe.RequestOptions) => Promise<Answer>): Promise<Answer> {
  try {
    return await send({ idempotencyKey: key });
  } catch (error) {
    if (isReplayedFailure(error)) return send({});
    throw error;
  }
}
