/**
 * The deadlines that a response may name to the owner of a booking. Edits change the start, the venue and the closing time of an
 * event, and some edits have no answer. So each of these facts has a list of settings, and several may be possible at one time.
 */
import type { Booking } from '../contract/bookings/responses.ts';
import type { EventChanges } from '../contract/events/edit-requests.ts';
import { MINUTE_MS } from '../domain/time.ts';
import type { Claim } from './claims.ts';
import type { KnownEvent } from './events.ts';
import { settingsOf, valuesIn, type Window } from './settings.ts';

/** An event counts as moved if its start differs by this much from the sale, as the documents say. */
const MOVED_MS = 15 * MINUTE_MS;

/**
 * Returns all deadlines (epoch ms) that the owner may have at some time of the window; Infinity if there may be none. Undefined
 * if the history does not say with which facts the booking was sold, or how the event was published.
 */
export function possibleDeadlines(
  { payments }: Pick<Claim, 'payments'>,
  event: KnownEvent,
  window: Window,
): number[] | undefined {
  const sold = payments.flatMap(({ success }) => success?.answer?.document ?? [])[0] as Booking | undefined;
  const { publishedAs, edits } = event;
  if (sold?.cancellableUntil === undefined || !publishedAs) return undefined;
  const soldUntil = Date.parse(sold.cancellableUntil);
  const inForce = <Value>(first: Value, of: (changes: EventChanges) => Value | undefined): Value[] =>
    valuesIn(window, settingsOf(first, edits, of));
  const deadlines = inForce(Date.parse(publishedAs.startsAt), startOf).flatMap(startsAt =>
    inForce(plain(publishedAs.venue), venueOf).flatMap(venue => {
      const isMoved =
        Math.abs(startsAt - Date.parse(sold.event.startsAt)) >= MOVED_MS || venue !== plain(sold.event.venue);
      if (isMoved) return [startsAt];
      return inForce(publishedAs.cancellationClosesMinutes, changes => changes.cancellationClosesMinutes).map(minutes =>
        Math.min(startsAt, Math.max(soldUntil, startsAt - minutes * MINUTE_MS)),
      );
    }),
  );
  const isCancelled = inForce<string>('published', changes => changes.status);
  if (!isCancelled.includes('cancelled')) return deadlines;
  return isCancelled.every(status => status === 'cancelled') ? [NONE] : [...deadlines, NONE];
}

const NONE = Number.POSITIVE_INFINITY;

const startOf = ({ startsAt }: EventChanges): number | undefined =>
  startsAt === undefined ? undefined : Date.parse(startsAt);
const venueOf = ({ venue }: EventChanges): string | undefined =>
  venue === undefined ? undefined : plain(venue ?? undefined);

/** A venue as it is stored; the empty text if the event has none. */
const plain = (venue: string | undefined): string => (venue ?? '').normalize('NFC').trim();

/** A deadline in words; an event that is cancelled has none. */
export const isoTime = (epochMs: number): string =>
  Number.isFinite(epochMs) ? new Date(epochMs).toISOString() : 'no time, because the event is cancelled';
/** Deadlines in words. */
export const listOfTimes = (deadlines: number[]): string => deadlines.map(isoTime).join(' or ');
