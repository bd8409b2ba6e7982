/**
 * Computes the amount that the cancelled places of a booking return: their prices and the refundable fees on them, and with the last place
 * the refundable fees on the booking. After the event was cancelled, all fees are returned.
 */
import type { Booking } from '../../contract/bookings/responses.ts';
import { endsBooking, placeIdOf } from '../cancelled-parts.ts';
import type { Claim } from '../claims.ts';
import type { History } from '../history.ts';
import type { ListedFee } from './price-lists.ts';
import { bookingFeeOf, stepOf, sum, ticketFeesOf } from './reference-prices.ts';
import { listsOf } from './sold-prices.ts';
import { type UnitPrice, unitPricesIn } from './told-prices.ts';

/** An amount that lies between two amounts. They are equal unless the history leaves open which rule applies. */
export interface AmountRange {
  least: number;
  most: number;
}

/** The fees of a booking, as far as the history tells them. */
export interface BookedFees {
  /** Of the list that gave the booking its prices; several if the history leaves it open. */
  lists: ListedFee[][];
  step: number;
  /** The event may be cancelled, so that all fees may be returned. */
  mayBeOff: boolean;
  /** A call has ended the booking. Otherwise the gateway may have, by taking the payment back. */
  isEndedByCall: boolean;
}

export function feesOfClaim(history: History, claim: Claim, { total }: Booking): BookedFees {
  const lists = listsOf(history, claim)?.map(({ fees = [] }) => fees) ?? [];
  const isRefundable = (yes: boolean): ListedFee[] =>
    claim.fees.map(({ id, amount }) => ({ id, per: 'booking', amount, isRefundable: yes }));
  const edits = history.events.get(claim.eventId)?.edits ?? [];
  return {
    // A fee of an unknown list may be returned, or kept.
    lists: lists.length > 0 ? lists : [isRefundable(true), isRefundable(false)],
    step: stepOf(total.currency),
    mayBeOff: edits.some(({ endsSales }) => endsSales),
    isEndedByCall: claim.cancellations.some(endsBooking),
  };
}

/** The amount that all cancelled places of the booking return together. */
export function returnedBy(booking: Booking, fees: BookedFees): AmountRange {
  const units = unitPricesIn(booking);
  const cancelled = cancelledUnits(booking);
  const isOver = cancelled.length === units.length;
  if (cancelled.length === 0) return { least: 0, most: 0 };
  return rangeOf(
    booking,
    fees,
    list => returnedOf(cancelled, list, fees.step) + (isOver ? lastOf(units, list, fees.step) : 0),
  );
}

/**
 * The amount that the cancellation of these quantities returns, by seat and area. Which places of an area it cancels is known only if they
 * all return the same.
 */
export function returnedForPart(
  booking: Booking,
  quantities: ReadonlyMap<string, number>,
  fees: BookedFees,
): AmountRange {
  const units = unitPricesIn(booking);
  const cancelled = Map.groupBy(cancelledUnits(booking), ({ placeId }) => placeId);
  const amountOf = (list: ListedFee[], isDear: boolean): number =>
    sum(
      [...quantities].map(([placeId, quantity]) => {
        const amounts = (cancelled.get(placeId) ?? []).map(unit => returnedOf([unit], list, fees.step));
        const inOrder = amounts.toSorted((one, other) => (isDear ? other - one : one - other));
        return sum(inOrder.slice(0, quantity));
      }),
    );
  const last = (list: ListedFee[]): number => (booking.status === 'cancelled' ? lastOf(units, list, fees.step) : 0);
  // If all fees may be returned, this part may return those of earlier parts.
  const all = mayReturnAll(booking, fees) ? returnedBy(booking, fees).most : 0;
  return {
    least: rangeOf(booking, fees, list => amountOf(list, false)).least,
    most: Math.max(all, rangeOf(booking, fees, list => amountOf(list, true) + last(list)).most),
  };
}

/** Nothing is kept of a payment that the gateway has taken back. */
const mayReturnAll = ({ status, payment }: Booking, { mayBeOff, isEndedByCall }: BookedFees): boolean =>
  mayBeOff ||
  (status === 'cancelled' && !isEndedByCall) ||
  payment?.state === 'voided' ||
  payment?.state === 'refunded';

const returnedOf = (units: UnitPrice[], list: ListedFee[], step: number): number =>
  sum(units.map(({ price }) => price)) + sum(refundable(list).map(fee => ticketFeesOf(units, fee, step)));
const lastOf = (units: UnitPrice[], list: ListedFee[], step: number): number =>
  sum(refundable(list).map(fee => bookingFeeOf(units, fee, step)));
const refundable = (list: ListedFee[]): ListedFee[] => list.filter(({ isRefundable = true }) => isRefundable);

function rangeOf(booking: Booking, fees: BookedFees, amountOf: (list: ListedFee[]) => number): AmountRange {
  const { lists } = fees;
  const whole = lists.map(list => list.map(fee => ({ ...fee, isRefundable: true })));
  const amounts = [...lists, ...(mayReturnAll(booking, fees) ? whole : [])].map(amountOf);
  return { least: Math.min(...amounts), most: Math.max(...amounts) };
}

const cancelledUnits = ({ places }: Booking): UnitPrice[] =>
  places.flatMap(place =>
    place.tickets
      .filter(({ status }) => status === 'void')
      .map(() => ({
        placeId: placeIdOf(place),
        type: place.type?.id,
        price: place.price.amount,
        discount: place.discount?.amount ?? 0,
      })),
  );

export const isWithin = (amount: number, { least, most }: AmountRange): boolean => least <= amount && amount <= most;
