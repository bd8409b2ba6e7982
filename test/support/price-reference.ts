/**
 * A reference for prices: written from docs/decisions/2026-11-30-prices.md alone, with fractions of whole numbers, without any code of
 * lib/domain. It is naive on purpose: it prices one unit after another, and computes each amount anew from the whole booking.
 */

/** A type, a tier, a fee and a code as an organizer describes them. Amounts are minor units. */
export interface ReferencePrices {
  ticketTypes?: {
    id: string;
    price?: number;
    percent?: number;
    sections?: { id: string; price?: number; percent?: number }[];
    taxPercent?: number;
  }[];
  tiers?: { sectionId: string; price: number; rows?: string[]; seats?: string[] }[];
  fees?: ReferenceFee[];
  taxPercent?: number;
}
interface ReferenceFee {
  id: string;
  per: 'ticket' | 'booking';
  amount?: number;
  percent?: number;
  isRefundable: boolean;
  taxPercent?: number;
}
export interface ReferenceCode {
  discount?: { percent: number } | { amount: number; per: 'ticket' | 'booking' };
  types?: string[];
  sections?: string[];
  placesPerUseMax?: number;
}

/** A requested unit. An area has no row and no label. */
export interface ReferenceUnit {
  sectionId: string;
  row?: string;
  label?: string;
  type?: string;
}
export interface ReferenceSale {
  currency: string;
  sectionPrices: Record<string, number>;
  prices: ReferencePrices;
  code?: ReferenceCode;
  units: ReferenceUnit[];
}

/** Half up to a whole number. */
const half = (dividend: bigint, divisor: bigint): bigint => (2n * dividend + divisor) / (2n * divisor);

const STEPS: Record<string, bigint> = { EUR: 1n, JPY: 1n, KWD: 10n, MGA: 100n };
function stepOf(currency: string): bigint {
  const step = STEPS[currency];
  if (step === undefined) throw new Error(`the reference does not know ${currency}`);
  return step;
}

/** A percentage as hundredths of a percent, read from its decimal digits. */
function hundredths(percent: number): bigint {
  const [whole = '0', decimals = ''] = String(percent).split('.');
  return BigInt(whole) * 100n + BigInt(decimals.padEnd(2, '0'));
}

/** A percentage of an amount, half up to what can be paid. It is never above the amount, and 100 % is the amount. */
function share(amount: bigint, percent: number, currency: string): bigint {
  if (percent === 100) return amount;
  const rounded = half(amount * hundredths(percent), 10_000n * stepOf(currency)) * stepOf(currency);
  return rounded > amount ? amount : rounded;
}

/** The tax that is in an amount. */
const taxIn = (gross: bigint, percent: number): bigint =>
  half(gross * hundredths(percent), 10_000n + hundredths(percent));

const sum = (amounts: bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);

/** A priced unit: its price before and after the discount. */
export interface PricedUnit extends ReferenceUnit {
  listed: bigint;
  discount: bigint;
  paid: bigint;
}

/** Prices all units, in their order. */
export function referenceUnits(sale: ReferenceSale): PricedUnit[] {
  const listed = sale.units.map(unit => listPrice(sale, unit));
  const discounts = referenceDiscounts(sale, listed);
  return sale.units.map((unit, i) => {
    const [list, discount] = [listed[i] as bigint, discounts[i] as bigint];
    return { ...unit, listed: list, discount, paid: list - discount };
  });
}

function listPrice({ currency, sectionPrices, prices }: ReferenceSale, unit: ReferenceUnit): bigint {
  const tier = prices.tiers?.find(
    ({ sectionId, rows, seats }) =>
      sectionId === unit.sectionId && (rows?.includes(unit.row ?? '') || seats?.includes(unit.label ?? '')),
  );
  const own = BigInt(tier ? tier.price : (sectionPrices[unit.sectionId] as number));
  const type = prices.ticketTypes?.find(({ id }) => id === unit.type);
  if (!type) return own;
  const here = type.sections?.find(({ id }) => id === unit.sectionId);
  const by = here && (here.price !== undefined || here.percent !== undefined) ? here : type;
  if (by.price !== undefined) return BigInt(by.price);
  return by.percent === undefined ? own : share(own, by.percent, currency);
}

