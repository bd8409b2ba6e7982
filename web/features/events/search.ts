/** The search of the events page: its state in the query string, the request that it makes, and the part of it that the app does itself. */
import { localDayOf } from '../../../lib/domain/local-day.ts';
import { searchWords } from '../../../lib/domain/search-folding.ts';
import type { InputArguments, Schemas } from '../../../tools/client/src/types.ts';

export type Event = Schemas['Event'];
export type Kind = Event['kind'];
type Query = NonNullable<NonNullable<InputArguments<'list-events'>[0]>['query']>;

export const KINDS = [
  'concert',
  'theatre',
  'festival',
  'sport',
  'conference',
  'other',
  'flight',
  'train',
  'bus',
  'ferry',
] as const satisfies Kind[];
export const isJourney = (kind: Kind | ''): boolean => ['flight', 'train', 'bus', 'ferry'].includes(kind);

const FIELDS = ['q', 'place', 'from', 'to', 'origin', 'destination', 'date'] as const;
/** The fields of the forms. All are texts, and empty if they are not used; days are such as 2026-12-31. */
export type Search = Record<(typeof FIELDS)[number], string> & { kind: Kind | '' };

export function searchOf(params: URLSearchParams): Search {
  const kind = KINDS.find(known => known === params.get('kind')) ?? '';
  const fields = Object.fromEntries(FIELDS.map(name => [name, params.get(name) ?? '']));
  return { ...(fields as Omit<Search, 'kind'>), kind };
}

/** The query string: only the fields that the form of the kind has. */
export function paramsOf(search: Search): URLSearchParams {
  const used = isJourney(search.kind) ? ['origin', 'destination', 'date'] : ['q', 'place', 'from', 'to'];
  const entries = ['kind', ...used].map(name => [name, search[name as keyof Search].trim()] as [string, string]);
  return new URLSearchParams(entries.filter(([, value]) => value !== ''));
}

export const isEmptySearch = (search: Search): boolean => FIELDS.every(name => search[name].trim() === '');

/** A day may begin and end so much earlier or later in the zone of an event than in UTC. */
const AHEAD_HOURS = 14;
const BEHIND_HOURS = 12;
export const EVENTS_PAGE_SIZE = 60;

/** The request. It finds at least the events of the search: the service searches words without knowing their field. */
export function queryOf(search: Search): Query {
  const { kind, q, place, from, to, origin, destination, date } = search;
  const words = [q, place, origin, destination].join(' ').trim();
  return {
    limit: EVENTS_PAGE_SIZE,
    ...(kind && { kind }),
    ...(words && { q: words.slice(0, 100) }),
    ...(isDay(date) && { date }),
    ...(!isDay(date) && isDay(from) && { from: dayIn(from, -AHEAD_HOURS) }),
    ...(!isDay(date) && isDay(to) && { to: dayIn(to, 24 + BEHIND_HOURS) }),
  };
}

/** Whether an event of the answer fits: words in the right field, and days of its own zone. */
export function fits(event: Event, { place, from, to, origin, destination }: Search): boolean {
  const day = localDayOf(Date.parse(event.startsAt), event.timeZone);
  return (
    has(event.venue ?? event.route?.destination, place) &&
    has(event.route?.origin, origin) &&
    has(event.route?.destination, destination) &&
    (!isDay(from) || day >= from) &&
    (!isDay(to) || day <= to)
  );
}

function has(text: string | undefined, words: string): boolean {
  const wanted = searchWords(words);
  const folded = searchWords(text ?? '');
  return wanted === '' || wanted.split(' ').every(word => folded.includes(word));
}

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
const dayIn = (day: string, hours: number): string => new Date(Date.parse(day) + hours * 3_600_000).toISOString();
