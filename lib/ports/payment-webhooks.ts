/** The port of what a gateway sends by itself. */

/** A body as it came, and what signs it. */
export interface SignedMessage {
  bytes: Uint8Array;
  signature: string | undefined;
}

/** What a signed message is about, as far as it is about a payment of ours. */
export interface PaymentHint {
  paymentId?: string;
  /** The gateway's own id of it. */
  reference?: string;
}

export interface PaymentWebhooks {
  /** `forged`: nobody the gateway knows has signed it, or not lately; `now` is epoch ms. */
  read(message: SignedMessage, now: number): Promise<PaymentHint | 'forged'>;
}
