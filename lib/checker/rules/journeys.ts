/**
 * A customer gets no hold on a journey at the time of another one. A hold is refused only for such a journey. At the end the
 * customer sees which booked journeys overlap. Journeys move, so the checks use times that an event certainly or possibly had.
 */
import type { Booking } from '../../contract/bookings/responses.ts';
import type { Event } from '../../contract/events/responses.ts';
import { JOURNEY_KINDS } from '../../domain/model.ts';
import { type Call, codeOf } from '../calls.ts';
import type { Claim } from '../claims.ts';
import { type Findings, nameOf, report } from '../findings.ts';
import type { History } from '../history.ts';
import { type EventTimes, overlap, readJourneyTimes, type Times } from '../journeys/event-times.ts';
import { certainlyHeld, possiblyHeld } from '../places/occupancy.ts';
import { unresolvedHolds } from '../unresolved-holds.ts';

type TimesOfEvents = Map<string, EventTimes>;

export function checkJourneys(history: History, findings: Findings): void {
  const times = readJourneyTimes(history);
  if (times.size === 0) return;
  const onJourneys = [...history.claims.values()].filter(({ eventId }) => times.has(eventId));
  checkRefusals(history, times, onJourneys, findings);
  const owned = onJourneys.filter(({ ownerId }) => ownerId !== undefined);
  for (const own of Map.groupBy(owned, ({ ownerId }) => ownerId).values()) {
    for (const [i, one] of own.entries())
      for (const other of own.slice(i + 1)) checkPair(history, times, one, other, findings);
  }
  checkOverlapsShown(history, findings);
}

// Refusals

interface NamedJourney {
  eventId: string;
  startsAt: string;
  endsAt: string;
}

function checkRefusals(history: History, times: TimesOfEvents, claims: Claim[], findings: Findings): void {
  const unresolved = unresolvedHolds(history);
  for (const call of history.calls) {
    if (call.operation !== 'place-hold' || codeOf(call) !== 'overlapping-journey') continue;
    const named = call.answer?.problem?.journeys;
    if (!Array.isArray(named)) continue;
    for (const journey of named as NamedJourney[]) {
      // If the history does not publish an event, it may lack calls about it.
      const event = times.get(journey.eventId);
      if (!event) continue;
      const mayTravel =
        claims.some(claim => mayBeOn(history, claim, journey.eventId, call)) ||
        (unresolved.get(journey.eventId) ?? []).some(({ operation }) => operation.caller === call.caller);
      const flaw =
        flawOf(journey, call, event, times.get(call.params.eventId ?? '')) ??
        (mayTravel ? undefined : 'the customer was not on it');
      findings.applied.journeys += 1;
      if (flaw !== undefined)
        report(findings, 'journeys', `${nameOf(call)}: it names ${journey.eventId}, and ${flaw}.`, [call]);
    }
  }
}

function mayBeOn(history: History, claim: Claim, eventId: string, { caller, invokedAt, answeredAt }: Call): boolean {
  if (claim.eventId !== eventId || (claim.ownerId !== undefined && claim.ownerId !== caller)) return false;
  const { from, to } = possiblyHeld(history, claim);
  return from <= answeredAt && to >= invokedAt;
}

function flawOf(
  named: NamedJourney,
  { invokedAt, answeredAt }: Call,
  event: EventTimes,
  requested: EventTimes | undefined,
): string | undefined {
  const told = timesOf(named);
  if (event.endsFrom < invokedAt) return 'that one was cancelled or deleted';
  const possible = event.between(invokedAt, answeredAt);
  const isPossible = possible?.some(({ startsAt, endsAt }) => startsAt === told.startsAt && endsAt === told.endsAt);
  if (isPossible === false) return `it was not from ${named.startsAt} to ${named.endsAt} during the call`;
  const own = requested?.between(invokedAt, answeredAt);
  if (own?.some(one => overlap(one, told)) === false) return 'it did not overlap the requested one during the call';
  return undefined;
}

// Holds

