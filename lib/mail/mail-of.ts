/** The mail that a worker sends, from its facts. Pure: the same facts give the same mail, and no text of a person is more than text. */
import type { MailDocuments, MailFacts } from '../domain/mail-facts.ts';
import type { MailAttachment, MailContent, MailOf } from '../ports/mail.ts';
import { cancelledLetter, confirmedLetter, eventCancelledLetter, placesCancelledLetter } from './booking-letters.ts';
import { inOneLine } from './html.ts';
import { htmlOf } from './html-of-letter.ts';
import type { Letter } from './letter.ts';
import { eventChangedLetter, organizerMessageLetter } from './mailing-letters.ts';
import { addressChangedLetter, guestLinkLetter, invitationLetter, linkLetter } from './requested-letters.ts';
import { textOf } from './text-of-letter.ts';

export const mailOf: MailOf = facts => {
  const letter = letterOf(withoutAdvertising(facts));
  const replyTo = 'organizer' in facts ? facts.organizer.email : undefined;
  return {
    subject: subjectOf(letter),
    html: htmlOf(letter),
    text: textOf(letter),
    attachments: attachmentsOf(facts),
    ...(replyTo !== undefined && { replyTo }),
    headers: HEADERS,
  };
};

/** Vacation replies and the like are not sent to such a mail (RFC 3834). */
const HEADERS: MailContent['headers'] = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };

function letterOf(facts: MailFacts): Letter {
  switch (facts.kind) {
    case 'booking-confirmed':
      return confirmedLetter(facts);
    case 'booking-places-cancelled':
      return placesCancelledLetter(facts);
    case 'booking-cancelled':
      return cancelledLetter(facts);
    case 'event-cancelled':
      return eventCancelledLetter(facts);
    case 'event-changed':
      return eventChangedLetter(facts);
    case 'organizer-message':
      return organizerMessageLetter(facts);
    case 'verify-email':
    case 'reset-password':
    case 'change-email':
      return linkLetter(facts);
    case 'email-changed':
      return addressChangedLetter(facts);
    case 'guest-link':
      return guestLinkLetter(facts);
    case 'invitation':
      return invitationLetter(facts);
  }
}

/**
 * Leaves out a name that mail programs show as a link: a stranger may have opened the account with the address of the reader, or may
 * invite any address into an organization.
 */
function withoutAdvertising(facts: MailFacts): MailFacts {
  if (facts.kind === 'invitation') return advertises(facts.organization.name) ? { ...facts, organization: {} } : facts;
  if (!('name' in facts) || !advertises(facts.name)) return facts;
  const { name: _name, ...others } = facts;
  return others;
}

/** The compatibility form has ASCII letters and full stops for those of other widths, except for one full stop. */
const advertises = (name = ''): boolean => ADDRESS.test(name.normalize('NFKC').replaceAll('\u3002', '.'));
const ADDRESS = /:\/\/|www\.|[\p{L}\p{N}]\.\p{L}{2}|@|\/\w/iu;

/** A longer subject is cut between characters as people see them. */
function subjectOf({ subject, language }: Letter): string {
  const line = inOneLine(subject).replaceAll(ENCODED_WORD, '= ?');
  const parts = [...new Intl.Segmenter(language, { granularity: 'grapheme' }).segment(line)];
  if (parts.length <= SUBJECT_CHARACTERS_MAX) return line;
  return `${line.slice(0, parts[SUBJECT_CHARACTERS_MAX - 1]?.index).trimEnd()}…`;
}
/** The beginning of a word that readers would decode (RFC 2047), and so show as another text. */
const ENCODED_WORD = /=\?(?=[^\s?]+\?[bq]\?)/gi;
const SUBJECT_CHARACTERS_MAX = 150;

function attachmentsOf(facts: MailFacts): MailAttachment[] {
  if (facts.kind !== 'booking-confirmed' && facts.kind !== 'booking-places-cancelled') return [];
  const { documents, receipt, reference } = facts;
  return [
    ...(documents ? documentsOf(documents, reference) : []),
    ...(receipt ? [{ fileName: `receipt-${reference}.pdf`, contentType: 'application/pdf', bytes: receipt }] : []),
  ];
}

const documentsOf = ({ pdf, calendar }: MailDocuments, reference: string): MailAttachment[] => [
  { fileName: `tickets-${reference}.pdf`, contentType: 'application/pdf', bytes: pdf },
  { fileName: `event-${reference}.ics`, contentType: 'text/calendar; charset=utf-8', bytes: calendar },
];
