/**
 * The port of a payment gateway. Every call names our payment id, which is the gateway's idempotency key: a retry never
 * charges again. Every call returns the state that the payment has afterwards, so that the caller can record it and decide
 * the next step.
 */

/** The facts of a payment that the gateway needs. */
export interface GatewayPayment {
  paymentId: string;
  method: string;
  /** Minor units. */
  amount: number;
  currency: string;
  /** When (epoch ms) its intent was recorded. The gateway cannot know the payment from an earlier time. */
  initiatedAt: number;
  /** How often a person has requested a retry after the gateway's final refusal. */
  resumptions: number;
  /** The gateway's own id of the payment, if it is known. */
  reference?: string;
}

/** A payment and one of its refunds. The gateway knows the refund by the payment id and the refund's number. */
export interface RefundedPayment extends GatewayPayment {
  refund: GatewayRefund;
}
export interface GatewayRefund {
  /** From 1. */
  number: number;
  /** Minor units. */
  amount: number;
  /** When (epoch ms) it was recorded. The gateway was not asked for it before. */
  requestedAt: number;
  /** The number of retries that a person requested after the gateway had refused this refund for good. */
  resumptions: number;
}

export interface GatewayAnswer {
  /**
   * The payment's state at the gateway. For the call `refund`, `refunded` means that this refund is done. `pending`: it waits for
   * the customer or the bank. `refused`: the gateway will never do what the call requested. `unknown`: a timeout or lost
   * response; the request may have been done or not.
   */
  says: 'pending' | 'authorised' | 'captured' | 'declined' | 'voided' | 'refunded' | 'refused' | 'unknown';
  reference?: string;
  /** With `pending`: the secret with which the customer's browser continues the payment. */
  clientSecret?: string;
}

/** `now` is epoch ms. No call throws because of the gateway's answer or its absence: that is `unknown`. */
export interface PaymentGateway {
  /** Authorises the payment, unless it was authorised or declined before. */
  authorise(payment: GatewayPayment, now: number): Promise<GatewayAnswer>;
  /** Captures the whole amount of an authorised payment. */
  capture(payment: GatewayPayment, now: number): Promise<GatewayAnswer>;
  /** Voids a payment that is not captured, authorised or still pending. It cannot be authorised after that. */
  void(payment: GatewayPayment, now: number): Promise<GatewayAnswer>;
  /** Makes one refund of a captured payment, once per number. */
  refund(payment: RefundedPayment, now: number): Promise<GatewayAnswer>;
  /** Reads the state of a refund, without making it: `unknown` if the gateway does not have it. */
  readRefund(payment: RefundedPayment, now: number): Promise<GatewayAnswer>;
  /** Whether the gateway can move exactly this amount (minor units of an ISO 4217 currency). No call is made. */
  canExpress(amount: number, currency: string): boolean;
}
