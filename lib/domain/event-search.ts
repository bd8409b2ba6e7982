/** Decides whether an event matches a search. An index only has to return candidates, in the order of their start. */
import { localDayOf } from './local-day.ts';
import type { EventKind, EventSummary } from './model.ts';
import { type SalesState, salesStateAt } from './sales-window.ts';

export interface EventSearch {
  /** Epoch ms: events that start at this time or later, and before `until`. */
  from: number;
  until?: number;
  /** Only events that start on this day (`2027-12-31`) in their own time zone. `from` and `until` must include it everywhere. */
  day?: string;
  /** Epoch ms: only events that end later. */
  endsAfter?: number;
  /** Only events with one of these statuses at `now` (epoch ms). */
  sales?: { states: readonly SalesState[]; now: number };
  kind?: EventKind;
  /** Words that must all occur in the title, venue, service or route. */
  text?: string;
  route?: { origin: string; destination: string };
  /** Number of a service, such as a flight or a train. */
  service?: string;
  /** Only events of this organizer. */
  organizerId?: string;
}

export function matchesSearch({ event }: EventSummary, search: EventSearch): boolean {
  const { startsAt, endsAt, timeZone, kind, service, route, organizerId } = event;
  return (
    event.state !== 'deleted' &&
    startsAt >= search.from &&
    (search.until === undefined || startsAt < search.until) &&
    (search.endsAfter === undefined || endsAt > search.endsAfter) &&
    (!search.kind || kind === search.kind) &&
    (search.organizerId === undefined || organizerId === search.organizerId) &&
    (!search.route ||
      (isSame(route?.origin, search.route.origin) && isSame(route?.destination, search.route.destination))) &&
    (search.service === undefined || isSame(service?.number, search.service)) &&
    (!search.sales || search.sales.states.includes(salesStateAt(event, search.sales.now))) &&
    (search.day === undefined || localDayOf(startsAt, timeZone) === search.day) &&
    (search.text === undefined || hasWords(textOf(event), search.text))
  );
}

/** Removes case, accents and outer spaces, so that people find what they type without them. */
export const searchable = (text: string): string =>
  text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();

const isSame = (one: string | undefined, other: string): boolean =>
  one !== undefined && searchable(one) === searchable(other);

const textOf = ({ title, venue, service, route }: EventSummary['event']): string =>
  searchable([title, venue, service?.number, service?.carrier, route?.origin, route?.destination].join(' '));

const hasWords = (text: string, words: string): boolean =>
  searchable(words)
    .split(/\s+/)
    .every(word => text.includes(word));
