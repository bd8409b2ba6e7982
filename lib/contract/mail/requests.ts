/** The requests of the mail function. */
import * as z from 'zod/mini';
import { LANGUAGES } from '../../domain/languages.ts';
import { MESSAGE_LENGTH_MAX, MESSAGE_SUBJECT_LENGTH_MAX, SECTIONS_PER_EVENT_MAX } from '../../domain/limits.ts';
import { MAILBOX_ID } from '../../domain/mailbox.ts';
import type { RequestsOf } from '../route-schemas.ts';
import {
  component,
  count,
  described,
  EventId,
  isUnique,
  lines,
  PageQuery,
  PartId,
  string,
  text,
} from '../schema-parts.ts';

const message = {
  subject: text(MESSAGE_SUBJECT_LENGTH_MAX),
  text: described(lines(MESSAGE_LENGTH_MAX), 'plain text; an empty line begins a new paragraph'),
  sections: described(
    z.optional(
      z
        .array(PartId)
        .check(
          z.minLength(1),
          z.maxLength(SECTIONS_PER_EVENT_MAX),
          z.refine(isUnique, 'must not name a section twice'),
        ),
    ),
    'only bookings with a valid ticket in one of these sections or areas; by default all bookings',
  ),
};

export const MessagePreviewRequest = component(
  'MessagePreviewRequest',
  z.strictObject({
    ...message,
    language: described(z.optional(z.enum(LANGUAGES)), 'of the words around the text; each reader gets their own'),
  }),
);
export type MessagePreviewRequest = z.infer<typeof MessagePreviewRequest>;

export const NewMessage = component(
  'NewMessage',
  z.strictObject({
    ...message,
    expectedRecipients: described(z.clone(count), 'the `recipients` of the preview'),
  }),
);
export type NewMessage = z.infer<typeof NewMessage>;

const MailboxId = string.check(z.regex(MAILBOX_ID, 'must be the id of a mail in the mailbox'));

const event = { params: z.strictObject({ eventId: EventId }) };
const page = { query: z.strictObject(PageQuery) };

export const MAIL_REQUESTS = {
  'preview-message': { ...event, body: MessagePreviewRequest },
  'send-message': { ...event, body: NewMessage },
  'list-messages': { ...event, ...page },
  'list-undelivered-mails': { ...event, ...page },
  'list-mails': page,
  'read-mail': { params: z.strictObject({ mailId: MailboxId }) },
} as const satisfies RequestsOf<'mail'>;
