/** The port of webhooks: messages that a gateway sends about its payments. */

/** The body of a message, byte by byte, and its signature. */
export interface SignedMessage {
  bytes: Uint8Array;
  signature: string | undefined;
}

/** The payment that a message is about, if it is one of ours. */
export interface PaymentHint {
  paymentId?: string;
  /** The gateway's own id of the payment. */
  reference?: string;
  /** The number of the refund that it is about. */
  refund?: number;
}

export interface PaymentWebhooks {
  /** Verifies and reads a message at `now` (epoch ms). `forged`: the signature is wrong or too old. */
  read(message: SignedMessage, now: number): Promise<PaymentHint | 'forged'>;
}
