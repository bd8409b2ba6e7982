/**
 * Reads the sales of an event by section and type and by local day, with fees, taxes and codes. The sums come from the rows that are counted with the journal, so they
 * cost the same for few and for many bookings. The held places come from the seat map, which is at most 2 s old.
 */

import type { DayOfSales, EventSales } from '../../contract/administration/responses.ts';
import { daySalesAnswer, salesSummary } from '../../contract/administration/sales-presenter.ts';
import type { Availability } from '../../contract/events/responses.ts';
import { SALES_SECTIONS_LISTED_MAX } from '../../domain/limits.ts';
import { refuse } from '../../domain/refusals.ts';
import { type DaySales, sumByDay } from '../../domain/sales.ts';
import type { CurrencyTally } from '../../ports/administration.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { findEvent } from '../decide-from-event.ts';
import { requireRight } from '../organizations/require-right.ts';

type SalesDependencies = Pick<Dependencies, 'events' | 'seatMaps' | 'administration' | 'organizations'>;

export interface ReadSales {
  summary: Omit<EventSales, 'days' | 'nextCursor'>;
  days: Page<DayOfSales>;
}

/** Days are listed newest first. The sums are always those of all days. */
export async function readSales(
  dependencies: SalesDependencies,
  call: CallerCall,
  eventId: string,
  page: PageRequest,
): Promise<ReadSales> {
  const facts = await requireRight(dependencies, await findEvent(dependencies, eventId), call, 'read-sales');
  const { administration, seatMaps } = dependencies;
  const cached = await seatMaps.availability(eventId, { fresh: false, now: call.now });
  if (!cached) throw refuse('event-not-found');
  const tallies = await administration.readTallies(eventId);
  // Read after the tallies: both grow in one transaction, so these have every booking that the tallies have.
  const { counted, codes, earlier } = await administration.readSales(eventId);
  const days = sumByDay([...counted, ...earlier])
    .filter(({ currency }) => currency === facts.event.currency)
    .sort((one, other) => (one.day < other.day ? 1 : -1));
  const availability = JSON.parse(cached.answer.json) as Availability;
  const isComplete = bookingsIn(days) >= bookingsCounted(tallies);
  return {
    summary: salesSummary(facts, { days, codes }, availability, { isComplete, now: call.now }),
    days: pageOf(days, page),
  };
}

const bookingsIn = (days: DaySales[]): number => days.reduce((sum, { bookings }) => sum + bookings, 0);
/** Each booking that was ever confirmed is now confirmed or cancelled. */
const bookingsCounted = (tallies: CurrencyTally[]): number =>
  tallies.reduce((sum, { confirmed, cancelled }) => sum + confirmed + cancelled, 0);

/** A page ends before its limit after SALES_SECTIONS_LISTED_MAX sections and their types, so that the response stays small. */
function pageOf(days: DaySales[], { limit, after }: PageRequest): Page<DayOfSales> {
  const rest = after === undefined ? days : days.filter(({ day }) => positionOf(day) < after);
  const items: DaySales[] = [];
  let sections = 0;
  for (const day of rest.slice(0, limit)) {
    sections += day.sections.size + day.types.size;
    if (items.length > 0 && sections > SALES_SECTIONS_LISTED_MAX) break;
    items.push(day);
  }
  const last = items.at(-1);
  return {
    items: items.map(daySalesAnswer),
    ...(last && items.length < rest.length && { next: positionOf(last.day) }),
  };
}

/** A position in the form of all cursors: 14 digits that sort like the days, `#` and an id, here `~`. */
const positionOf = (day: string): string => `${day.replaceAll('-', '').padStart(14, '0')}#~`;
