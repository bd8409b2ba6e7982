/** The text by which the answers to one idempotency key are compared. */
import type { Booking } from '../contract/bookings/responses.ts';
import type { Call } from './calls.ts';

/**
 * Returns the answer without the parts that may differ: the request id of a problem, and in a confirmed booking the names of its
 * places and the event's time zone. A repeated confirmation is answered from the claim, which does not store these: they come from
 * the event as it is at that moment.
 */
export function answerText({ operation, answer }: Call): string {
  if (!answer) return '';
  const { problem, document, text } = answer;
  if (problem) return JSON.stringify({ ...problem, requestId: '' });
  if (operation !== 'confirm-booking' || answer.status !== 201 || document === undefined) return text;
  const booking = document as Booking;
  const { timeZone: _now, ...event } = booking.event;
  return JSON.stringify({ ...booking, places: booking.places.map(withoutNames), event });
}

const withoutNames = (place: Booking['places'][number]) =>
  'seatId' in place
    ? { seatId: place.seatId, price: place.price, tickets: place.tickets }
    : { areaId: place.areaId, quantity: place.quantity, price: place.price, tickets: place.tickets };
