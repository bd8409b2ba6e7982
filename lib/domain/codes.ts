/** The rules of promo codes and access codes: their texts, when they may be used, and what they take off. Pure. */
import { dividedBy, percentOf } from './amounts.ts';
import type { Code, CodeUnlocks } from './price-model.ts';

/**
 * The id of a code from the text that a person typed. Case, spaces and hyphens do not matter: `Summer 10` and `SUMMER-10` are one code.
 * Undefined if the text has other characters than letters of A to Z and digits, or too few or too many of them.
 */
export function codeIdOf(typed: string): string | undefined {
  const id = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\-_]+/g, '');
  return CODE_ID.test(id) ? id : undefined;
}
const CODE_ID = /^[A-Z0-9]{4,40}$/;

/** Why a code cannot be used at `now`. `over`: its time has passed, or its organizer has ended it. */
export type CodeState = 'upcoming' | 'open' | 'over';
export function codeStateAt({ opensAt, closesAt, endedAt }: Code, now: number): CodeState {
  if (endedAt !== undefined || (closesAt !== undefined && closesAt <= now)) return 'over';
  return opensAt !== undefined && now < opensAt ? 'upcoming' : 'open';
}

/** A unit that a code may apply to: its section or area, its type, and its price before the discount. */
export interface DiscountableUnit {
  sectionId: string;
  type?: string;
  listPrice: number;
}

/** Returns the discount of each unit, in their order. A code never takes more than the price, and nothing off what is free. */
export function discountsOf(code: Code | undefined, units: DiscountableUnit[], currency: string): number[] {
  const none = units.map(() => 0);
  if (!code?.discount) return none;
  const { discount, placesPerUseMax = units.length } = code;
  const positions = [...units.keys()]
    .filter(i => isDiscounted(code, units[i]))
    .toSorted((one, other) => (units[other]?.listPrice ?? 0) - (units[one]?.listPrice ?? 0) || one - other)
    .slice(0, placesPerUseMax)
    .toSorted((one, other) => one - other);
  const prices = positions.map(i => units[i]?.listPrice ?? 0);
  const amounts = amountsOff(discount, prices, currency);
  for (const [n, i] of positions.entries()) none[i] = amounts[n] ?? 0;
  return none;
}

function amountsOff(discount: NonNullable<Code['discount']>, prices: number[], currency: string): number[] {
  if ('percent' in discount) return prices.map(price => percentOf(price, discount.percent, currency));
  const { amount, per } = discount;
  if (per === 'ticket') return prices.map(price => Math.min(price, amount));
  const sum = prices.reduce((total, price) => total + price, 0);
  return dividedBy(Math.min(amount, sum), prices, currency);
}

/** Whether the code lowers the price of the unit. */
export const isDiscounted = ({ types, sections }: Code, unit: DiscountableUnit | undefined): boolean =>
  unit !== undefined &&
  unit.listPrice > 0 &&
  (types === undefined || (unit.type !== undefined && types.includes(unit.type))) &&
  (sections === undefined || sections.includes(unit.sectionId));

/** Whether the code unlocks a ticket type. */
export const unlocksType = (code: Code | undefined, typeId: string): boolean =>
  unlocksOf(code).types?.includes(typeId) ?? false;

/** Whether the code unlocks a seat that the organizer has blocked. */
export const unlocksSeat = (code: Code | undefined, seatId: string, sectionId: string): boolean => {
  const { seats = [], sections = [] } = unlocksOf(code);
  return seats.includes(seatId) || sections.includes(sectionId);
};

const unlocksOf = (code: Code | undefined): CodeUnlocks => code?.unlocks ?? {};
