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
  ticketTypes: booking => typesOf(booking),
  // The prices less the discount and plus the fees are the total.
  prices: booking => sumOfLines(booking, 'places'),
  discount: booking => sumOfLines(booking, 'discount'),
  fees: booking => sumOfLines(booking, 'fee'),
  kept: ({ kept, total, refunded }) => decimalOf(kept ?? { ...total, amount: total.amount - refunded.amount }),
  // The tax in what is kept.
  tax: ({ taxes, total }) =>
    taxes && decimalOf({ ...total, amount: taxes.reduce((sum, { tax }) => sum + tax.amount, 0) }),
  taxes: ({ taxes }) => taxes?.map(({ percent, tax }) => `${percent}% ${decimalOf(tax).decimal}`).join(SEPARATOR),
  code: ({ code }) => code,
};

/** Returns the document of bookings. */
export const bookingsCsv = (bookings: EventBooking[]): string => csvOf(COLUMNS, bookings);

const decimalOf = ({ amount, currency }: Money): Decimal => ({ decimal: decimalAmount(amount, currency) });

/** The amount of the lines of a kind. A discount is a positive amount here. A booking without lines has only prices. */
function sumOfLines({ lines, total }: EventBooking, kind: 'places' | 'discount' | 'fee'): Decimal {
  const all = lines ?? [{ kind: 'places' as const, amount: total }];
  const sum = all.filter(line => line.kind === kind).reduce((amount, line) => amount + line.amount.amount, 0);
  return decimalOf({ ...total, amount: Math.abs(sum) });
}

/** The types of the places that are left, with their quantities: `2 × Adult / Child`. */
function typesOf({ places }: EventBooking): string {
  const counts = new Map<string, number>();
  for (const { type, tickets } of places) {
    const left = tickets.filter(({ status }) => status !== 'void').length;
    if (type && left > 0) counts.set(type.name, (counts.get(type.name) ?? 0) + left);
  }
  return [...counts].map(([name, count]) => quantified(name, count)).join(SEPARATOR);
}

const quantified = (name: string, count: number): string => (count === 1 ? name : `${count} × ${name}`);

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
    .map(counts => quantified(counts.name, quantityOf(counts)))
    .join(SEPARATOR);
