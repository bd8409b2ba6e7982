/** The PaymentIntents of Stripe: finds the one of a payment, and translates its state. */
import type Stripe from 'stripe';
import type { Log } from '../ports/observability.ts';
import type { GatewayAnswer, GatewayPayment } from '../ports/payment-gateway.ts';
import { isStripeFailure, LOOK } from './stripe-client.ts';
import { isTakenBack } from './stripe-refund-list.ts';

/** Within this time after a payment or refund was recorded, this request is the first: no other call can have asked for it. */
export const FIRST_ASKING_MS = 5_000;
/** Stripe keeps a key for at least 24 h. Within this time Stripe certainly replays a request with the same key. */
const KEY_LIVES_MS = 23 * 60 * 60 * 1000;

/** The context of an operation besides the payment. */
export interface Asking<Payment extends GatewayPayment = GatewayPayment> {
  client: Stripe;
  payment: Payment;
  now: number;
  log: Log;
}

export const keyLives = ({ now, payment }: Asking): boolean => now - payment.initiatedAt < KEY_LIVES_MS;

export const UNKNOWN: GatewayAnswer = { says: 'unknown' };

/** The expanded charge says whether the money was returned. */
export const EXPAND = ['latest_charge'];

// Finding

export const retrieve = (client: Stripe, id: string): Promise<Stripe.PaymentIntent> =>
  client.paymentIntents.retrieve(id, { expand: EXPAND }, LOOK);

/**
 * The payment's own PaymentIntent as it is now. A reference to another payment's is a mistake and is not followed. If
 * search fails, as it does for merchants in India, the replayed creation finds it while the key is valid.
 */
export async function find(asking: Asking): Promise<Stripe.PaymentIntent | undefined> {
  const { client, payment } = asking;
  if (payment.reference !== undefined) {
    const named = await retrieve(client, payment.reference);
    if (named.metadata.paymentId === payment.paymentId) return named;
  }
  const id = await search(client, payment.paymentId).catch(error => {
    if (!isStripeFailure(error) || !keyLives(asking)) throw error;
    return undefined;
  });
  return id === undefined ? undefined : retrieve(client, id);
}

export const idOf = async ({ client, payment }: Asking): Promise<string | undefined> =>
  payment.reference ?? search(client, payment.paymentId);

/** Stripe's search finds a PaymentIntent about a minute after its creation, and may return an old state. */
async function search(client: Stripe, paymentId: string): Promise<string | undefined> {
  const { data } = await client.paymentIntents.search(
    { query: `metadata['paymentId']:'${paymentId}'`, limit: 10 },
    LOOK,
  );
  return (data.find(({ status }) => status !== 'canceled') ?? data[0])?.id;
}

// Answering

/** A state that Stripe adds later is unknown. */
const STATES: Partial<Record<string, GatewayAnswer['says']>> = {
  requires_capture: 'authorised',
  succeeded: 'captured',
  canceled: 'voided',
  processing: 'pending',
  requires_action: 'pending',
  requires_confirmation: 'pending',
  // Its card was declined, and it waits for another one.
  requires_payment_method: 'pending',
};

/**
 * Returns the answer for a PaymentIntent. `refunded` means that a person or Stripe has returned the money; the driver then ends the
 * booking. If only our own refunds have returned it, the answer is `captured`, and the rest of the booking stays.
 */
export async function answerOf({ client, payment }: Asking, intent: Stripe.PaymentIntent): Promise<GatewayAnswer> {
  const { id: reference, status, client_secret: clientSecret } = intent;
  if (isReturned(intent) && (await isTakenBack(client, payment, reference))) return { says: 'refunded', reference };
  const asksCustomer = status === 'requires_action' && clientSecret !== null;
  return { says: STATES[status] ?? 'unknown', reference, ...(asksCustomer && { clientSecret }) };
}

/** Whether the whole amount was returned, by one refund or several. */
export const isReturned = ({ status, latest_charge: charge }: Stripe.PaymentIntent): boolean =>
  status === 'succeeded' && typeof charge === 'object' && charge?.refunded === true;
