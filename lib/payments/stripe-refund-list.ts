/**
 * The refunds of a PaymentIntent, as Stripe lists them. The metadata of our refunds has the payment id, the refund's number, and
 * how often a person had resumed it before. Refunds without our metadata were made by a person or by Stripe.
 */
import type Stripe from 'stripe';
import type { GatewayPayment, GatewayRefund } from '../ports/payment-gateway.ts';
import { LOOK } from './stripe-client.ts';

/** Stripe's largest page. Further pages are read as well. */
const PAGE_SIZE = 100;

/** All refunds of a PaymentIntent, the newest first. */
export async function listRefunds(client: Stripe, intentId: string): Promise<Stripe.Refund[]> {
  const refunds: Stripe.Refund[] = [];
  const pages = client.refunds.list({ payment_intent: intentId, limit: PAGE_SIZE }, LOOK);
  for await (const refund of pages) refunds.push(refund);
  return refunds;
}

/** The metadata of a refund. */
export const metadataOf = (paymentId: string, { number, resumptions }: GatewayRefund): Record<string, string> => ({
  paymentId,
  refund: String(number),
  ...(resumptions > 0 && { resumptions: String(resumptions) }),
});

/** The attempts to make one refund. Version 0.5 sent no number: its only refund of a payment counts as refund 1. */
export const attemptsAt = (refunds: Stripe.Refund[], { paymentId }: GatewayPayment, number: number): Stripe.Refund[] =>
  refunds.filter(refund => isOurs(refund, paymentId) && refundNumberIn(refund.metadata) === number);

/** The number of a refund in its metadata. */
export const refundNumberIn = (metadata: object | null | undefined): number => numberIn(metadata, 'refund', 1);

/** How often a person had resumed the refund when this attempt was made. */
export const resumptionsOf = ({ metadata }: Stripe.Refund): number => numberIn(metadata, 'resumptions', 0);

export const hasFailed = ({ status }: Stripe.Refund): boolean => status === 'failed' || status === 'canceled';

/** The newest refund that was not made by us and has not failed. */
export const foreignIn = (refunds: Stripe.Refund[], { paymentId }: GatewayPayment): Stripe.Refund | undefined =>
  refunds.find(refund => !isOurs(refund, paymentId) && !hasFailed(refund));

/** Whether a person or Stripe, and not only our refunds, has returned money of a refunded charge. */
export async function isTakenBack(client: Stripe, payment: GatewayPayment, intentId: string): Promise<boolean> {
  const refunds = await listRefunds(client, intentId);
  return foreignIn(refunds, payment) !== undefined || refunds.every(hasFailed);
}

const isOurs = ({ metadata }: Stripe.Refund, paymentId: string): boolean => metadata?.paymentId === paymentId;

function numberIn(metadata: object | null | undefined, name: string, absent: number): number {
  const value = (metadata as Record<string, unknown> | null | undefined)?.[name];
  return value === undefined ? absent : Number(value);
}
