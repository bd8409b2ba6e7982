/**
 * Mailings: one text that goes to the bookings of an event, once to each. An organizer's message is requested by a person; the mailing
 * about a changed event follows from the journal entry of the edit. Its row says how far it has come.
 */

import type { FactsBefore } from './facts-before.ts';
import type { JournalEntry } from './journal.ts';
import { EDIT_SETTLE_MS, MAIL_AGE_MAX_DAYS, MESSAGES_PER_DAY_MAX, RECIPIENTS_DIFFER_MAX } from './limits.ts';
import { editMailingId } from './mail.ts';
import { MAILED_FACTS, type MailedFact } from './mail-facts.ts';
import type { Claim, Event } from './model.ts';
import { sectionIdOf } from './places.ts';
import { remainingTicketsOf } from './tickets.ts';
import { DAY_MS } from './time.ts';

/** The text of a mailing: what an organizer writes, or the facts of an event that an edit has changed. */
export type MailingText =
  | { kind: 'organizer-message'; subject: string; text: string; sections?: string[] }
  | { kind: 'event-changed'; changed: MailedFact[]; before?: FactsBefore };

/**
 * `requested`: the worker has not begun. `queuing`: some of its mails are queued. `queued`: all are, and the workers of mails send them.
 * `dropped`: it is pointless, because the event was cancelled or has ended.
 */
export const MAILING_STATES = ['requested', 'queuing', 'queued', 'dropped'] as const;
export type MailingState = (typeof MAILING_STATES)[number];

/** How far a mailing has come. Each step of the worker replaces it, on the condition that it is as it was read. */
export interface MailingProgress {
  state: MailingState;
  /** Counts the steps. */
  step: number;
  /** The position in the list of the event's claims. Absent at the beginning, and when all claims were read. */
  after?: string;
  /** The bookings whose mails were queued. */
  queued: number;
  /** When (epoch ms) the last mail was queued. */
  queuedAt?: number;
}

export interface Mailing {
  id: string;
  eventId: string;
  /** When (epoch ms) the message was requested, or the edit decided. */
  at: number;
  /** The id of the author of the message, or of the edit. */
  requestedBy: string;
  /** The bookings that the organizer expected to reach. */
  recipients?: number;
  text: MailingText;
  progress: MailingProgress;
}

export const NEW_PROGRESS: MailingProgress = { state: 'requested', step: 0, queued: 0 };

/** A mailing that has something left to do. */
export const isUnfinished = ({ progress }: Mailing): boolean =>
  progress.state === 'requested' || progress.state === 'queuing';

/**
 * The facts of an edit that are mailed to the holders of tickets. An entry of a version that does not keep the facts before the edit
 * names all that the organizer requested.
 */
export function mailedChanges({ edit, before }: Pick<JournalEntry, 'edit' | 'before'>): MailedFact[] {
  const changed: object = before ?? edit?.facts ?? {};
  return MAILED_FACTS.filter(name => name in changed);
}

/** The mailing that an entry of an event's journal causes; undefined if it causes none. */
export function mailingOfEdit(entry: JournalEntry): Mailing | undefined {
  const changed = entry.action === 'event.edited' ? mailedChanges(entry) : [];
  if (changed.length === 0) return undefined;
  return {
    id: editMailingId(entry.subjectId, entry.position),
    eventId: entry.subjectId,
    at: entry.at,
    requestedBy: entry.actor,
    text: { kind: 'event-changed', changed, ...(entry.before && { before: entry.before }) },
    progress: { ...NEW_PROGRESS, state: 'queuing' },
  };
}

/**
 * Whether a mailing goes to a claim: a booking with a ticket that is not void, in one of the sections if it names some. A ticket that
 * was used at the door counts too. A buyer whose hold is later than an edit has seen the event as it is now.
 */
export function isRecipient(claim: Claim, { at, text }: Pick<Mailing, 'at' | 'text'>): boolean {
  if (claim.status !== 'confirmed' || !claim.booking) return false;
  if (text.kind === 'event-changed' && claim.createdAt > at + EDIT_SETTLE_MS) return false;
  const tickets = remainingTicketsOf(claim);
  const sections = text.kind === 'organizer-message' ? text.sections : undefined;
  return sections ? tickets.some(({ place }) => sections.includes(sectionIdOf(place))) : tickets.length > 0;
}

/**
 * Whether a mailing is not sent any more. A change of an event that was cancelled or is over helps no reader. An old text is in a restored
 * table, and was sent when it was written. `event` is undefined if it is gone.
 */
export function isPointless(
  { at, text }: Pick<Mailing, 'at' | 'text'>,
  event: Event | undefined,
  now: number,
): boolean {
  if (at < now - MAIL_AGE_MAX_DAYS * DAY_MS) return true;
  return text.kind === 'event-changed' && (!event || event.state === 'cancelled' || event.endsAt <= now);
}

/** When (epoch ms) an event may have one more message; undefined if it may now. `times` are those of its last messages. */
export function nextMessageAt(times: number[], now: number): number | undefined {
  const within = times.filter(at => at > now - DAY_MS);
  const oldest = within.at(-MESSAGES_PER_DAY_MAX);
  return oldest === undefined ? undefined : oldest + DAY_MS;
}

/** The times of the last messages after one more, as many as the limit needs. */
export const recentWith = (times: number[], at: number): number[] => [...times, at].slice(-MESSAGES_PER_DAY_MAX);

/** Whether a message would reach another number of bookings than its author has seen. Sales go on, so a large number may differ a little. */
export const differsTooMuch = (recipients: number, expected: number): boolean =>
  Math.abs(recipients - expected) > Math.floor(expected * RECIPIENTS_DIFFER_MAX);

/** The identity in the id of the mailing of an edit; undefined for that of a message. */
export function parseEditMailingId(id: string): { eventId: string; position: number } | undefined {
  const [, eventId, position] = EDIT_MAILING_ID.exec(id) ?? [];
  return eventId === undefined ? undefined : { eventId, position: Number(position) };
}
const EDIT_MAILING_ID = /^mlg_(evt_[0-9a-z]+)_(\d+)$/;
