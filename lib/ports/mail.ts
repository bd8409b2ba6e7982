/** The ports of mail: the writer and the transport of a message, and the queues of the workers. */
import type { MailFacts } from '../domain/mail-facts.ts';
import type { DocumentMessage, MailingMessage, MailMessage } from '../domain/mail-messages.ts';

export interface MailAttachment {
  fileName: string;
  contentType: string;
  bytes: Uint8Array;
}

/** A mail as people read it. */
export interface MailContent {
  subject: string;
  html: string;
  text: string;
  attachments: MailAttachment[];
  /** The address that gets the answers. Absent: the sender's. */
  replyTo?: string;
  headers: Record<string, string>;
}

/** Makes the mail of the facts. Pure: the same facts give the same mail. */
export type MailOf = (facts: MailFacts) => MailContent;

/** Writes mails as messages by RFC 5322, from the sender of the stage. The same mail at the same time (epoch ms) gives the same bytes. */
export interface MailWriter {
  write(mail: { mailId: string; to: string; facts: MailFacts; at: number }): Promise<OutgoingMail>;
}

/** A message ready to be sent. */
export interface OutgoingMail {
  mailId: string;
  /** The addresses without names. */
  from: string;
  to: string;
  /** The whole message by RFC 5322. */
  raw: Uint8Array;
  /** The same as people read it, which a mailbox shows. */
  content: MailContent;
}

/**
 * The outcome of sending. `refused`: this address or this message will never be accepted. `throttled`: no mail is accepted now, and
 * this one was not; `reason` is for the log. A method that throws leaves the outcome unknown.
 */
export type SendOutcome =
  | { is: 'sent'; messageId: string }
  | { is: 'refused'; reason: string }
  | { is: 'throttled'; reason?: string };

/** Sends mail: SES on AWS, a mailbox on a laptop and on test stages without an address to send from. */
export interface MailTransport {
  send(mail: OutgoingMail): Promise<SendOutcome>;
  /** Mails per second that the account may send. */
  readRate(): Promise<number>;
}

/** A row that requests a mail, or a mailing. `at` is the time of the request (epoch ms). */
export type MailCause = { is: 'mail'; mailId: string; at: number } | { is: 'mailing'; mailingId: string; at: number };

/** A part that may not have been sent, and its error. */
export interface QueueFailure<Message> {
  of: Message;
  error: unknown;
}
export interface QueueOf<Message> {
  /** Sends messages. Returns those whose outcome is not known to be good. */
  send(messages: Message[]): Promise<QueueFailure<Message>[]>;
}

/** The queues of the workers. A function has those to which it sends. */
export interface MailQueues {
  /** Makes documents, then queues the mail. Its groups are bookings. */
  documents: QueueOf<DocumentMessage>;
  /** Mails that somebody waits for. */
  mails: QueueOf<MailMessage>;
  /** Mails to all bookings of an event. They never delay the others. */
  bulkMails: QueueOf<MailMessage>;
  mailings: QueueOf<MailingMessage>;
}
