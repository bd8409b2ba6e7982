/**
 * The bookings of an event as CSV (RFC 4180), for spreadsheet programs: one row a booking, so that sums over its amounts are right.
 * UTF-8 with a byte order mark, without which Excel takes names for another encoding. Texts are quoted, and numbers are not.
 *
 * A text that begins like a formula gets an apostrophe. So does a part of a text after a character that some programs take for the
 * separator: in many countries Excel splits lines at semicolons, whatever is quoted.
 */
import { stringify } from 'csv-stringify/sync';
import { decimalAmount } from '../../domain/currencies.ts';
import type { Money } from '../schema-parts.ts';
import type { EventBooking } from './responses.ts';

/** Between the places of a booking. It begins no formula. */
const SEPARATOR = ' / ';

/** A number that is written as it is, with all its decimals. */
interface Decimal {
  decimal: string;
}

const COLUMNS: Readonly<Record<string, (booking: EventBooking) => string | number | Decimal | undefined>> = {
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

/** Returns the document, with its header row also if there are no bookings. */
export const bookingsCsv = (bookings: EventBooking[]): string =>
  stringify(
    [Object.keys(COLUMNS), ...bookings.map(booking => Object.values(COLUMNS).map(fieldOf => fieldOf(booking)))],
    {
      bom: true,
      record_delimiter: 'windows',
      quoted_string: true,
      escape_formulas: true,
      cast: {
        string: withoutInnerFormulas,
        object: value => (value as unknown as Decimal).decimal,
      },
    },
  );

/** A character that may begin a formula, after white space at the beginning or after a possible separator. */
const INNER_FORMULA = /(^\s+|[;|\t\r\n]\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;
const withoutInnerFormulas = (text: string): string => text.replace(INNER_FORMULA, "$1'");

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
