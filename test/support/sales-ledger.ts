/**
 * A ledger of one booking with types, discounts, fees and taxes: a list of amounts, each of which is captured or not, and returned or not. It
 * computes the sums of its sales without the domain, for tests that compare both.
 */
import type { HistoryEntry, Place } from '../../lib/domain/model.ts';
import type { SaleTerms } from '../../lib/domain/price-model.ts';

export const RATES = [undefined, 7, 19, 5.5, 0];
export const TYPES = [
  { id: 'adult', name: 'Adult', taxPercent: 19 },
  { id: 'child', name: 'Child', taxPercent: 7 },
  { id: 'free', name: 'Free' },
];

export type Random = () => number;
export const upTo = (max: number, random: Random): number => Math.floor(random() * (max + 1));
export const pick = <Item>(items: readonly Item[], random: Random): Item =>
  items[Math.floor(random() * items.length)] as Item;

export interface Unit {
  section: string;
  price: number;
  discount: number;
  type: string | undefined;
}
/** An amount of the ledger: the price of a ticket, or a fee on a ticket or on the booking. */
interface Amount {
  ticket: number | undefined;
  of: { section: string; type: string | undefined } | { fee: string };
  amount: number;
  rate: number | undefined;
  isRefundable: boolean;
  /** The refund that returns it. */
  refund?: number;
  isReturned: boolean;
}
export interface Ledger {
  units: Unit[];
  amounts: Amount[];
  code: string | undefined;
  gone: Set<number>;
  isCaptured: boolean;
  /** The booking was cancelled, and the seller keeps fees of it. */
  keepsFees: boolean;
  /** The gateway has voided or returned the whole payment. */
  isTakenBack: boolean;
  refunds: Map<number, 'open' | 'made'>;
}

/** A percentage of an amount, rounded half up to the step. */
const percentage = (amount: number, percent: number, step: number): number =>
  step *
  Number((2n * BigInt(amount) * BigInt(Math.round(percent * 100)) + 10_000n * BigInt(step)) / (20_000n * BigInt(step)));
/** The tax in an amount: amount × rate / (100 + rate), rounded half up. */
const taxOf = (gross: number, rate: number): number => Math.floor((2 * gross * rate + 100 + rate) / (2 * (100 + rate)));

export function drawUnits(step: number, random: Random): Unit[] {
  const isTyped = random() < 0.8;
  return Array.from({ length: 1 + upTo(7, random) }, () => ({
    section: pick(['stalls', 'standing', 'gallery'], random),
    price: pick([0, step * upTo(700, random)], random),
    discount: isTyped ? pick([0, step * upTo(50, random)], random) : 0,
    type: isTyped ? pick(TYPES, random).id : undefined,
  })).toSorted((one, other) => (one.section < other.section ? -1 : 1));
}

/** Standing is an area: its units are one place. */
export function placesOf(units: Unit[]): Place[] {
  const priced = ({ price, discount, type }: Unit) => ({
    price,
    ...(discount > 0 && { discount }),
    ...(type !== undefined && { type }),
  });
  const standing = units.filter(({ section }) => section === 'standing');
  const isPlain = standing.every(
    ({ type, discount, price }) => type === undefined && discount === 0 && price === standing[0]?.price,
  );
  const area: Place = {
    areaId: 'standing',
    quantity: standing.length,
    price: Math.min(...standing.map(({ price }) => price)),
    shares: [],
    ...(!isPlain && { units: standing.map(unit => ({ ...priced(unit), quantity: 1 })) }),
  };
  const seats = units.filter(({ section }) => section !== 'standing');
  return [
    ...seats.map((unit, i): Place => ({ seatId: `${unit.section}/A-${i}`, ...priced(unit) })),
    ...(standing.length > 0 ? [area] : []),
  ];
}

type DrawnFee = NonNullable<SaleTerms['fees']>[number];
export const drawFee = (step: number, random: Random, i: number): DrawnFee => {
  const taxPercent = pick(RATES, random);
  return {
    id: `fee${i}`,
    name: `Fee ${i}`,
    per: pick(['ticket', 'booking'] as const, random),
    ...pick([{ amount: step * upTo(30, random) }, { percent: upTo(2_000, random) / 100 }], random),
    isRefundable: random() < 0.5,
    ...(taxPercent !== undefined && { taxPercent }),
  };
};

