/**
 * Lists published events, the soonest first, or all events of the caller's organizations, the newest first. Both are filtered by
 * kind, status, words, dates, route or service.
 */
import { listedEventAnswer } from '../../contract/events/presenter.ts';
import type { EventsQuery } from '../../contract/events/requests.ts';
import type { Event } from '../../contract/events/responses.ts';
import type { EventSearch } from '../../domain/event-search.ts';
import { EVENT_DAYS_MAX } from '../../domain/limits.ts';
import { AHEAD_OF_UTC_MAX_MS, BEHIND_UTC_MAX_MS } from '../../domain/local-day.ts';
import { DAY_MS } from '../../domain/time.ts';
import type { Call, Caller, CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { organizationsOf } from '../organizations/organizations-of-caller.ts';
import { mayDo } from '../organizations/require-right.ts';

/** Lists events that have not ended and are not cancelled, unless the query names a day, a time or a status. */
export async function listEvents(
  { store }: Pick<Dependencies, 'store'>,
  call: Call,
  query: Query,
  page: PageRequest,
): Promise<Page<Event>> {
  const found = await store.listEvents(searchOf(query, call.now), page);
  return { ...found, items: found.items.map(facts => listedEventAnswer(facts, call.now)) };
}

/** Lists events of the caller's organizations in every state, unless the query names some. */
export async function listOwnEvents(
  dependencies: Pick<Dependencies, 'store' | 'organizations'>,
  call: CallerCall,
  query: Query,
  page: PageRequest,
): Promise<Page<Event>> {
  const organizationIds = await organizationIdsOf(dependencies, call.caller, query.organizationId);
  const { status, date, from } = query;
  const { endsAfter: _running, sales, ...search } = searchOf(query, call.now);
  const all = {
    ...search,
    ...(date === undefined && from === undefined && { from: Number.NEGATIVE_INFINITY }),
    ...(status && sales && { sales }),
  };
  const found = await dependencies.store.listEventsOf(organizationIds, all, page);
  return { ...found, items: found.items.map(facts => listedEventAnswer(facts, call.now)) };
}

/** An organization of which the caller is no member is answered like one without events (P10). */
async function organizationIdsOf(
  dependencies: Pick<Dependencies, 'organizations'>,
  caller: Caller,
  organizationId: string | undefined,
): Promise<string[]> {
  if (organizationId === undefined) {
    return (await organizationsOf(dependencies, caller, 'read-drafts')).map(own => own.organizationId);
  }
  return (await mayDo(dependencies, organizationId, caller, 'read-drafts')) ? [organizationId] : [];
}

type Query = Omit<EventsQuery, 'limit' | 'cursor'>;

function searchOf(query: Query, now: number): EventSearch {
  const { kind, q, origin, destination, service, status = NOT_CANCELLED } = query;
  return {
    ...timesOf(query, now),
    sales: { states: status, now },
    ...(kind && { kind }),
    ...(q !== undefined && { text: q }),
    ...(origin !== undefined && destination !== undefined && { route: { origin, destination } }),
    ...(service !== undefined && { service }),
  };
}

const NOT_CANCELLED = ['upcoming', 'open', 'closed'] as const;

/** An event that began as long ago as the longest event lasts may still be running. */
function timesOf({ date, from, to }: Query, now: number): Pick<EventSearch, 'from' | 'until' | 'day' | 'endsAfter'> {
  if (date !== undefined) return { day: date, ...rangeOfDay(date) };
  return {
    ...(from === undefined ? { from: now - EVENT_DAYS_MAX * DAY_MS, endsAfter: now } : { from: Date.parse(from) }),
    ...(to !== undefined && { until: Date.parse(to) }),
  };
}

/** The instants at which it may be that day somewhere. */
const rangeOfDay = (day: string) => ({
  from: Date.parse(day) - AHEAD_OF_UTC_MAX_MS,
  until: Date.parse(day) + DAY_MS + BEHIND_UTC_MAX_MS,
});
