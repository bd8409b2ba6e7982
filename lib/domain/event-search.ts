/** Decides whether an event matches a search. An index only has to return candidates, in the order of their start. */
import { localDayOf } from './local-day.ts';
import type { EventKind, EventSummary } from './model.ts';
import { type SalesState, salesStateAt } from './sales-window.ts';
import { foldedLetters, searchName, searchWords } from './search-folding.ts';

export interface EventSearch {
  /** Epoch ms: events that start at this time or later, and before `until`. */
  from: number;
  until?: number;
  /** Only events that start on this day (`2027-12-31`) in their own time zone. `from` and `until` must include it in every zone. */
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
  /** Only events of these organizations. */
  organizationIds?: ReadonlySet<string>;
}

export function matchesSearch({ event }: EventSummary, search: EventSearch): boolean {
  const { startsAt, endsAt, timeZone, kind, service, route, organizationId } = event;
  return (
    event.state !== 'deleted' &&
    startsAt >= search.from &&
    (search.until === undefined || startsAt < search.until) &&
    (search.endsAfter === undefined || endsAt > search.endsAfter) &&
    (!search.kind || kind === search.kind) &&
    (search.organizationIds === undefined || search.organizationIds.has(organizationId)) &&
    (!search.route ||
      (isSame(route?.origin, search.route.origin) && isSame(route?.destination, search.route.destination))) &&
    (search.service === undefined || isSame(service?.number, search.service)) &&
    (!search.sales || search.sales.states.includes(salesStateAt(event, search.sales.now))) &&
    (search.day === undefined || localDayOf(startsAt, timeZone) === search.day) &&
    (search.text === undefined || hasWords(event, search.text))
  );
}

const isSame = (one: string | undefined, other: string): boolean =>
  one !== undefined && searchName(one) === searchName(other);

/** Whether each word occurs in a text of the event. A word may also be two or more words of the text written together. */
function hasWords({ title, venue, service, route }: EventSummary['event'], words: string): boolean {
  const texts = [title, venue, service?.number, service?.carrier, route?.origin, route?.destination].filter(
    text => text !== undefined,
  );
  const wanted = searchWords(words);
  // The search has nothing but punctuation, which is compared unchanged.
  if (wanted === '') return texts.some(text => foldedLetters(text).includes(foldedLetters(words).trim()));
  const folded = texts.map(searchWords);
  return wanted.split(' ').every(word => folded.some(text => text.includes(word) || isJoined(word, text.split(' '))));
}

/** Whether the word consists of consecutive words: `lh400` of `lh` and `400`. Two numbers are never joined. */
const isJoined = (word: string, words: string[]): boolean =>
  words.some((first, i) => {
    if (!word.startsWith(first)) return false;
    let end = first.length;
    for (const next of words.slice(i + 1)) {
      const isNumbered = /\p{Nd}$/u.test(word.slice(0, end)) && /^\p{Nd}/u.test(next);
      if (end === word.length || isNumbered || !word.startsWith(next, end)) break;
      end += next.length;
    }
    return end === word.length;
  });
