/** How full events are, by section: counted from the seat maps that buyers share, so at most 2 s old and not read anew. */

import type { Occupancy, OccupancyQuery } from '../../contract/administration/messages.ts';
import { occupancyAnswer } from '../../contract/administration/presenter.ts';
import type { Availability } from '../../contract/events/messages.ts';
import type { EventSearch } from '../../domain/event-search.ts';
import { OCCUPANCY_PLACES_MAX } from '../../domain/limits.ts';
import type { EventSummary } from '../../domain/model.ts';
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';

type Query = Omit<OccupancyQuery, 'limit' | 'cursor'>;

/** An admin sees all events, an organizer their own: an event of somebody else's is refused, and in a list not there. */
export async function readOccupancy(
  dependencies: Dependencies,
  call: CallerCall,
  query: Query,
  page: PageRequest,
): Promise<Page<Occupancy>> {
  return query.eventId === undefined
    ? ofEvents(dependencies, call, query, page)
    : ofEvent(dependencies, call, query.eventId);
}

async function ofEvent(dependencies: Dependencies, call: CallerCall, eventId: string): Promise<Page<Occupancy>> {
  const facts = (await dependencies.events.cached(eventId)) ?? (await dependencies.events.fresh(eventId));
  if (!facts) throw refuse('event-not-found');
  const { userId, role } = call.caller;
  if (role !== 'admin' && facts.event.organizerId !== userId) throw refuse('not-your-event');
  const counted = await count(dependencies, call, facts);
  if (!counted) throw refuse('event-not-found');
  return { items: [counted] };
}

/** So many events are counted at once. */
const EVENTS_AT_ONCE = 5;

/** How often one request looks on where what it finds is mostly others'. */
const LOOKS_MAX = 10;

/** A page ends early where its events have very many places, or are few among many others: the next one goes on. */
async function ofEvents(
  dependencies: Dependencies,
  call: CallerCall,
  query: Query,
  { limit, after }: PageRequest,
): Promise<Page<Occupancy>> {
  const search = searchOf(query, call);
  const items: Occupancy[] = [];
  let next = after;
  let places = 0;
  let looks = 0;
  do {
    looks += 1;
    const some = { limit: Math.min(EVENTS_AT_ONCE, limit - items.length), ...(next !== undefined && { after: next }) };
    const found = await dependencies.store.listEvents(search, some);
    const counted = await Promise.all(found.items.map(summary => count(dependencies, call, summary)));
    items.push(...counted.filter(occupancy => occupancy !== undefined));
    places = items.reduce((sum, { capacity }) => sum + capacity, 0);
    next = found.next;
  } while (next !== undefined && items.length < limit && places < OCCUPANCY_PLACES_MAX && looks < LOOKS_MAX);
  return { items, ...(next !== undefined && { next }) };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** From yesterday on unless the query says: what is on now matters as well. */
const searchOf = ({ from, to }: Query, { now, caller }: CallerCall): EventSearch => ({
  from: Math.max(0, from === undefined ? now - DAY_MS : Date.parse(from)),
  ...(to !== undefined && { until: Math.max(0, Date.parse(to)) }),
  ...(caller.role !== 'admin' && { organizerId: caller.userId }),
});

/** Undefined where the event is gone since it was found. */
async function count(
  { seatMaps }: Dependencies,
  { now }: CallerCall,
  summary: EventSummary,
): Promise<Occupancy | undefined> {
  const advice = await seatMaps.availability(summary.event.id, { fresh: false, now });
  return advice && occupancyAnswer(summary, JSON.parse(advice.answer.json) as Availability);
}
