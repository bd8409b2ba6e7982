/** Computes what a code takes off the units of a hold, as docs/prices.md says. It shares no code with the service. */
import type { KnownTerms } from '../codes.ts';
import { partOf, sectionOf, sum } from './reference-prices.ts';
import type { UnitPrice } from './told-prices.ts';

/** Whether these units, with their discounts, are what the code gives them. `step`: what can be paid in the currency. */
export function isDiscountOf(terms: KnownTerms | undefined, units: UnitPrice[], step: number): boolean {
  const discounted = terms?.discount ? units.filter(unit => isEligible(terms, unit)) : [];
  const others = units.filter(unit => !discounted.includes(unit));
  if (others.some(({ discount }) => discount !== 0)) return false;
  const { discount, placesPerUseMax = units.length } = terms ?? {};
  if (!discount || discounted.length === 0) return discounted.length === 0;
  // The dearest units. Which ones of several at one price does not matter.
  const inOrder = discounted.toSorted(
    (one, other) => listPriceOf(other) - listPriceOf(one) || other.discount - one.discount,
  );
  const [lowered, full] = [inOrder.slice(0, placesPerUseMax), inOrder.slice(placesPerUseMax)];
  if (full.some(unit => unit.discount !== 0)) return false;
  if ('percent' in discount)
    return lowered.every(unit => unit.discount === partOf(listPriceOf(unit), discount.percent, step));
  if (discount.per === 'ticket')
    return lowered.every(unit => unit.discount === Math.min(listPriceOf(unit), discount.amount));
  return isDividedAmong(lowered, discount.amount, step);
}

export const listPriceOf = ({ price, discount }: UnitPrice): number => price + discount;

const isEligible = ({ types, sections }: KnownTerms, unit: UnitPrice): boolean =>
  listPriceOf(unit) > 0 &&
  (types === undefined || (unit.type !== undefined && types.includes(unit.type))) &&
  (sections === undefined || sections.includes(sectionOf(unit.placeId)));

/** Whether an amount is divided among the units in proportion to their prices. Each part is exact, apart from the rounding. */
function isDividedAmong(units: UnitPrice[], most: number, step: number): boolean {
  const whole = sum(units.map(listPriceOf));
  const amount = Math.min(most, whole);
  const isNear = (unit: UnitPrice): boolean =>
    Math.abs(unit.discount - (amount * listPriceOf(unit)) / whole) <= step && unit.discount <= listPriceOf(unit);
  return sum(units.map(({ discount }) => discount)) === amount && units.every(isNear);
}
