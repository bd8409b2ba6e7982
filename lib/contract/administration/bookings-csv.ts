/** The bookings of an event as CSV: one row a booking, so that sums over its amounts are right. */
import { decimalAmount } from '../../domain/currencies.ts';
import type { Money } from '../schema-parts.ts';
import { type Columns, csvOf, type Decimal } from './csv.ts';
import type { EventBooking } from './responses.ts';

/** Between the places of a booking. It begins no formula. */
const SEPARATOR = ' / ';

const COLUMNS: Columns<EventBooking> = {
  reference: ({ reference }) => reference,
  status: ({ status }) => status,
  confirmedAt: ({ confirmedAt }) => confirmedAt,
  cancelledAt: ({ cancelledAt }) => cancelledAt,
  places: booking => placesOf(booking, ({ left }) => left),
  placeCount: booking => countsOf(booking).reduce((sum, { left }) => sum + left, 0),
  cancelledPlaces: booking => placesOf(booking, ({ gone }) => gone),
  total: ({ total }) => decimalOf(total),
  refunded: ({ refunded }) => decimalOf(refunded),
  currency: ({ total }) => total.currency,
  customerName: ({ customer }) => customer.name,
  customerEmail: ({ customer }) => customer.email,
  customerId: ({ customer }) => customer.id,
  bookingId: ({ id }) => id,
  tickets: ({ places }) =>
    places.flatMap(({ tickets }) => tickets.map(({ id, status }) => `${id} ${status}`)).join(SEPARATOR),
};

/** Returns the document of bookings. */
export const bookingsCsv = (bookings: EventBooking[]): string => csvOf(COLUMNS, bookings);

const decimalOf = ({ amount, currency }: Money): Decimal => ({ decimal: decimalAmount(amount, currency) });

type PlaceCounts = { name: string; left: number; gone: number };

function countsOf({ places }: EventBooking): PlaceCounts[] {
  return places.map(place => {
    const gone = place.tickets.filter(({ status }) => status === 'void').length;
    const name = 'seatId' in place ? seatName(place) : place.name;
    return { name, gone, left: place.tickets.length - gone };
  });
}

const seatName = ({ section, row, seat }: { section: string; row?: string | undefined; seat: string }): string =>
  [section, row, seat].filter(part => part !== undefined).join(' ');

/** The places with their quantities: `Stalls A 1 / 3 × Standing`. */
const placesOf = (booking: EventBooking, quantityOf: (counts: PlaceCounts) => number): string =>
  countsOf(booking)
    .filter(counts => quantityOf(counts) > 0)
    .map(counts => (quantityOf(counts) === 1 ? counts.name : `${quantityOf(counts)} × ${counts.name}`))
    .join(SEPARATOR);
