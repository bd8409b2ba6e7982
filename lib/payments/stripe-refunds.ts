/**
 * Refunds at Stripe, each made once. A refund is never sent without its key, which Stripe remembers for a day. Later calls first
 * look whether Stripe has the refund already. So neither a lost reply nor an expired key returns money twice.
 */
import type Stripe from 'stripe';
import type { GatewayAnswer, RefundedPayment } from '../ports/payment-gateway.ts';
import { amountAtStripe, canStripeExpress } from './stripe-amounts.ts';
import { isRefused, isReplay, isReplayedFailure, keyOf, LOOK, type StripeFailure } from './stripe-client.ts';
import { type Asking, answerOf, FIRST_ASKING_MS, idOf, isReturned, retrieve, UNKNOWN } from './stripe-intents.ts';
import { attemptsAt, foreignIn, hasFailed, listRefunds, metadataOf, resumptionsOf } from './stripe-refund-list.ts';

type RefundAsking = Asking<RefundedPayment>;

/** Makes a refund, or returns the answer for the one that Stripe has. */
export async function refund(asking: RefundAsking): Promise<GatewayAnswer> {
  const id = await idOf(asking);
  if (id === undefined) return UNKNOWN;
  const known = isFirst(asking) ? undefined : answerAmong(await listRefunds(asking.client, id), asking.payment, id);
  return known ?? send(asking, id);
}

/** Returns the answer for a refund that Stripe has. A refund that has succeeded can still fail, days later. */
export async function readRefund({ client, payment, ...asking }: RefundAsking): Promise<GatewayAnswer> {
  const id = await idOf({ client, payment, ...asking });
  return (id === undefined ? undefined : answerAmong(await listRefunds(client, id), payment, id)) ?? UNKNOWN;
}

const isFirst = ({ payment: { refund }, now }: RefundAsking): boolean =>
  refund.resumptions === 0 && now - refund.requestedAt < FIRST_ASKING_MS;

/**
 * Returns the answer that the listed refunds give: that of an attempt that has not failed, or `refused` if an attempt has failed
 * and no person has resumed it since. Otherwise undefined: the refund must be sent.
 */
function answerAmong(refunds: Stripe.Refund[], payment: RefundedPayment, reference: string): GatewayAnswer | undefined {
  const { number, resumptions } = payment.refund;
  const attempts = attemptsAt(refunds, payment, number);
  const standing = attempts.find(attempt => !hasFailed(attempt));
  if (standing) return answerFor(standing, reference);
  const isRefused = attempts.some(attempt => resumptionsOf(attempt) >= resumptions);
  return isRefused ? { says: 'refused', reference } : undefined;
}

async function send(asking: RefundAsking, id: string): Promise<GatewayAnswer> {
  const { client, payment } = asking;
  const { paymentId, currency } = payment;
  const { number, amount, resumptions } = payment.refund;
  if (!canStripeExpress(amount, currency)) return refuse(asking, id, 'amount_not_expressible');
  try {
    const made = await client.refunds.create(
      {
        payment_intent: id,
        amount: amountAtStripe(amount, currency),
        metadata: metadataOf(paymentId, payment.refund),
      },
      { idempotencyKey: keyOf({ paymentId, resumptions }, `refund-${number}`) },
    );
    const current = isReplay(made.lastResponse.headers) ? await client.refunds.retrieve(made.id, {}, LOOK) : made;
    return answerFor(current, id);
  } catch (error) {
    if (isRefused(error)) return answerRefusal(asking, id, error);
    // Stripe repeats its failure for a day, and may still make the refund in this time. A request with another key could
    // return the money twice. So the answer is "unknown" until Stripe lists the refund, or until the key expires and the
    // same request is a new one. The key expires before PAYMENT_OVERDUE_SECONDS; after that a person resolves the refund.
    const known = isReplayedFailure(error) ? answerAmong(await listRefunds(client, id), payment, id) : undefined;
    if (known) return known;
    throw error;
  }
}

/** Returns the answer if Stripe refuses a refund: the payment may not be captured, or its money may be returned already. */
async function answerRefusal(asking: RefundAsking, id: string, { code }: StripeFailure): Promise<GatewayAnswer> {
  const { client, payment } = asking;
  const intent = await retrieve(client, id);
  if (intent.status !== 'succeeded') return answerOf(asking, intent);
  const refunds = await listRefunds(client, id);
  const known = answerAmong(refunds, payment, id);
  if (known) return known;
  const foreign = isReturned(intent) ? foreignIn(refunds, payment) : undefined;
  return foreign ? answerFor(foreign, id) : refuse(asking, id, code);
}

function refuse({ payment, log }: RefundAsking, reference: string, code: string | undefined): GatewayAnswer {
  const { paymentId, refund } = payment;
  log.error('Stripe refused a refund', { paymentId, refund: refund.number, code });
  return { says: 'refused', reference };
}

const STATES: Partial<Record<string, GatewayAnswer['says']>> = {
  succeeded: 'refunded',
  pending: 'pending',
  requires_action: 'pending',
  failed: 'refused',
  canceled: 'refused',
};

const answerFor = ({ status }: Pick<Stripe.Refund, 'status'>, reference: string): GatewayAnswer => ({
  says: STATES[status ?? ''] ?? 'unknown',
  reference,
});