export function openLedger(units: Unit[], { fees = [], taxPercent, code }: SaleTerms, step: number): Ledger {
  const base = { isReturned: false };
  const prices = units.map(({ section, type, price }, i): Amount => {
    const rate = type === undefined ? taxPercent : TYPES.find(({ id }) => id === type)?.taxPercent;
    return { ...base, ticket: i + 1, of: { section, type }, amount: price, rate, isRefundable: true };
  });
  const feeAmount = ({ amount, percent = 0 }: DrawnFee, price: number): number =>
    price === 0 ? 0 : (amount ?? percentage(price, percent, step));
  const charged = fees.flatMap((fee): Amount[] => {
    const { id, per, taxPercent: rate, isRefundable } = fee;
    const of = { fee: id };
    const whole = units.reduce((sum, { price }) => sum + price, 0);
    return per === 'booking'
      ? [{ ...base, ticket: undefined, of, amount: feeAmount(fee, whole), rate, isRefundable }]
      : units.map(({ price }, i) => ({
          ...base,
          ticket: i + 1,
          of,
          amount: feeAmount(fee, price),
          rate,
          isRefundable,
        }));
  });
  return {
    units,
    amounts: [...prices, ...charged],
    code: code?.id,
    gone: new Set(),
    isCaptured: false,
    keepsFees: false,
    isTakenBack: false,
    refunds: new Map(),
  };
}

const sum = (amounts: Amount[]): number => amounts.reduce((all, { amount }) => all + amount, 0);

/** The sums as plain objects, without zeros. */
export function sumsOf(ledger: Ledger): Record<string, number> {
  const sums: Record<string, number> = { bookings: 1 };
  const plus = (name: string, amount: number): void => {
    sums[name] = (sums[name] ?? 0) + amount;
  };
  ledger.units.forEach(({ section, type, discount }, i) => {
    const names = [`sections ${section}`, ...(type === undefined ? [] : [`types ${section}:${type}`])];
    for (const name of names) plus(`${name} booked`, 1);
    if (ledger.gone.has(i + 1)) for (const name of names) plus(`${name} cancelled`, 1);
    if (ledger.code === undefined) return;
    plus(`codes ${ledger.code} discount`, discount);
    if (ledger.gone.has(i + 1)) plus(`codes ${ledger.code} cancelledDiscount`, discount);
  });
  if (ledger.code !== undefined) {
    plus(`codes ${ledger.code} bookings`, 1);
    plus(`codes ${ledger.code} cancelledBookings`, ledger.gone.size === ledger.units.length ? 1 : 0);
  }
  if (ledger.isCaptured) addMoney(ledger, plus);
  return Object.fromEntries(Object.entries(sums).filter(([, amount]) => amount !== 0));
}

function addMoney({ amounts }: Ledger, plus: (name: string, amount: number) => void): void {
  for (const { of, amount, isReturned } of amounts) {
    const names =
      'fee' in of
        ? [`fees ${of.fee}`]
        : [`sections ${of.section}`, ...(of.type === undefined ? [] : [`types ${of.section}:${of.type}`])];
    for (const name of names) {
      plus(`${name} captured`, amount);
      if (isReturned) plus(`${name} returned`, amount);
    }
  }
  for (const rate of new Set(amounts.map(amount => amount.rate))) {
    if (rate === undefined) continue;
    const [all, left] = [amounts, amounts.filter(({ isReturned }) => !isReturned)].map(some =>
      sum(some.filter(amount => amount.rate === rate)),
    ) as [number, number];
    plus(`taxes ${rate} captured`, all);
    plus(`taxes ${rate} returned`, all - left);
    plus(`taxes ${rate} taxCaptured`, taxOf(all, rate));
    plus(`taxes ${rate} taxReturned`, taxOf(all, rate) - taxOf(left, rate));
  }
}

