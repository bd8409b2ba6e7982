/** The representation of messages and of mails that did not arrive: pure projections. */
import type { Account } from '../../domain/account.ts';
import { referenceOf } from '../../domain/booking-reference.ts';
import { bookingIdOf } from '../../domain/ids.ts';
import type { MailKind } from '../../domain/mail.ts';
import type { UndeliveredReason } from '../../domain/mail-returns.ts';
import type { MailboxMail as KeptMail } from '../../domain/mailbox.ts';
import type { Mailing } from '../../domain/mailings.ts';
import type { Claim } from '../../domain/model.ts';
import { timestamp } from '../presenter-parts.ts';
import type { MailboxEntry, MailboxMail, Message, RequestedMessage, UndeliveredMail } from './responses.ts';

/** The answer of a request. It is stored with its key, so it has no text: a text may name people. */
export const requestedMessageAnswer = ({ id, eventId, recipients, at }: Mailing): RequestedMessage => ({
  id,
  eventId,
  ...(recipients !== undefined && { recipients }),
  requestedAt: timestamp(at),
});

export function messageAnswer(mailing: Mailing): Message {
  const { text, progress, requestedBy } = mailing;
  const { kind } = text;
  return {
    ...requestedMessageAnswer(mailing),
    kind,
    requestedBy,
    ...(text.kind === 'organizer-message'
      ? { subject: text.subject, text: text.text, ...(text.sections && { sections: text.sections }) }
      : { changed: [...text.changed] }),
    status: progress.state,
    queued: progress.queued,
    ...(progress.queuedAt !== undefined && { queuedAt: timestamp(progress.queuedAt) }),
  };
}

export const mailboxEntryAnswer = ({ id, mailId, at, to, subject }: KeptMail): MailboxEntry => ({
  id,
  mailId,
  at: timestamp(at),
  to,
  subject,
});

/** `urls` are those of the attachments, in their order. */
export const mailboxMailAnswer = (mail: KeptMail, urls: string[]): MailboxMail => ({
  ...mailboxEntryAnswer(mail),
  from: mail.from,
  ...(mail.replyTo !== undefined && { replyTo: mail.replyTo }),
  text: mail.text,
  html: mail.html,
  attachments: mail.attachments.map(({ fileName, contentType, size }, i) => ({
    fileName,
    contentType,
    size,
    url: urls[i] ?? '',
  })),
});

/** `account` is undefined for demonstration customers. */
export function undeliveredMailAnswer(
  { kind, reason, at }: { kind: MailKind; reason: UndeliveredReason; at: number },
  claim: Claim,
  account: Pick<Account, 'name' | 'email'> | undefined,
): UndeliveredMail {
  return {
    bookingId: bookingIdOf(claim.id),
    ...(claim.booking && { reference: referenceOf(claim) }),
    customer: { id: claim.ownerId, ...(account && { name: account.name, email: account.email }) },
    kind,
    reason,
    at: timestamp(at),
  };
}
