/** The responses of the mail function. */
import * as z from 'zod/mini';
import { MAIL_KINDS } from '../../domain/mail.ts';
import { UNDELIVERED_REASONS } from '../../domain/mail-returns.ts';
import { MAILING_STATES } from '../../domain/mailings.ts';
import type { ResponsesOf } from '../route-schemas.ts';
import {
  BookingId,
  component,
  count,
  described,
  EventId,
  MessageId,
  pageOf,
  timestamp,
  UserId,
} from '../schema-parts.ts';

export const MessagePreview = component(
  'MessagePreview',
  z.strictObject({
    recipients: described(z.clone(count), 'the bookings that get the message: each once, however many tickets it has'),
    subject: z.string(),
    text: described(z.string(), 'the whole mail as text'),
    html: described(z.string(), 'the same as a page'),
  }),
);
export type MessagePreview = z.infer<typeof MessagePreview>;

const message = {
  id: MessageId,
  eventId: EventId,
  recipients: described(
    z.optional(z.clone(count)),
    'the bookings that were expected to get it; absent for `event-changed`',
  ),
  requestedAt: timestamp,
};
export const RequestedMessage = component('RequestedMessage', z.strictObject(message));
export type RequestedMessage = z.infer<typeof RequestedMessage>;

export const Message = component(
  'Message',
  z.strictObject({
    ...message,
    kind: described(
      z.enum(['organizer-message', 'event-changed']),
      '`event-changed`: Holdfast sends it after an edit of the title, the times, the venue or the route',
    ),
    requestedBy: described(z.clone(UserId), 'the author of the message, or of the edit'),
    subject: described(z.optional(z.string()), 'of a message'),
    text: described(z.optional(z.string()), 'of a message'),
    sections: z.optional(z.array(z.string())),
    changed: described(z.optional(z.array(z.string())), 'the changed facts of the event'),
    status: described(
      z.enum(MAILING_STATES),
      '`requested`, `queuing`: not all mails are queued yet. `queued`: all are, and they are sent at the rate of the account. `dropped`: the event was cancelled or has ended, so the change is not told',
    ),
    queued: described(z.clone(count), 'the bookings whose mails are queued or sent'),
    queuedAt: described(z.optional(timestamp), 'when the last mail was queued'),
  }),
);
export type Message = z.infer<typeof Message>;

export const UndeliveredMail = component(
  'UndeliveredMail',
  z.strictObject({
    bookingId: BookingId,
    reference: z.optional(z.string()),
    customer: described(
      z.strictObject({ id: UserId, name: z.optional(z.string()), email: z.optional(z.string()) }),
      'as the account is now: both are `deleted` after it was deleted, and absent for demonstration customers',
    ),
    kind: z.enum(MAIL_KINDS),
    reason: described(
      z.enum(UNDELIVERED_REASONS),
      '`bounced`: the address takes no mail. `bounced-for-now`: for a reason that may pass. `complained`: its reader reported it as unwanted. `rejected`, `refused`: the mail service did not take it. `suppressed`: an earlier mail to the address bounced, or was reported',
    ),
    at: timestamp,
  }),
);
export type UndeliveredMail = z.infer<typeof UndeliveredMail>;

const kept = {
  id: described(z.string(), 'in the mailbox; a mail that was sent twice is there twice'),
  mailId: described(z.string(), 'of the mail itself'),
  at: described(z.clone(timestamp), 'when it would have been sent'),
  to: z.string(),
  subject: z.string(),
};
export const MailboxEntry = component('MailboxEntry', z.strictObject(kept));
export type MailboxEntry = z.infer<typeof MailboxEntry>;

export const MailboxMail = component(
  'MailboxMail',
  z.strictObject({
    ...kept,
    from: z.string(),
    replyTo: z.optional(z.string()),
    text: z.string(),
    html: z.string(),
    attachments: z.array(
      z.strictObject({
        fileName: z.string(),
        contentType: z.string(),
        size: described(z.clone(count), 'bytes'),
        url: described(z.string(), 'shows it for 5 minutes'),
      }),
    ),
  }),
);
export type MailboxMail = z.infer<typeof MailboxMail>;

export const MAIL_RESPONSES = {
  'preview-message': { 200: MessagePreview },
  'send-message': { 202: RequestedMessage },
  'list-messages': { 200: pageOf(Message) },
  'list-undelivered-mails': { 200: pageOf(UndeliveredMail) },
  'list-mails': { 200: pageOf(MailboxEntry) },
  'read-mail': { 200: MailboxMail },
} as const satisfies ResponsesOf<'mail'>;
