/** Lists published events, the soonest first, filtered by kind, words, dates, route or service. */
import { eventAnswer } from '../../contract/events/presenter.ts';
import type { EventsQuery } from '../../contract/events/requests.ts';
import type { Event } from '../../contract/events/responses.ts';
import type { EventSearch } from '../../domain/event-search.ts';
import { DAY_MS } from '../../domain/time.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';

/** Lists events that start from now on, unless the query names a day or a time. */
export async function listEvents(
  { store }: Pick<Dependencies, 'store'>,
  call: Call,
  query: Query,
  page: PageRequest,
): Promise<Page<Event>> {
  const found = await store.listEvents(searchOf(query, call.now), page);
  return { ...found, items: found.items.map(facts => eventAnswer(facts, call.now)) };
}

type Query = Omit<EventsQuery, 'limit' | 'cursor'>;

function searchOf(query: Query, now: number): EventSearch {
  const { kind, q, origin, destination, service } = query;
  return {
    ...timesOf(query, now),
    ...(kind && { kind }),
    ...(q !== undefined && { text: q }),
    ...(origin !== undefined && destination !== undefined && { route: { origin, destination } }),
    ...(service !== undefined && { service }),
  };
}

function timesOf({ date, from, to }: Query, now: number): Pick<EventSearch, 'from' | 'until'> {
  if (date !== undefined) return { from: Date.parse(date), until: Date.parse(date) + DAY_MS };
  return {
    from: from === undefined ? now : Date.parse(from),
    ...(to !== undefined && { until: Date.parse(to) }),
  };
}
