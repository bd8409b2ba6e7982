/**
 * The sales that each entry of a claim's history adds to those of its event, on the day of the entry: the difference of the claim's sales
 * before and after it. So the sums of all entries of a claim are the sales of the claim, and the sums of all claims those of the event.
 *
 * Money counts when the gateway moves it. Only the payment of a booking counts: a payment that was captured although its claim
 * could not be booked is no revenue, and neither is its refund. A refund returns the prices and fees that its cancellation returns; fees
 * that are not refundable stay captured. The tax of a return is the difference of the taxes of what is left before and after it.
 */
import { taxIn } from './amounts.ts';
import type { Claim, HistoryEntry } from './model.ts';
import { differenceOfSales, figuresIn, noSales, type Sales, typeKeyOf } from './sales.ts';
import { type SoldPart, soldPartsOf } from './sold-parts.ts';

/** The facts of a claim that its sales depend on. They never change. */
export type SoldClaim = Pick<Claim, 'places' | 'currency' | 'sale'>;
/** The fields of a history entry that its sales depend on. */
type SoldEntry = Pick<HistoryEntry, 'action' | 'payment' | 'cancelled'>;

/** Returns what each entry of a claim's history adds. `entries` must begin with the first entry of the history. */
export function salesOfEntries(claim: SoldClaim, entries: SoldEntry[]): Sales[] {
  let state = unsold(claim);
  let sales = salesIn(state);
  return entries.map(entry => {
    const after = stateAfter(state, entry);
    if (after === state) return noSales();
    const before = sales;
    state = after;
    sales = salesIn(state);
    return differenceOfSales(sales, before);
  });
}

/** A claim as far as its sales depend on it. Units are numbered as its tickets are: from 1, in the order of the places. */
interface ClaimState {
  parts: readonly SoldPart[];
  code: string | undefined;
  booking?: { paymentNumber: number | undefined };
  captured: ReadonlySet<number>;
  /** The numbers of units that are cancelled. */
  cancelled: ReadonlySet<number>;
  /** The prices and fees that are returned. */
  returned: ReadonlySet<SoldPart>;
  /** The prices and fees of each refund of the booking's payment. */
  refunds: ReadonlyMap<number, readonly SoldPart[]>;
}

const unsold = (claim: SoldClaim): ClaimState => ({
  parts: soldPartsOf(claim),
  code: claim.sale?.code?.id,
  captured: new Set(),
  cancelled: new Set(),
  returned: new Set(),
  refunds: new Map(),
});

function stateAfter(state: ClaimState, entry: SoldEntry): ClaimState {
  const { action, payment } = entry;
  switch (action) {
    case 'booking.confirmed':
      return { ...state, booking: { paymentNumber: payment?.number } };
    case 'booking.places-cancelled':
    case 'booking.cancelled':
      return withCancelled(state, entry);
    case 'payment.captured':
      return payment ? withCaptured(state, payment) : state;
    case 'payment.refunded':
    case 'payment.voided':
    case 'payment.refund-failed':
      return payment && payment.number === state.booking?.paymentNumber ? withReturned(state, entry) : state;
    default:
      return state;
  }
}

type EntryRefund = NonNullable<HistoryEntry['payment']>['refund'];

/** An entry without numbers cancels all units that are left. */
function withCancelled(state: ClaimState, { cancelled, payment }: SoldEntry): ClaimState {
  const units = cancelled?.tickets ?? numbersIn(state).filter(number => !state.cancelled.has(number));
  const after = { ...state, cancelled: state.cancelled.union(new Set(units)) };
  return withRefund(after, payment?.refund, units);
}

/** If the payment is captured after its booking was cancelled, the same entry requests the refund of the rest. */
function withCaptured(state: ClaimState, { number, refund }: NonNullable<SoldEntry['payment']>): ClaimState {
  const after = { ...state, captured: state.captured.union(new Set([number])) };
  return number === state.booking?.paymentNumber ? withRefund(after, refund, numbersIn(state)) : after;
}

function withRefund(state: ClaimState, refund: EntryRefund, units: number[]): ClaimState {
  if (!refund) return state;
  return { ...state, refunds: new Map(state.refunds).set(refund.number, partsReturned(state, refund.amount, units)) };
}

/**
 * The parts that a refund of these units returns. The terms of the cancellation are not in the entry, so its amount decides: the prices with
 * the refundable fees, or with all fees, or all that no refund has returned. The fees on the booking belong to the last units.
 */
