/**
 * The rule that a customer is not on two journeys at the same time. An itinerary says on which events the customer travels. The
 * times are read from the events, so a journey that its organizer moves counts at its new time.
 * Pure: the condition on the version of the itinerary's row decides.
 */
import { isOver, type RuledClaim, type Standing } from './customer-rules.ts';
import { JOURNEY_KEPT_SECONDS } from './limits.ts';
import type { Event } from './model.ts';
import { Refusal } from './refusals.ts';
import { SECOND_MS } from './time.ts';

/** A customer's journeys, by the ids of their claims. The version counts the changes of the row. */
export interface Itinerary {
  version: number;
  journeys: Record<string, JourneyEntry>;
}
type JourneyEntry = Standing & { eventId: string };

/** The fields of an event that say when its travellers are on the way. */
export type JourneyEvent = Pick<Event, 'startsAt' | 'endsAt' | 'state'>;

/** Events of journeys as they are now, by id. The value is undefined if the event is deleted; the id is absent if it was not read. */
export type JourneyEvents = ReadonlyMap<string, JourneyEvent | undefined>;

/** A customer's itinerary, undefined if there is none, and the events that it names. */
export interface Journeys {
  itinerary: Itinerary | undefined;
  events: JourneyEvents;
}

/** An event of a customer's journey, with its present times (epoch ms). */
export interface TimedJourney {
  eventId: string;
  startsAt: number;
  endsAt: number;
}

/** The ids of the events of the claims in an itinerary that have not lapsed at `now`. */
export const eventsIn = (itinerary: Itinerary | undefined, now: number): string[] =>
  Object.values(itinerary?.journeys ?? {})
    .filter(entry => !isOver(entry, now))
    .map(({ eventId }) => eventId);

/**
 * The claims that may be removed from an itinerary: lapsed holds, and bookings of journeys that ended JOURNEY_KEPT_SECONDS ago.
 * An active hold stays until its deadline. Bookings of an event that was not read stay.
 */
export const pastIn = ({ itinerary, events }: Journeys, now: number): string[] =>
  Object.entries(itinerary?.journeys ?? {}).flatMap(([claimId, entry]) => {
    const isPast = entry.expiresAt === undefined ? isForgotten(events, entry.eventId, now) : isOver(entry, now);
    return isPast ? [claimId] : [];
  });

function isForgotten(events: JourneyEvents, eventId: string, now: number): boolean {
  if (!events.has(eventId)) return false;
  const event = events.get(eventId);
  return !event || event.endsAt + JOURNEY_KEPT_SECONDS * SECOND_MS <= now;
}

/** Returns the refusal if the customer is on other journeys at that time. */
export function itineraryRefusal(
  { eventId, journey }: RuledClaim,
  journeys: Journeys,
  now: number,
): Refusal<'overlapping-journey'> | undefined {
  if (!journey) return undefined;
  const others = overlapsWith(eventId, journeys, entry => !isOver(entry, now));
  return others.length > 0 ? new Refusal('overlapping-journey', { journeys: others }) : undefined;
}

/**
 * Returns the other booked journeys at the time of a booked one; undefined if this one has ended. Overlaps exist only if an edit
 * moved one of the journeys, or ran at the same time as a hold.
 */
export function overlapsOfBooking(eventId: string, journeys: Journeys, now: number): TimedJourney[] | undefined {
  const event = journeys.events.get(eventId);
  if (!event || event.endsAt <= now) return undefined;
  return overlapsWith(eventId, journeys, ({ expiresAt }) => expiresAt === undefined);
}

/** Returns the other events at the time of an event. Several claims on the same event are one journey. */
function overlapsWith(
  eventId: string,
  { itinerary, events }: Journeys,
  counts: (entry: JourneyEntry) => boolean,
): TimedJourney[] {
  const counting = Object.values(itinerary?.journeys ?? {}).filter(counts);
  const others = new Set(counting.map(entry => entry.eventId).filter(other => other !== eventId));
  if (others.size === 0) return [];
  const own = timesOf(events, eventId);
  return [...others].flatMap(other => {
    const times = timesOf(events, other);
    return own && times && overlap(own, times)
      ? [{ eventId: other, startsAt: times.startsAt, endsAt: times.endsAt }]
      : [];
  });
}

/** The times of an event; undefined if it does not take place, because it is deleted or cancelled. */
function timesOf(events: JourneyEvents, eventId: string): JourneyEvent | undefined {
  if (!events.has(eventId)) throw new Error(`the event ${eventId} of a journey was not read`);
  const event = events.get(eventId);
  return event?.state === 'cancelled' ? undefined : event;
}

/** Journeys that touch do not overlap: a customer who arrives at ten may leave at ten. */
const overlap = (one: JourneyEvent, other: JourneyEvent): boolean =>
  one.startsAt < other.endsAt && one.endsAt > other.startsAt;
