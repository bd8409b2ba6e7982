/** The rows of mailings: each with its text and its progress, its place in the list of its event, and the times of the last messages. */
import { MAILED_FACTS } from '../../domain/mail-facts.ts';
import { MAILING_STATES, type Mailing, type MailingProgress, type MailingText } from '../../domain/mailings.ts';
import { factsBefore } from '../events/job-rows.ts';
import { mailingKey, mailingOfEventKey, nameIn, PREFIX } from '../keys.ts';
import { attributes, list, number, object, oneOf, optional, type Parse, parseRow, text } from '../row-parsers.ts';
import type { Row } from '../transact.ts';

/** The state stands beside the progress too, because filters of the stream match an attribute of the row itself. */
export const mailingRow = ({ id, ...mailing }: Mailing): Row => ({
  ...mailingKey(id),
  ...mailing,
  state: mailing.progress.state,
});

export const mailingOfEventRow = (mailing: Mailing): Row => mailingOfEventKey(mailing);

const message = object<Omit<Extract<MailingText, { kind: 'organizer-message' }>, 'kind'>>({
  subject: text,
  text,
  sections: optional(list(text)),
});
const change = object<Omit<Extract<MailingText, { kind: 'event-changed' }>, 'kind'>>({
  changed: list(oneOf(MAILED_FACTS)),
  before: optional(factsBefore),
});
const mailingText: Parse<MailingText> = (value, path) => {
  const kind = oneOf(['organizer-message', 'event-changed'])(attributes(value, path).kind, `${path}.kind`);
  return kind === 'organizer-message' ? { kind, ...message(value, path) } : { kind, ...change(value, path) };
};

const mailing = object<Omit<Mailing, 'id'>>({
  eventId: text,
  at: number,
  requestedBy: text,
  recipients: optional(number),
  text: mailingText,
  progress: object<MailingProgress>({
    state: oneOf(MAILING_STATES),
    step: number,
    after: optional(text),
    queued: number,
    queuedAt: optional(number),
  }),
});

export const mailingOf = (row: Row): Mailing => ({ id: nameIn(row.pk, PREFIX.mailing), ...parseRow(row, mailing) });
