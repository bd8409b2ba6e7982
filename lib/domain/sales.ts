/**
 * The sales of an event by section: places, and money in minor units. Each entry of a claim's history adds to them, on the day of the
 * entry. The sums of all entries of a claim are the sales of the claim, so the sums of all claims are those of the event.
 *
 * Money counts when the gateway moves it. Only the payment of a booking counts: a payment that was captured although its claim
 * could not be booked is no revenue, and neither is its refund.
 */
import { parseSeatId } from './ids.ts';
import type { HistoryEntry, Place } from './model.ts';

export const SALES_FIELDS = [
  /** Places of confirmed bookings. */
  'booked',
  /** Booked places that were cancelled. */
  'cancelled',
  /** The prices of places whose payment was captured. */
  'captured',
  /** The prices of places whose payment was returned. */
  'returned',
] as const;
export type SalesField = (typeof SALES_FIELDS)[number];
export type SectionSales = Record<SalesField, number>;

/** Sums of sales in one currency. Sections in which nothing was sold may be absent. */
export interface Sales {
  /** Confirmed bookings, also those that were cancelled later. */
  bookings: number;
  sections: Map<string, SectionSales>;
}

/** A local day (`2027-12-31`) with its sales in one currency. */
export interface DaySales extends Sales {
  day: string;
  currency: string;
}

export const noSectionSales = (): SectionSales => ({ booked: 0, cancelled: 0, captured: 0, returned: 0 });

/** The fields of a history entry that its sales depend on. */
type SoldEntry = Pick<HistoryEntry, 'action' | 'payment' | 'cancelled'>;

/** Returns what each entry of a claim's history adds. `entries` must begin with the first entry of the history. */
export function salesOfEntries(places: Place[], entries: SoldEntry[]): Sales[] {
  let state = unsold(places);
  return entries.map(entry => {
    const before = state;
    state = stateAfter(before, entry);
    return state === before ? noSales() : difference(salesIn(state), salesIn(before));
  });
}

const noSales = (): Sales => ({ bookings: 0, sections: new Map() });

/** Whether the sales add nothing. */
export const isNoSale = ({ bookings, sections }: Sales): boolean =>
  bookings === 0 && [...sections.values()].every(isZero);

const isZero = (sales: SectionSales): boolean => SALES_FIELDS.every(field => sales[field] === 0);

/** Adds sales. Sections whose sums are all 0 are left out. */
export function sumOfSales(all: Iterable<Sales>): Sales {
  const sum = noSales();
  for (const { bookings, sections } of all) {
    sum.bookings += bookings;
    for (const [id, added] of sections) sum.sections.set(id, plus(sum.sections.get(id) ?? noSectionSales(), added, 1));
  }
  return { ...sum, sections: withoutZeros(sum.sections) };
}

const withoutZeros = (sections: Iterable<[string, SectionSales]>): Map<string, SectionSales> =>
  new Map([...sections].filter(([, sales]) => !isZero(sales)));

/** Adds up sales of the same day and currency. */
export function sumByDay(all: DaySales[]): DaySales[] {
  const groups = Map.groupBy(all, ({ day, currency }) => `${day} ${currency}`);
  return [...groups.values()].flatMap(ofDay => {
    const [{ day, currency }] = ofDay as [DaySales];
    return { day, currency, ...sumOfSales(ofDay) };
  });
}

/** Adds the sales of sections to each other. */
export const sumOfSections = (all: Iterable<SectionSales>): SectionSales =>
  [...all].reduce((sum, added) => plus(sum, added, 1), noSectionSales());

function difference(after: Sales, before: Sales): Sales {
  const ids = new Set([...after.sections.keys(), ...before.sections.keys()]);
  const of = ({ sections }: Sales, id: string): SectionSales => sections.get(id) ?? noSectionSales();
  const changed = [...ids].map((id): [string, SectionSales] => [id, plus(of(after, id), of(before, id), -1)]);
  return { bookings: after.bookings - before.bookings, sections: withoutZeros(changed) };
}

