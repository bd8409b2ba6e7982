/**
 * Reads how full events are, by section and by ticket type. It counts the seat maps that buyers use, which are at most 2 s old. The places by
 * type come from the sales.
 */

import { occupancyAnswer } from '../../contract/administration/presenter.ts';
import type { OccupancyQuery } from '../../contract/administration/requests.ts';
import type { Occupancy } from '../../contract/administration/responses.ts';
import type { Availability } from '../../contract/events/responses.ts';
import type { EventSearch } from '../../domain/event-search.ts';
import { EVENT_DAYS_MAX, OCCUPANCY_PLACES_MAX } from '../../domain/limits.ts';
import type { EventSummary } from '../../domain/model.ts';
import { rolesWith } from '../../domain/organization.ts';
import { Refusal, refuse } from '../../domain/refusals.ts';
import type { DaySales } from '../../domain/sales.ts';
import { DAY_MS } from '../../domain/time.ts';
import type { Caller, CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { findEvent } from '../decide-from-event.ts';
import { organizationsOf } from '../organizations/organizations-of-caller.ts';
import { requireRight } from '../organizations/require-right.ts';

type Query = Omit<OccupancyQuery, 'limit' | 'cursor'>;

type OccupancyDependencies = Pick<Dependencies, 'events' | 'seatMaps' | 'store' | 'administration' | 'organizations'>;

/**
 * Admins see all events, and members those of their organizations: the event of another organization is refused by id, and left
 * out of lists.
 */
export async function readOccupancy(
  dependencies: OccupancyDependencies,
  call: CallerCall,
  query: Query,
  page: PageRequest,
): Promise<Page<Occupancy>> {
  return query.eventId === undefined
    ? ofEvents(dependencies, call, query, page)
    : ofEvent(dependencies, call, query.eventId);
}

async function ofEvent(
  dependencies: OccupancyDependencies,
  call: CallerCall,
  eventId: string,
): Promise<Page<Occupancy>> {
  const facts = await requireRight(dependencies, await findEvent(dependencies, eventId), call, 'read-sales');
  const { administration } = dependencies;
  const { counted: days } = facts.event.prices?.ticketTypes ? await administration.readSales(eventId) : { counted: [] };
  const counted = await count(dependencies, call, facts, days);
  if (!counted) throw refuse('event-not-found');
  return { items: [counted] };
}

/** Events that are counted at once. */
const EVENTS_AT_ONCE = 5;

/** A page ends before its limit after OCCUPANCY_PLACES_MAX places, because counting them takes long. */
async function ofEvents(
  dependencies: OccupancyDependencies,
  call: CallerCall,
  query: Query,
  { limit, after }: PageRequest,
): Promise<Page<Occupancy>> {
  const search = await searchOf(dependencies, query, call);
  const items: Occupancy[] = [];
  let next = after;
  let places = 0;
  let isOutOfTime = false;
  do {
    const part = { limit: Math.min(EVENTS_AT_ONCE, limit - items.length), ...(next !== undefined && { after: next }) };
    const found = await dependencies.store.listEvents(search, part);
    const counted = await Promise.all(found.items.map(summary => count(dependencies, call, summary)));
    items.push(...counted.filter(occupancy => occupancy !== undefined));
    places = items.reduce((sum, { capacity }) => sum + capacity, 0);
    next = found.next;
    isOutOfTime = found.items.length < part.limit;
  } while (next !== undefined && !isOutOfTime && items.length < limit && places < OCCUPANCY_PLACES_MAX);
  return { items, ...(next !== undefined && { next }) };
}

/** Events that ended yesterday or later, unless the query says otherwise. */
const searchOf = async (
  dependencies: Pick<OccupancyDependencies, 'organizations'>,
  { from, to }: Query,
  { now, caller }: CallerCall,
): Promise<EventSearch> => ({
  ...(from === undefined
    ? { from: now - (EVENT_DAYS_MAX + 1) * DAY_MS, endsAfter: now - DAY_MS }
    : { from: Math.max(0, Date.parse(from)) }),
  ...(to !== undefined && { until: Math.max(0, Date.parse(to)) }),
  ...(caller.role !== 'admin' && { organizationIds: await requireOrganizations(dependencies, caller) }),
});

/** The organizations whose sales the caller may read. A caller without one is refused, because no event could match. */
async function requireOrganizations(
  dependencies: Pick<OccupancyDependencies, 'organizations'>,
  caller: Caller,
): Promise<ReadonlySet<string>> {
  const own = await organizationsOf(dependencies, caller, 'read-sales');
  if (own.length === 0) throw new Refusal('organization-role-required', { roles: [...rolesWith('read-sales')] });
  return new Set(own.map(({ organizationId }) => organizationId));
}

/** Undefined if the event was deleted after it was found. */
async function count(
  { seatMaps }: Pick<Dependencies, 'seatMaps'>,
  { now }: CallerCall,
  summary: EventSummary,
  days?: DaySales[],
): Promise<Occupancy | undefined> {
  const cached = await seatMaps.availability(summary.event.id, { fresh: false, now });
  return cached && occupancyAnswer(summary, JSON.parse(cached.answer.json) as Availability, days);
}
