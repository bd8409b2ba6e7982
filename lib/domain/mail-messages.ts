/**
 * The messages of the queues of documents and mail. They only refer to rows, so that a message that comes twice, late or out of order
 * changes nothing: the rows decide.
 */

/** A booking whose documents may be missing or outdated; with a position, also the entry of its history that causes a mail. */
export interface DocumentMessage {
  claimId: string;
  position?: number;
  /** Epoch ms. */
  queuedAt: number;
}

/** A mail that may have to be sent. */
export type MailMessage = { queuedAt: number } & (
  | { is: 'request'; mailId: string }
  | { is: 'booking'; claimId: string; position: number }
  | { is: 'mailing'; mailingId: string; claimId: string }
);

/** A mailing that may not be complete. Each run of the worker continues it, and sends the next step's message if it has not ended. */
export interface MailingMessage {
  mailingId: string;
  step: number;
  queuedAt: number;
}
