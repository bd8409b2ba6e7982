/** Finds published events by their start, soonest first: by kind, words, dates, route or service. */
import { eventAnswer } from '../contract/answers.ts';
import type { Event, EventsQuery } from '../contract/messages.ts';
import type { EventSearch } from '../domain/event-search.ts';
import type { Call, Dependencies, Page, PageRequest } from './dependencies.ts';

/** From now on, unless the query names a day or a time. */
export async function listEvents(
  { store }: Dependencies,
  call: Call,
  query: Omit<EventsQuery, 'limit' | 'cursor'>,
  page: PageRequest,
): Promise<Page<Event>> {
  const found = await store.listEvents(searchOf(query, call.now), page);
  return { ...found, items: found.items.map(facts => eventAnswer(facts, call.now)) };
}

const DAY_MS = 24 * 60 * 60_000;

function searchOf(query: Omit<EventsQuery, 'limit' | 'cursor'>, now: number): EventSearch {
  const { kind, q, from, to, origin, destination, date, service } = query;
  const day = date === undefined ? undefined : Date.parse(date);
  return {
    from: day ?? (from === undefined ? now : Date.parse(from)),
    until: day === undefined ? to && Date.parse(to) : day + DAY_MS,
    kind,
    text: q,
    route: origin !== undefined && destination !== undefined ? { origin, destination } : undefined,
    service,
  } as EventSearch;
}