/** Two holds of one customer whose journeys certainly overlapped while both were placed, and while both were held. */
function checkPair(history: History, times: TimesOfEvents, one: Claim, other: Claim, findings: Findings): void {
  const placed = [one.placed, other.placed];
  const [first, second] = placed.map(operation => operation?.success);
  if (one.eventId === other.eventId || !first || !second) return;
  const from = Math.min(...placed.map(operation => operation?.first.invokedAt ?? 0));
  const to = Math.max(first.answeredAt, second.answeredAt);
  if (![one, other].every(claim => isHeldUntil(history, claim, to))) return;
  const known = [one, other].map(({ eventId }) => certainTimes(times.get(eventId), from, to));
  const [ofOne, ofOther] = known;
  if (!ofOne || !ofOther) return;
  findings.applied.journeys += 1;
  if (!overlap(ofOne, ofOther)) return;
  const detail = `The customer ${one.ownerId} got holds on ${one.eventId} and ${other.eventId}, which are at the same time.`;
  report(findings, 'journeys', detail, [first, second]);
}

/** Whether the claim was held from when it was placed until this time, without a gap. */
function isHeldUntil(history: History, claim: Claim, time: number): boolean {
  const [held] = certainlyHeld(history, claim);
  return held?.from === claim.placed?.success?.answeredAt && (held?.to ?? 0) > time;
}

/** The times of an event that took place and was not moved meanwhile. */
function certainTimes(event: EventTimes | undefined, from: number, to: number): Times | undefined {
  const possible = event?.between(from, to);
  return event && event.mayEndFrom > to && possible?.length === 1 ? possible[0] : undefined;
}

// Bookings

interface ListedBooking {
  booking: Booking;
  call: Call;
}

/** The overlaps that the final lists of bookings show. */
function checkOverlapsShown({ calls, skewMs }: History, findings: Findings): void {
  const final = calls.filter(({ isFinal, answer }) => isFinal && answer?.document !== undefined);
  const events = new Map<string, Event>();
  const listed = new Map<string | undefined, ListedBooking[]>();
  for (const call of final) {
    const document = call.answer?.document;
    if (call.operation === 'read-event') events.set((document as Event).id, document as Event);
    if (call.operation !== 'list-bookings') continue;
    const found = (document as { items: Booking[] }).items.map(booking => ({ booking, call }));
    listed.set(call.caller, [...(listed.get(call.caller) ?? []), ...found]);
  }
  for (const bookings of listed.values()) {
    const booked = bookings.filter(
      ({ booking: { status, eventId } }) => status === 'confirmed' && isJourney(events.get(eventId)),
    );
    const journeys = booked.map(({ booking }) => events.get(booking.eventId) as Event);
    for (const { booking, call } of booked) {
      const event = events.get(booking.eventId) as Event;
      const [earliest, latest] = [call.invokedAt - skewMs, call.answeredAt + skewMs];
      const { endsAt } = timesOf(event);
      if (earliest < endsAt && endsAt <= latest) continue;
      findings.applied.journeys += 1;
      const expected = endsAt <= earliest ? undefined : textOf(overlapping(event, journeys));
      const shown = booking.overlappingJourneys && textOf(booking.overlappingJourneys);
      if (shown === expected) continue;
      const detail = `${nameOf(call)}: the booking ${booking.id} shows the overlaps ${shown}, and they are ${expected}.`;
      report(findings, 'journeys', detail, [call]);
    }
  }
}

const isJourney = (event: Event | undefined): boolean => event !== undefined && JOURNEY_KINDS.includes(event.kind);

function overlapping(own: Event, booked: Event[]): NamedJourney[] {
  const takesPlace = ({ status }: Event): boolean => status !== 'cancelled';
  const others = booked.filter(event => event.id !== own.id && overlap(timesOf(own), timesOf(event)));
  return takesPlace(own) ? others.filter(takesPlace).map(({ id, ...event }) => ({ ...event, eventId: id })) : [];
}

const timesOf = ({ startsAt, endsAt }: Pick<Event, 'startsAt' | 'endsAt'>): Times => ({
  startsAt: Date.parse(startsAt),
  endsAt: Date.parse(endsAt),
});

/** The journeys in order, each once. */
const textOf = (journeys: NamedJourney[]): string =>
  [...new Set(journeys.map(({ eventId, startsAt, endsAt }) => `${eventId} ${startsAt} ${endsAt}`))]
    .toSorted()
    .join(', ');