export type Entry = Pick<HistoryEntry, 'action'> & Partial<HistoryEntry>;

/** A step of the booking's life, with the entry that it writes. Undefined if it is not possible now. */
export type Step = (ledger: Ledger, total: number, random: Random) => Entry | undefined;

/** Cancels some or all tickets. The ledger says which amounts are returned. */
const cancel: Step = (ledger, total, random) => {
  const left = ledger.units.flatMap((_, i) => (ledger.gone.has(i + 1) ? [] : [i + 1]));
  if (left.length === 0) return undefined;
  const tickets = random() < 0.4 ? left : left.filter(() => random() < 0.4);
  if (tickets.length === 0) return undefined;
  for (const ticket of tickets) ledger.gone.add(ticket);
  const isLast = tickets.length === left.length;
  const all = random() < 0.3;
  const open = ledger.amounts.filter(({ refund, amount }) => refund === undefined && amount > 0);
  const isReturned = ({ ticket, isRefundable }: Amount): boolean =>
    (isLast && all) || ((isRefundable || all) && (ticket === undefined ? isLast : tickets.includes(ticket)));
  const returned = open.filter(isReturned);
  const cancelled = { tickets, amount: sum(returned) };
  const action = isLast ? 'booking.cancelled' : 'booking.places-cancelled';
  ledger.keepsFees = isLast && returned.length < open.length;
  if (total === 0 || returned.length === 0 || ledger.isTakenBack) return { action, cancelled };
  // Nothing is left to keep, so the payment is voided, or returned once it is captured.
  if (isLast && !ledger.isCaptured && returned.length === open.length)
    return { action, cancelled, payment: { number: 1, amount: total, wanted: 'refunded' } };
  return { action, cancelled, payment: { number: 1, amount: total, refund: request(ledger, returned) } };
};

function request(ledger: Ledger, returned: Amount[]): { number: number; amount: number } {
  const number = ledger.refunds.size + 1;
  ledger.refunds.set(number, 'open');
  for (const amount of returned) amount.refund = number;
  return { number, amount: sum(returned) };
}

const capture: Step = (ledger, total) => {
  if (total === 0 || ledger.isCaptured || ledger.isTakenBack) return undefined;
  ledger.isCaptured = true;
  const isEnded = ledger.gone.size === ledger.units.length;
  const rest = ledger.amounts.filter(({ refund, amount }) => refund === undefined && amount > 0);
  // The booking was cancelled without a refund: the whole rest is returned.
  const isToReturn = isEnded && !ledger.keepsFees && rest.length > 0;
  return {
    action: 'payment.captured',
    payment: { number: 1, amount: total, ...(isToReturn && { refund: request(ledger, rest) }) },
  };
};

/** The gateway makes a refund, or a bank rejects it later. */
const moveRefund =
  (action: 'payment.refunded' | 'payment.refund-failed', from: 'open' | 'made', to: 'open' | 'made'): Step =>
  (ledger, total, random) => {
    const numbers = [...ledger.refunds].flatMap(([number, state]) => (state === from ? [number] : []));
    if (!ledger.isCaptured || ledger.isTakenBack || numbers.length === 0) return undefined;
    const number = pick(numbers, random);
    ledger.refunds.set(number, to);
    const amounts = ledger.amounts.filter(({ refund }) => refund === number);
    for (const amount of amounts) amount.isReturned = to === 'made';
    return { action, payment: { number: 1, amount: total, refund: { number, amount: sum(amounts) } } };
  };

/** The gateway voids the payment, or returns all of it at once. */
const takeBack: Step = (ledger, total, random) => {
  if (total === 0 || ledger.isTakenBack || random() < 0.8) return undefined;
  ledger.isTakenBack = true;
  for (const amount of ledger.amounts) amount.isReturned = true;
  return {
    action: pick(['payment.voided', 'payment.refunded'] as const, random),
    payment: { number: 1, amount: total },
  };
};

export const STEPS: readonly Step[] = [
  cancel,
  capture,
  moveRefund('payment.refunded', 'open', 'made'),
  moveRefund('payment.refund-failed', 'made', 'open'),
  takeBack,
];
