/** The text of an answer, as it is compared with the other answers to its key. */
import type { Booking } from '../contract/bookings/responses.ts';
import type { Call } from './calls.ts';

/**
 * Returns the answer without what may differ: the id of the request in a problem, and in a confirmed booking the names of its
 * places and the event's time zone. A booking is answered again from its claim, which has neither: they are those that the
 * event gives now.
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
    ? { seatId: place.seatId, price: place.price }
    : { areaId: place.areaId, quantity: place.quantity, price: place.price };
