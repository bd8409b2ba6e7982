/**
 * Reads a customer's itinerary and the events that it names, consistently. The times of a journey are those in the row of its
 * event; times in the itinerary do not count.
 *
 * Races:
 * - An edit moves an event after its row was read: the customer may get two journeys at the same time. The write of a hold cannot
 *   check the event's row, because all sales of an event would conflict there. Both bookings show the overlap to their owner.
 * - The itinerary changes after it was read: its version refuses the write, and the row comes back. Events that are new in it
 *   are read before the next decision.
 * - An edit moves an event while its journey is removed from an itinerary: a run of an edit begins before the end of the journey,
 *   and the journey is removed long after it (JOURNEY_KEPT_SECONDS). So the row that was read then has the event's last times.
 */
import { eventsIn, type Itinerary, type JourneyEvents, type Journeys, pastIn } from '../../domain/itineraries.ts';
import { JOURNEYS_FORGOTTEN_MAX } from '../../domain/limits.ts';
import { busy } from '../../domain/refusals.ts';
import { itineraryIsUnchanged } from '../conditions.ts';
import { journeyEventOf } from '../events/event-rows.ts';
import { attribute, expression, update } from '../expression.ts';
import { eventKey, itineraryKey } from '../keys.ts';
import { readRow, readRows } from '../queries.ts';
import type { Table } from '../table.ts';
import { type Row, updateOne } from '../transact.ts';
import { itineraryOf } from './customer-rows.ts';

/** The owner and the event of a claim on a journey. */
interface Traveller {
  ownerId: string;
  eventId: string;
}

/**
 * Reads the itinerary and the events that decide about a new claim on a journey. One write can remove a limited number of past
 * journeys. If there are more, they are removed first.
 */
export async function readJourneysBefore(table: Table, claim: Traveller, now: number): Promise<Journeys> {
  let events: JourneyEvents = new Map();
  for (;;) {
    const journeys = await withEvents(table, claim, await readRow(table, itineraryKey(claim.ownerId)), now, events);
    const past = pastIn(journeys, now);
    if (!journeys.itinerary || past.length <= JOURNEYS_FORGOTTEN_MAX) return journeys;
    await removePast(table, claim, journeys.itinerary, past);
    events = journeys.events;
  }
}

async function removePast(table: Table, { ownerId }: Traveller, { version }: Itinerary, past: string[]): Promise<void> {
  const removal = update(table.name, itineraryKey(ownerId), {
    set: [expression`version = ${version + 1}`],
    remove: past.slice(0, JOURNEYS_FORGOTTEN_MAX).map(attribute),
    condition: itineraryIsUnchanged(version),
  });
  if ((await updateOne(table, removal)).is === 'busy') throw busy();
}

/** Adds to the row of an itinerary its events. Reads only those that are not `known`, and none if there is no other journey. */
export async function withEvents(
  table: Table,
  { eventId }: Traveller,
  row: Row | undefined,
  now: number,
  known: JourneyEvents = new Map(),
): Promise<Journeys> {
  const itinerary = row && itineraryOf(row);
  const named = new Set([eventId, ...eventsIn(itinerary, now)]);
  const missing = named.size === 1 ? [] : [...named].filter(id => !known.has(id));
  return { itinerary, events: new Map([...known, ...(await readEvents(table, missing))]) };
}

/** Reads a customer's itinerary with its events, and the events with these ids. */
export async function readJourneys(table: Table, ownerId: string, eventIds: string[], now: number): Promise<Journeys> {
  const row = await readRow(table, itineraryKey(ownerId));
  const itinerary = row && itineraryOf(row);
  const named = new Set([...eventIds, ...eventsIn(itinerary, now)]);
  return { itinerary, events: await readEvents(table, [...named]) };
}

async function readEvents(table: Table, eventIds: string[]): Promise<JourneyEvents> {
  const rows = await readRows(table, eventIds.map(eventKey));
  return new Map(
    eventIds.map((id, i) => {
      const row = rows[i];
      return [id, row && journeyEventOf(row)];
    }),
  );
}
