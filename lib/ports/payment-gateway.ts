/**
 * The port of a payment gateway. Every call names our payment id, which is the gateway's idempotency key: asking again
 * never charges again. Whatever it was asked to do, a gateway answers what the payment is with it afterwards, so that
 * whoever asks may simply record that and look at what is to be done next.
 */

/** A payment as the gateway needs to know it. */
export interface GatewayPayment {
  paymentId: string;
  method: string;
  /** Minor units. */
  amount: number;
  currency: string;
  /** When (epoch ms) its intent was recorded: before that the gateway cannot have heard of it. */
  initiatedAt: number;
  /** How often a person has had it asked again for what it had refused for good. */
  resumptions: number;
  /** The gateway's own id of it, where it was told. */
  reference?: string;
}

export interface GatewayAnswer {
  /**
   * What the payment is with the gateway now. `pending`: it waits for its customer or its bank, and says so later.
   * `refused`: what was asked for will never be done. `unknown`: a timeout or a lost reply; it may have been done or not.
   */
  says: 'pending' | 'authorised' | 'captured' | 'declined' | 'voided' | 'refunded' | 'refused' | 'unknown';
  reference?: string;
  /** With `pending`: what the customer's browser needs to go on with it. */
  clientSecret?: string;
}

/** `now` is epoch ms. No call throws for what a gateway may say or fail to say: that is `unknown`. */
export interface PaymentGateway {
  /** Authorises the payment unless that was done or refused before. */
  authorise(payment: GatewayPayment, now: number): Promise<GatewayAnswer>;
  /** Takes all of an authorised payment's money. */
  capture(payment: GatewayPayment, now: number): Promise<GatewayAnswer>;
  /** Lets go of what is not captured, authorised or still pending; from then on it cannot be authorised any more. */
  void(payment: GatewayPayment, now: number): Promise<GatewayAnswer>;
  /** Gives all of a captured payment's money back. */
  refund(payment: GatewayPayment, now: number): Promise<GatewayAnswer>;
}
