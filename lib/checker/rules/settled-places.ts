/**
 * After all has settled, every place is booked by one booking, available or blocked (P1, P4, P5). While sales are open, only places
 * that the organizer keeps are blocked: also after the sales were closed and opened again.
 */
import type { SoldBooking } from '../../contract/administration/responses.ts';
import type { Availability, SeatMap } from '../../contract/events/responses.ts';
import type { Call } from '../calls.ts';
import { keptIn, placeIdOf } from '../cancelled-parts.ts';
import { isOpenAtTheEnd, type KnownEvent, mayBeKept } from '../events.ts';
import { type FinalState, isCompleteFor } from '../final-state.ts';
import { type Findings, report } from '../findings.ts';
import type { History } from '../history.ts';

export function checkSettledPlaces({ final, events }: History, findings: Findings): void {
  if (!final) return;
  const sold = bookingsByEvent(final);
  // Clients that are not in the history may use an event that is older than it.
  const isOurs = (eventId: string): boolean => events.get(eventId)?.isPublishedHere === true;
  for (const event of events.values()) if (event.isPublishedHere) checkBlocks(event, final, findings);
  for (const [eventId, { map, call }] of final.maps) {
    if (isOurs(eventId)) checkMap(eventId, map, call, sold.get(eventId) ?? [], final, findings);
  }
  for (const [eventId, { counts, call }] of final.counts) {
    if (isOurs(eventId)) checkCounts(eventId, counts, call, sold.get(eventId) ?? [], final, findings);
  }
  for (const { item, call } of final.holds.items) {
    if (!isOurs(item.eventId)) continue;
    findings.applied['settled-places'] += 1;
    report(findings, 'settled-places', `A hold is still active: ${item.id}.`, [call]);
  }
}

/** A booking that is confirmed at the end, with the call that read it. */
interface Sold {
  booking: SoldBooking;
  call: Call;
}

function bookingsByEvent({ bookings }: FinalState): Map<string, Sold[]> {
  const byId = new Map<string, Sold>();
  for (const { item, call } of bookings.items) {
    if (item.status === 'confirmed') byId.set(item.id, { booking: item, call });
  }
  return Map.groupBy([...byId.values()], ({ booking }) => booking.eventId);
}

function checkMap(
  eventId: string,
  map: SeatMap,
  call: Call,
  sold: Sold[],
  { bookings }: FinalState,
  findings: Findings,
): void {
  const owners = Map.groupBy(sold.flatMap(seatsOf), ({ seatId }) => seatId);
  const statuses = new Map<string, string>();
  for (const { seats } of map.sections.flatMap(({ rows }) => rows)) {
    for (const { seatId, status } of seats) statuses.set(seatId, status);
  }
  const isComplete = isCompleteFor(bookings, eventId);
  for (const [seatId, status] of statuses) {
    findings.applied['settled-places'] += 1;
    const own = owners.get(seatId) ?? [];
    const flaw = flawOfSeat(status, own.length, isComplete);
    if (flaw === undefined) continue;
    const names = own.map(({ booking }) => booking.id).join(', ');
    const detail = `Seat ${seatId} of ${eventId} ${flaw}${names && `: ${names}`}.`;
    report(findings, 'settled-places', detail, [call, ...own.map(one => one.call)]);
  }
}

/** The seats that a booking keeps. */
const seatsOf = ({ booking, call }: Sold) =>
  booking.places.flatMap(place =>
    'seatId' in place && keptIn(place) > 0 ? [{ seatId: place.seatId, booking, call }] : [],
  );

function checkBlocks(event: KnownEvent, { maps, counts }: FinalState, findings: Findings): void {
  const [map, count] = [maps.get(event.id), counts.get(event.id)];
  if (!map || !count || !isOpenAtTheEnd(event)) return;
  const seats = map.map.sections.flatMap(({ rows }) => rows).flatMap(row => row.seats);
  const blocked = [
    ...seats.filter(({ status }) => status === 'blocked').map(({ seatId }) => seatId),
    ...count.counts.sections.filter(section => section.blocked > 0 && !isSeated(map, section.id)).map(({ id }) => id),
  ];
  findings.applied['settled-places'] += 1;
  const wrong = blocked.filter(placeId => !mayBeKept(event, placeId));
  if (wrong.length === 0) return;
  const detail = `Sales of ${event.id} are open, and these places are blocked: ${wrong.join(', ')}.`;
  report(findings, 'settled-places', detail, [map.call, count.call, ...event.edits.map(({ call }) => call)]);
}

const isSeated = ({ map }: { map: SeatMap }, sectionId: string): boolean =>
  map.sections.some(({ id }) => id === sectionId);

function flawOfSeat(status: string, bookings: number, isComplete: boolean): string | undefined {
  if (bookings > 1) return 'has several bookings';
  if (status === 'held') return 'is still held';
  if (bookings === 1 && status !== 'booked') return `is ${status}, and has a booking`;
  return status === 'booked' && bookings === 0 && isComplete ? 'is booked, and no booking has it' : undefined;
}

/** The counts of an area agree with its bookings. */
function checkCounts(
  eventId: string,
  { sections }: Availability,
  call: Call,
  sold: Sold[],
  { bookings, maps }: FinalState,
  findings: Findings,
): void {
  const seated = new Set(maps.get(eventId)?.map.sections.map(({ id }) => id));
  for (const { id, total, available, held, booked, blocked } of sections) {
    if (seated.has(id)) continue;
    findings.applied['settled-places'] += 1;
    const own = sold.filter(({ booking }) => quantityIn(booking, id) > 0);
    const quantity = own.reduce((sum, { booking }) => sum + quantityIn(booking, id), 0);
    const flaw = (detail: string): void =>
      report(findings, 'settled-places', `Section ${id} of ${eventId} ${detail}.`, [call]);
    if (held > 0) flaw(`still has ${held} places held`);
    if (booked < quantity || (booked > quantity && isCompleteFor(bookings, eventId))) {
      flaw(`has ${booked} places booked, and its bookings have ${quantity}`);
    }
    if (total !== available + held + booked + blocked) flaw(`has ${total} places, and another sum of their states`);
  }
}

/** The places of a section that a booking keeps: seats of a seated one, or places of an area. */
function quantityIn({ places }: SoldBooking, sectionId: string): number {
  const isOfSection = (placeId: string): boolean => placeId === sectionId || placeId.startsWith(`${sectionId}/`);
  return places.reduce((sum, place) => sum + (isOfSection(placeIdOf(place)) ? keptIn(place) : 0), 0);
}