function referenceDiscounts({ currency, code, units }: ReferenceSale, listed: bigint[]): bigint[] {
  const none = listed.map(() => 0n);
  const discount = code?.discount;
  if (!discount) return none;
  const fitting = [...listed.keys()].filter(i => {
    const { sectionId, type } = units[i] as ReferenceUnit;
    const isOfType = !code.types || code.types.some(id => id === type);
    return listed[i] !== 0n && isOfType && (!code.sections || code.sections.includes(sectionId));
  });
  // The dearest ones; of equal ones, the first.
  const chosen: number[] = [];
  while (chosen.length < (code.placesPerUseMax ?? units.length)) {
    const left = fitting.filter(i => !chosen.includes(i));
    if (left.length === 0) break;
    chosen.push(left.reduce((best, i) => ((listed[i] as bigint) > (listed[best] as bigint) ? i : best)));
  }
  const inOrder = fitting.filter(i => chosen.includes(i));
  const weights = inOrder.map(i => listed[i] as bigint);
  const amounts = amountsOff(discount, weights, currency);
  for (const [n, i] of inOrder.entries()) none[i] = amounts[n] as bigint;
  return none;
}

function amountsOff(discount: NonNullable<ReferenceCode['discount']>, prices: bigint[], currency: string): bigint[] {
  if ('percent' in discount) return prices.map(price => share(price, discount.percent, currency));
  const amount = BigInt(discount.amount);
  if (discount.per === 'ticket') return prices.map(price => (price < amount ? price : amount));
  const whole = sum(prices);
  if (whole === 0n) return prices.map(() => 0n);
  const off = whole < amount ? whole : amount;
  // In steps that can be paid, if all of these amounts can be; otherwise in minor units.
  const step = [off, ...prices].every(part => part % stepOf(currency) === 0n) ? stepOf(currency) : 1n;
  // The first places together get their exact share, rounded half up. So the parts sum up to the amount.
  const until = (count: number): bigint => half(off * sum(prices.slice(0, count)), whole * step) * step;
  return prices.map((_, i) => until(i + 1) - until(i));
}

const feeOn = ({ amount, percent = 0 }: ReferenceFee, price: bigint, currency: string): bigint => {
  if (price === 0n) return 0n;
  return amount === undefined ? share(price, percent, currency) : BigInt(amount);
};

/** An amount that is kept or returned, with the rate of the tax in it. */
interface Part {
  amount: bigint;
  rate: number | undefined;
}

/** Every price and fee of the sale that is left if only these units are. */
function keptParts(sale: ReferenceSale, units: PricedUnit[], left: PricedUnit[]): Part[] {
  const { prices, currency } = sale;
  const typeOf = ({ type }: PricedUnit) => prices.ticketTypes?.find(({ id }) => id === type);
  const ofPlaces = left.map(unit => ({ amount: unit.paid, rate: typeOf(unit)?.taxPercent ?? prices.taxPercent }));
  const ofFees = (prices.fees ?? []).map(fee => {
    const rate = fee.taxPercent ?? prices.taxPercent;
    const charged = fee.isRefundable ? left : units;
    if (fee.per === 'ticket') return { amount: sum(charged.map(({ paid }) => feeOn(fee, paid, currency))), rate };
    const isKept = left.length > 0 || !fee.isRefundable;
    return { amount: isKept ? feeOn(fee, sum(units.map(({ paid }) => paid)), currency) : 0n, rate };
  });
  return [...ofPlaces, ...ofFees];
}

/** The amount that is kept if only these units are left, and the tax in it by rate. */
export function referenceKept(sale: ReferenceSale, units: PricedUnit[], left: PricedUnit[]) {
  const parts = keptParts(sale, units, left);
  const rates = [...new Set(parts.flatMap(({ rate }) => (rate === undefined ? [] : [rate])))];
  const taxes = rates
    .sort((one, other) => other - one)
    .map(percent => {
      const gross = sum(parts.flatMap(({ amount, rate }) => (rate === percent ? [amount] : [])));
      return { percent, gross: Number(gross), tax: Number(taxIn(gross, percent)) };
    });
  return { amount: Number(sum(parts.map(({ amount }) => amount))), taxes };
}

/** The total of the sale. */
export const referenceTotal = (sale: ReferenceSale, units: PricedUnit[]): number =>
  referenceKept(sale, units, units).amount;

/** The amounts of the fees that are not 0, by id. */
export function referenceFees({ prices, currency }: ReferenceSale, units: PricedUnit[]): Record<string, number> {
  const whole = sum(units.map(({ paid }) => paid));
  const amounts = (prices.fees ?? []).map(fee => {
    const amount =
      fee.per === 'booking' ? feeOn(fee, whole, currency) : sum(units.map(({ paid }) => feeOn(fee, paid, currency)));
    return [fee.id, Number(amount)] as const;
  });
  return Object.fromEntries(amounts.filter(([, amount]) => amount !== 0));
}