const plus = (one: SectionSales, other: SectionSales, sign: 1 | -1): SectionSales => ({
  booked: one.booked + sign * other.booked,
  cancelled: one.cancelled + sign * other.cancelled,
  captured: one.captured + sign * other.captured,
  returned: one.returned + sign * other.returned,
});

/** A claim as far as its sales depend on it. Units are numbered as its tickets are: from 1, in the order of the places. */
interface ClaimState {
  units: readonly { section: string; price: number }[];
  booking?: { paymentNumber: number | undefined };
  captured: ReadonlySet<number>;
  /** The numbers of units that are cancelled, and of those whose money is returned. */
  cancelled: ReadonlySet<number>;
  returned: ReadonlySet<number>;
  /** The units of each refund of the booking's payment. */
  refunds: ReadonlyMap<number, readonly number[]>;
}

const unsold = (places: Place[]): ClaimState => ({
  units: places.flatMap(place => {
    const unit = {
      section: 'seatId' in place ? parseSeatId(place.seatId).sectionId : place.areaId,
      price: place.price,
    };
    return Array.from({ length: 'seatId' in place ? 1 : place.quantity }, () => unit);
  }),
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
      return payment ? withCaptured(state, payment.number, payment.refund?.number) : state;
    case 'payment.refunded':
    case 'payment.voided':
    case 'payment.refund-failed':
      return payment && payment.number === state.booking?.paymentNumber ? withReturned(state, entry) : state;
    default:
      return state;
  }
}

/** An entry without numbers cancels all units that are left. */
function withCancelled(state: ClaimState, { cancelled, payment }: SoldEntry): ClaimState {
  const units = cancelled?.tickets ?? numbersIn(state).filter(number => !state.cancelled.has(number));
  const refund = payment?.refund;
  return {
    ...state,
    cancelled: state.cancelled.union(new Set(units)),
    ...(refund && { refunds: new Map(state.refunds).set(refund.number, units) }),
  };
}

/** If the payment is captured after its booking was cancelled, the same entry requests the refund of the rest. */
function withCaptured(state: ClaimState, number: number, refund: number | undefined): ClaimState {
  const isOfBooking = number === state.booking?.paymentNumber;
  return {
    ...state,
    captured: state.captured.union(new Set([number])),
    ...(isOfBooking &&
      refund !== undefined && { refunds: new Map(state.refunds).set(refund, unitsWithoutRefund(state)) }),
  };
}

/** An entry without a refund returns the whole payment. The entries of version 0.5 do not say which units their refund is for. */
function withReturned(state: ClaimState, { action, payment }: SoldEntry): ClaimState {
  const refund = payment?.refund?.number;
  const units = new Set(
    refund === undefined ? numbersIn(state) : (state.refunds.get(refund) ?? unitsWithoutRefund(state)),
  );
  return {
    ...state,
    returned: action === 'payment.refund-failed' ? state.returned.difference(units) : state.returned.union(units),
  };
}

const numbersIn = ({ units }: ClaimState): number[] => units.map((_, i) => i + 1);

function unitsWithoutRefund(state: ClaimState): number[] {
  const refunded = new Set([...state.refunds.values()].flat());
  return numbersIn(state).filter(number => !refunded.has(number));
}

function salesIn({ units, booking, captured, cancelled, returned }: ClaimState): Sales {
  const sections = new Map<string, SectionSales>();
  if (!booking) return { bookings: 0, sections };
  const isCaptured = booking.paymentNumber !== undefined && captured.has(booking.paymentNumber);
  for (const [i, { section, price }] of units.entries()) {
    const sales = sections.get(section) ?? noSectionSales();
    sections.set(section, sales);
    sales.booked += 1;
    if (cancelled.has(i + 1)) sales.cancelled += 1;
    if (isCaptured) sales.captured += price;
    if (isCaptured && returned.has(i + 1)) sales.returned += price;
  }
  return { bookings: 1, sections };
}
