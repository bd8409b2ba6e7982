/** What finds an event: pure, so that an index only has to bring candidates, in the order of their start. */
import type { EventKind, EventSummary } from './model.ts';

export interface EventSearch {
  /** Epoch ms: events that start at or after it, and before `until`. */
  from: number;
  until?: number;
  kind?: EventKind;
  /** Words that must all be found: in the title, the venue, the service or the route. */
  text?: string;
  route?: { origin: string; destination: string };
  /** Number of a service, such as a flight or a train. */
  service?: string;
  /** Only this organizer's. */
  organizerId?: string;
}

export function matchesSearch({ event }: EventSummary, search: EventSearch): boolean {
  const { startsAt, kind, service, route, organizerId } = event;
  return (
    event.state !== 'deleted' &&
    startsAt >= search.from &&
    (search.until === undefined || startsAt < search.until) &&
    (!search.kind || kind === search.kind) &&
    (search.organizerId === undefined || organizerId === search.organizerId) &&
    (!search.route ||
      (isSame(route?.origin, search.route.origin) && isSame(route?.destination, search.route.destination))) &&
    (search.service === undefined || isSame(service?.number, search.service)) &&
    (search.text === undefined || hasWords(textOf(event), search.text))
  );
}

/** Without regard to case, accents and spaces at the ends: people search as they type. */
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
