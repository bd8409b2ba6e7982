/**
 * Computes what the places of a hold cost by a list of prices, its fees and its taxes. This is written from docs/prices.md and
 * shares no code with the service, so that an error in either of them shows.
 */

import type { ListedFee, ListedType, PriceList } from './price-lists.ts';
import type { UnitPrice } from './told-prices.ts';

/** The amounts of a currency that can be paid are multiples of this many minor units. */
export function stepOf(currency: string): number {
  if (currency === 'MGA') return 100;
  return THREE_DECIMALS.has(currency) ? 10 : 1;
}
const THREE_DECIMALS = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);

/** A percentage with at most two decimals, rounded half up to a multiple of the step. */
export function partOf(amount: number, percent: number, step: number): number {
  const [dividend, divisor] = [BigInt(amount) * hundredths(percent), 10_000n * BigInt(step)];
  return step * Number((2n * dividend + divisor) / (2n * divisor));
}

/** The tax in an amount that includes it, rounded half up. */
export function taxWithin(gross: number, percent: number): number {
  const [dividend, divisor] = [BigInt(gross) * hundredths(percent), 10_000n + hundredths(percent)];
  return Number((2n * dividend + divisor) / (2n * divisor));
}

const hundredths = (percent: number): bigint => BigInt(Math.round(percent * 100));

export const sectionOf = (placeId: string): string => placeId.split('/')[0] ?? placeId;

/** The prices that a unit may have before the discount: undefined if the list does not sell it like this. */
export function listPricesOf(
  { placeId, type }: Pick<UnitPrice, 'placeId' | 'type'>,
  { ticketTypes = [], tiers = [] }: PriceList,
  sectionPrices: number[],
  step: number,
): number[] | undefined {
  const [sectionId, label = ''] = placeId.split('/');
  const row = label.slice(0, label.lastIndexOf('-'));
  const tier = tiers.find(
    one => one.sectionId === sectionId && label !== '' && (one.rows?.includes(row) || one.seats?.includes(label)),
  );
  const own = tier ? [tier.price] : sectionPrices;
  if (ticketTypes.length === 0) return type === undefined ? own : undefined;
  const sold = ticketTypes.find(({ id }) => id === type);
  if (!sold) return undefined;
  const here = sold.sections?.find(({ id }) => id === sectionId);
  if (sold.sections && !here) return undefined;
  const { price, percent } = here?.price !== undefined || here?.percent !== undefined ? here : sold;
  if (price !== undefined) return [price];
  return percent === undefined ? own : own.map(amount => partOf(amount, percent, step));
}

/** Whether one hold may have these units together. */
export function mayBeTogether(units: UnitPrice[], { ticketTypes = [] }: PriceList): boolean {
  const count = (id: string): number => units.filter(({ type }) => type === id).length;
  return ticketTypes.every(({ id, placesPerHoldMax = Number.POSITIVE_INFINITY, onlyWith }) => {
    const own = count(id);
    return own <= placesPerHoldMax && (own === 0 || !onlyWith || onlyWith.some(other => count(other) > 0));
  });
}

/** The fees of a total, in the order of the list. What is free has no fee, and a fee of nothing has no line. */
export const feesOf = (units: UnitPrice[], fees: ListedFee[], step: number): { id: string; amount: number }[] =>
  fees
    .map(fee => ({ id: fee.id, amount: bookingFeeOf(units, fee, step) + ticketFeesOf(units, fee, step) }))
    .filter(({ amount }) => amount > 0);

/** The fee on tickets of these units. */
export const ticketFeesOf = (units: UnitPrice[], fee: ListedFee, step: number): number =>
  fee.per === 'ticket' ? sum(units.map(({ price }) => feeOn(price, fee, step))) : 0;

/** The fee on a booking that was made with these units. */
export const bookingFeeOf = (units: UnitPrice[], fee: ListedFee, step: number): number =>
  fee.per === 'booking' ? feeOn(sum(units.map(({ price }) => price)), fee, step) : 0;

const feeOn = (price: number, { amount, percent = 0 }: ListedFee, step: number): number =>
  price === 0 ? 0 : (amount ?? partOf(price, percent, step));

/** The taxes in a total, by rate, the highest first. */
export function taxesIn(
  units: UnitPrice[],
  { ticketTypes = [], fees = [], taxPercent }: PriceList,
  step: number,
): { percent: number; gross: number; tax: number }[] {
  const gross = new Map<number, number>();
  const add = (percent: number | undefined, amount: number): void => {
    if (percent !== undefined) gross.set(percent, (gross.get(percent) ?? 0) + amount);
  };
  const typeOf = (id: string | undefined): ListedType | undefined => ticketTypes.find(type => type.id === id);
  for (const { type, price } of units) add(typeOf(type)?.taxPercent ?? taxPercent, price);
  for (const fee of fees)
    add(fee.taxPercent ?? taxPercent, bookingFeeOf(units, fee, step) + ticketFeesOf(units, fee, step));
  return [...gross]
    .map(([percent, amount]) => ({ percent, gross: amount, tax: taxWithin(amount, percent) }))
    .toSorted((one, other) => other.percent - one.percent);
}

export const sum = (amounts: number[]): number => amounts.reduce((all, amount) => all + amount, 0);
