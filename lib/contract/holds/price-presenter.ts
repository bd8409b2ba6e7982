/** Prices in the responses of quotes, holds and bookings: places by type and price, the lines of the total, and the taxes in it. */
import type { EventFacts, Place, PlacePrice } from '../../domain/model.ts';
import { areaNameOf, seatNamesOf } from '../../domain/place-names.ts';
import type { SaleTerms } from '../../domain/price-model.ts';
import { pricesOf } from '../../domain/tickets.ts';
import { type Booked, linesOf, type Sold, type TaxLine, type TotalLine, taxesOf } from '../../domain/totals.ts';
import { money } from '../presenter-parts.ts';
import type { SaleParts, TotalLineAnswer } from './price-responses.ts';

/** Equal units of one place: a seat, or the units of an area that have the same type, price and discount. */
export interface PlaceEntry extends PlacePrice {
  place: Place;
  /** The position of the place in the claim. */
  placeIndex: number;
  quantity: number;
}

/** The entries that responses have for places, in their order. A place without types and discounts is one entry. */
export const entriesOf = (places: Place[]): PlaceEntry[] =>
  places.flatMap((place, placeIndex) =>
    [...Map.groupBy(pricesOf([place]), textOf).values()].flatMap(units =>
      units.slice(0, 1).map(unit => ({ ...unit, place, placeIndex, quantity: units.length })),
    ),
  );

/** Whether a unit of the place belongs to the entry. */
export const isInEntry = (unit: PlacePrice & { placeIndex: number }, entry: PlaceEntry): boolean =>
  unit.placeIndex === entry.placeIndex && textOf(unit) === textOf(entry);

const textOf = ({ price, discount = 0, type = '' }: PlacePrice): string => [price, discount, type].join(' ');

/** The places of a quote, hold or booking with their names, types and prices. */
export const placesAnswer = (sold: Sold, facts: EventFacts | undefined) =>
  entriesOf(sold.places).map(entry => ({
    ...namesOf(entry, facts),
    ...typeAnswer(sold.sale, entry.type),
    price: money(entry.price, sold.currency),
    ...(entry.discount !== undefined && { discount: money(entry.discount, sold.currency) }),
  }));

const namesOf = ({ place, quantity }: PlaceEntry, facts: EventFacts | undefined) =>
  'seatId' in place
    ? { seatId: place.seatId, ...seatNamesOf(facts, place.seatId) }
    : { areaId: place.areaId, name: areaNameOf(facts, place.areaId), quantity };

/** A ticket type with its name at the sale. */
const typeAnswer = (sale: SaleTerms | undefined, id: string | undefined) =>
  id === undefined ? {} : { type: { id, name: sale?.types?.find(type => type.id === id)?.name ?? id } };

/** The lines of a total, the taxes in it, and the code. Nothing if the total is only the sum of the places' prices. */
export function saleAnswer(sold: Booked, facts: EventFacts | undefined): SaleParts {
  const { sale, currency } = sold;
  if (!sale) return {};
  const taxes = taxesOf(sold);
  return {
    lines: linesOf(sold).map(line => lineAnswer(line, sold, facts)),
    ...(taxes.length > 0 && { taxes: taxes.map(tax => taxAnswer(tax, currency)) }),
    ...(sale.sellerTaxNumber !== undefined && { sellerTaxNumber: sale.sellerTaxNumber }),
    ...(sale.code && { code: sale.code.id }),
  };
}

function lineAnswer(line: TotalLine, { sale, currency }: Sold, facts: EventFacts | undefined): TotalLineAnswer {
  const amount = money(line.amount, currency);
  if (line.kind !== 'places') return { ...line, amount };
  const { kind, sectionId, type, quantity, price } = line;
  return {
    kind,
    sectionId,
    name: areaNameOf(facts, sectionId),
    ...typeAnswer(sale, type),
    quantity,
    price: money(price, currency),
    amount,
  };
}

const taxAnswer = ({ percent, gross, tax }: TaxLine, currency: string) => ({
  percent,
  gross: money(gross, currency),
  tax: money(tax, currency),
});