function partsReturned(state: ClaimState, amount: number, units: number[]): SoldPart[] {
  const left = withoutRefund(state);
  const isLast = numbersIn(state).every(number => state.cancelled.has(number));
  const ofUnits = left.filter(({ unit }) => (unit === undefined ? isLast : units.includes(unit)));
  const refundable = ofUnits.filter(({ isRefundable }) => isRefundable);
  return [refundable, ofUnits].find(parts => sumOf(parts) === amount) ?? (isLast ? left : ofUnits);
}

/** An entry without a refund returns the whole payment. The entries of version 0.5 do not say which units their refund is for. */
function withReturned(state: ClaimState, { action, payment }: SoldEntry): ClaimState {
  const refund = payment?.refund;
  const parts = new Set(
    refund === undefined
      ? state.parts
      : (state.refunds.get(refund.number) ?? partsReturned(state, refund.amount, numbersIn(state))),
  );
  return {
    ...state,
    returned: action === 'payment.refund-failed' ? state.returned.difference(parts) : state.returned.union(parts),
  };
}

const numbersIn = ({ parts }: ClaimState): number[] =>
  parts.flatMap(part => (part.kind === 'place' ? [part.unit] : []));

function withoutRefund({ parts, refunds }: ClaimState): SoldPart[] {
  const refunded = new Set([...refunds.values()].flat());
  return parts.filter(part => !refunded.has(part));
}

const sumOf = (parts: readonly SoldPart[]): number => parts.reduce((sum, { amount }) => sum + amount, 0);

function salesIn(state: ClaimState): Sales {
  const sales = noSales();
  const { booking, parts, captured } = state;
  if (!booking) return sales;
  sales.bookings = 1;
  const isCaptured = booking.paymentNumber !== undefined && captured.has(booking.paymentNumber);
  for (const part of parts) {
    for (const figures of figuresOfPart(sales, part)) {
      if (isCaptured) figures.captured += part.amount;
      if (isCaptured && state.returned.has(part)) figures.returned += part.amount;
    }
  }
  addPlaces(sales, state);
  if (isCaptured) addTaxes(sales, state);
  addCode(sales, state);
  return sales;
}

const figuresOfPart = (sales: Sales, part: SoldPart) =>
  part.kind === 'fee' ? [figuresIn(sales, 'fees', part.feeId)] : figuresOfPlace(sales, part);

const figuresOfPlace = (sales: Sales, { section, type }: SoldPart & { kind: 'place' }) => [
  figuresIn(sales, 'sections', section),
  ...(type === undefined ? [] : [figuresIn(sales, 'types', typeKeyOf(section, type))]),
];

function addPlaces(sales: Sales, { parts, cancelled }: ClaimState): void {
  for (const part of parts) {
    if (part.kind !== 'place') continue;
    for (const figures of figuresOfPlace(sales, part)) {
      figures.booked += 1;
      if (cancelled.has(part.unit)) figures.cancelled += 1;
    }
  }
}

/** A tax is rounded once for each rate, so that all returns together return exactly the tax of the sale. */
function addTaxes(sales: Sales, { parts, returned }: ClaimState): void {
  for (const [percent, ofRate] of Map.groupBy(parts, ({ taxPercent }) => taxPercent)) {
    if (percent === undefined) continue;
    const figures = figuresIn(sales, 'taxes', String(percent));
    const captured = sumOf(ofRate);
    const kept = sumOf(ofRate.filter(part => !returned.has(part)));
    figures.captured = captured;
    figures.returned = captured - kept;
    figures.taxCaptured = taxIn(captured, percent);
    figures.taxReturned = figures.taxCaptured - taxIn(kept, percent);
  }
}

/** The booking uses its code until all of its places are cancelled. */
function addCode(sales: Sales, { code, parts, cancelled }: ClaimState): void {
  if (code === undefined) return;
  const figures = figuresIn(sales, 'codes', code);
  const places = parts.filter(part => part.kind === 'place');
  const gone = places.filter(({ unit }) => cancelled.has(unit));
  figures.bookings = 1;
  figures.cancelledBookings = gone.length === places.length ? 1 : 0;
  figures.discount = places.reduce((sum, { discount }) => sum + discount, 0);
  figures.cancelledDiscount = gone.reduce((sum, { discount }) => sum + discount, 0);
}
