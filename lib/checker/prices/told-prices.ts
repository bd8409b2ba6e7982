/** The prices of a hold or booking as an answer tells them: the type and the price of each unit, the fees, the taxes and the code. */
import type { Booking } from '../../contract/bookings/responses.ts';
import type { Hold } from '../../contract/holds/responses.ts';

type Sold = Pick<Hold | Booking, 'places' | 'total' | 'lines' | 'taxes' | 'code'>;

/** A seat, or one place of an area. Amounts are minor units. */
export interface UnitPrice {
  placeId: string;
  /** The id of its ticket type. */
  type: string | undefined;
  /** After the discount. */
  price: number;
  discount: number;
}

/** A fee in a total. */
export interface FeeLine {
  id: string;
  amount: number;
}

export interface TaxLine {
  percent: number;
  gross: number;
  tax: number;
}

/** One entry for each unit, in the order of the tickets. */
export const unitPricesIn = ({ places }: Pick<Sold, 'places'>): UnitPrice[] =>
  places.flatMap(place => {
    const [placeId, quantity] = 'seatId' in place ? [place.seatId, 1] : [place.areaId, place.quantity];
    const { type, price, discount } = place;
    const unit = { placeId, type: type?.id, price: price.amount, discount: discount?.amount ?? 0 };
    return Array.from({ length: quantity }, () => unit);
  });

export const feesIn = ({ lines = [] }: Sold): FeeLine[] =>
  lines.flatMap(line => (line.kind === 'fee' ? [{ id: line.id, amount: line.amount.amount }] : []));

export const taxesIn = ({ taxes = [] }: Sold): TaxLine[] =>
  taxes.map(({ percent, gross, tax }) => ({ percent, gross: gross.amount, tax: tax.amount }));

export const codeIn = ({ code }: Sold): string | undefined => code;

/** A text of all that a sale must keep: the places with their types and prices, the total and its lines. */
export const termsOf = (sold: Sold): string =>
  JSON.stringify([
    sold.total.amount,
    sold.places.map(textOfPlace).toSorted(),
    (sold.lines ?? []).map(textOfLine).toSorted(),
    codeIn(sold) ?? null,
  ]);

function textOfPlace(place: Sold['places'][number]): string {
  const { type, price, discount } = place;
  const name = 'seatId' in place ? place.seatId : `${place.areaId} ${place.quantity}`;
  return `${name} ${type?.id ?? ''} ${price.amount} ${discount?.amount ?? 0}`;
}

/** Without the name of the section, which is its id once the section is gone. */
function textOfLine(line: NonNullable<Sold['lines']>[number]): string {
  if (line.kind !== 'places') return JSON.stringify(line);
  const { name: _present, ...others } = line;
  return JSON.stringify(others);
}
