/** The tickets of a booking that may be cancelled, and the request that cancels some of them. Pure. */
import type { Schemas } from '../../../tools/client/src/types.ts';

type Booking = Schemas['Booking'];
type Money = Schemas['Money'];
type Place = Booking['places'][number];

/** A ticket with its place and the price that was paid for it. */
export interface PricedTicket {
  id: string;
  status: Place['tickets'][number]['status'];
  place: Place;
  price: Money;
}

export const ticketsOf = ({ places }: Pick<Booking, 'places'>): PricedTicket[] =>
  places.flatMap(place => place.tickets.map(({ id, status }) => ({ id, status, place, price: place.price })));

/** The body of the request. All tickets together are the whole booking. */
export function cancellationOf(booking: Pick<Booking, 'places'>, ids: ReadonlySet<string>): Schemas['NewCancellation'] {
  const left = ticketsOf(booking).filter(({ status }) => status !== 'void');
  return left.every(({ id }) => ids.has(id))
    ? {}
    : { tickets: left.filter(({ id }) => ids.has(id)).map(({ id }) => id) };
}
