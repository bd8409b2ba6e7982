/**
 * The messages of the queues of single mails and of bulk mails. They only refer to rows, so that a message that comes twice, late or out of
 * order changes nothing: the rows decide. Each queue is divided into groups, within which its messages keep their order. Documents are
 * made in the queue of single mails, and mailings run in that of bulk mails: each queue is polled all the time, which costs money.
 */
import { bookingMailId, mailingMailId } from './mail.ts';
import { SECOND_MS } from './time.ts';

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

/** The place of a message in its queue. A message whose group got one of the same id within five minutes is not delivered. */
export interface QueuePlace {
  group: string;
  deduplicationId: string;
}

/** Requests for the documents of one booking that come within this time are one message. */
const ASKED_TOGETHER_MS = 10 * SECOND_MS;

/** Not in the group of the booking's mails: documents that cannot be made must not hold up a mail that is queued already. */
export const placeOfDocumentMessage = ({ claimId, position, queuedAt }: DocumentMessage): QueuePlace => ({
  group: `documents-${claimId}`,
  deduplicationId: position === undefined ? `asked-${Math.floor(queuedAt / ASKED_TOGETHER_MS)}` : `entry-${position}`,
});

/** The mails about a booking keep their order. */
export const placeOfMailMessage = (message: MailMessage): QueuePlace => ({
  group: message.is === 'request' ? message.mailId : message.claimId,
  deduplicationId: mailIdIn(message),
});

export const placeOfMailingMessage = ({ mailingId, step }: MailingMessage): QueuePlace => ({
  group: mailingId,
  deduplicationId: `step-${step}`,
});

/** The id of the mail that a message is about. */
export function mailIdIn(message: MailMessage): string {
  if (message.is === 'request') return message.mailId;
  return message.is === 'booking'
    ? bookingMailId(message.claimId, message.position)
    : mailingMailId(message.mailingId, message.claimId);
}

/**
 * Reads the text of a message. Fields that this version does not know are left out. Throws an error that names the first field that
 * is missing or wrong, so that the message ends in the dead-letter queue with its reason.
 */
export function parseDocumentMessage(text: string): DocumentMessage {
  const fields = fieldsIn(text);
  return {
    claimId: idIn(fields, 'claimId'),
    ...(fields.position !== undefined && { position: countIn(fields, 'position') }),
    queuedAt: countIn(fields, 'queuedAt'),
  };
}

export function parseMailMessage(text: string): MailMessage {
  const fields = fieldsIn(text);
  const queuedAt = countIn(fields, 'queuedAt');
  switch (fields.is) {
    case 'request':
      return { is: 'request', mailId: idIn(fields, 'mailId'), queuedAt };
    case 'booking':
      return { is: 'booking', claimId: idIn(fields, 'claimId'), position: countIn(fields, 'position'), queuedAt };
    case 'mailing':
      return { is: 'mailing', mailingId: idIn(fields, 'mailingId'), claimId: idIn(fields, 'claimId'), queuedAt };
    default:
      throw malformed('is', 'request, booking or mailing');
  }
}

export function parseMailingMessage(text: string): MailingMessage {
  const fields = fieldsIn(text);
  return {
    mailingId: idIn(fields, 'mailingId'),
    step: countIn(fields, 'step'),
    queuedAt: countIn(fields, 'queuedAt'),
  };
}

/** Divides the messages of a queue into those of mails, which alone say what they are, and the others. */
export function divideMessages<Other extends DocumentMessage | MailingMessage>(
  messages: (Other | MailMessage)[],
): { mails: MailMessage[]; others: Other[] } {
  const isMail = (message: Other | MailMessage): message is MailMessage => 'is' in message;
  return { mails: messages.filter(isMail), others: messages.filter(message => !isMail(message)) as Other[] };
}

/** Reads a message of the queue of single mails. */
export const parseDocumentOrMail = (text: string): DocumentMessage | MailMessage =>
  'is' in fieldsIn(text) ? parseMailMessage(text) : parseDocumentMessage(text);

/** Reads a message of the queue of bulk mails. */
export const parseMailingOrMail = (text: string): MailingMessage | MailMessage =>
  'is' in fieldsIn(text) ? parseMailMessage(text) : parseMailingMessage(text);

type Fields = Readonly<Record<string, unknown>>;

function fieldsIn(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('the message of a mail queue is no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed('the message', 'an object');
  return value as Fields;
}

function idIn(fields: Fields, name: string): string {
  const { [name]: value } = fields;
  if (typeof value !== 'string' || value === '') throw malformed(name, 'an id');
  return value;
}

function countIn(fields: Fields, name: string): number {
  const { [name]: value } = fields;
  if (!Number.isSafeInteger(value) || Number(value) < 0) throw malformed(name, 'a whole number from 0');
  return Number(value);
}

const malformed = (field: string, wanted: string): Error =>
  new Error(`the message of a mail queue is malformed: ${field} must be ${wanted}`);
