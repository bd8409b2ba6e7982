/**
 * The total of a sale: the prices of its places and its fees, the tax that they include, and the part that a cancellation returns. All is
 * computed from the terms in the claim, so that a later edit of the event changes nothing.
 *
 * A cancelled place returns its price and the refundable fees on its ticket. The last place that is cancelled returns the refundable fees on
 * the booking too. The seller keeps the other fees, unless the cancellation returns all: then those on the cancelled tickets are returned, and
 * with the last place everything that is left. The prices of the places that are left stay as they are, also if their code would no longer apply.
 */
import { percentOf, taxIn } from './amounts.ts';
import type { Claim, HistoryEntry, PlacePrice } from './model.ts';
import { sectionIdOf } from './places.ts';
import type { Fee, SaleTerms } from './price-model.ts';
import { pricesOf, remainingTicketsOf, type Ticket, ticketsOf } from './tickets.ts';

export type Sold = Pick<Claim, 'places' | 'currency' | 'sale'>;
/**
 * A hold or a booking. A hold has no tickets yet. Its history says which cancellations have returned fees that are not refundable. Without it,
 * none has.
 */
export type Booked = Sold & Pick<Claim, 'tickets'> & { history?: Pick<HistoryEntry, 'action' | 'cancelled'>[] };

/** The fee on one ticket of this price. */
export const feeOnTicket = (fee: Fee, price: number, currency: string): number =>
  fee.per === 'ticket' ? feeOn(fee, price, currency) : 0;

const feeOn = ({ amount, percent = 0 }: Fee, price: number, currency: string): number =>
  price === 0 ? 0 : (amount ?? percentOf(price, percent, currency));

/** The fees on a booking whose places had these prices at the sale. */
export const feeOnBooking = (fee: Fee, prices: Pick<PlacePrice, 'price'>[], currency: string): number =>
  fee.per === 'booking' ? feeOn(fee, sum(prices.map(({ price }) => price)), currency) : 0;

/** The total of a claim as it was placed. */
export function totalOf(sold: Sold): number {
  const prices = pricesOf(sold.places);
  return (
    sum(prices.map(({ price }) => price)) +
    sum(feesOf(sold).map(fee => bookingFeeOf(sold, fee) + ticketFeeOf(sold, fee, prices)))
  );
}

const feesOf = ({ sale }: Pick<Sold, 'sale'>): Fee[] => sale?.fees ?? [];
const bookingFeeOf = ({ places, currency }: Sold, fee: Fee): number => feeOnBooking(fee, pricesOf(places), currency);
const ticketFeeOf = ({ currency }: Sold, fee: Fee, prices: Pick<PlacePrice, 'price'>[]): number =>
  sum(prices.map(({ price }) => feeOnTicket(fee, price, currency)));

/** The amount that the cancellation of these tickets returns. `isLast`: no other ticket is left. `all`: also the fees that are not refundable. */
export function returnedFor(
  booking: Booked,
  tickets: Ticket[],
  { isLast, all }: { isLast: boolean; all: boolean },
): number {
  if (all && isLast) return keptOf(booking);
  const refundable = feesOf(booking).filter(({ isRefundable }) => isRefundable || all);
  return (
    sum(tickets.map(({ price }) => price)) +
    sum(refundable.map(fee => ticketFeeOf(booking, fee, tickets) + (isLast ? bookingFeeOf(booking, fee) : 0)))
  );
}

/** The fees of these tickets that the seller keeps, unless the cancellation returns all. `isLast`: no other ticket is left. */
export const feesKeptFor = (booking: Booked, tickets: Ticket[], isLast: boolean): number =>
  sum(
    feesOf(booking)
      .filter(({ isRefundable }) => !isRefundable)
      .map(fee => ticketFeeOf(booking, fee, tickets) + (isLast ? bookingFeeOf(booking, fee) : 0)),
  );

/** The part of the total that the cancellations so far do not return: of a booking with tickets left, and without. */
export const keptOf = (booking: Booked): number => sum(keptPartsOf(booking).map(({ amount }) => amount));

/** An amount and the tax in it. */
interface TaxedAmount {
  amount: number;
  taxPercent: number | undefined;
}

/** The prices and fees that the cancellations so far do not return. */
function keptPartsOf(booking: Booked): TaxedAmount[] {
  if (wasReturnedAsWhole(booking)) return [];
  const remaining = booking.tickets.length > 0 ? remainingTicketsOf(booking) : pricesOf(booking.places);
  const withFees = booking.tickets.length > 0 ? ticketsWithFees(booking) : remaining;
  return [
    ...remaining.map(({ price, type }) => ({ amount: price, taxPercent: taxPercentOf(booking.sale, type) })),
    ...feesOf(booking).map(fee => ({
      amount:
        ticketFeeOf(booking, fee, fee.isRefundable ? remaining : withFees) +
        (fee.isRefundable && remaining.length === 0 ? 0 : bookingFeeOf(booking, fee)),
      taxPercent: fee.taxPercent,
    })),
  ];
}

/** Whether no ticket is left, and the last cancellation has returned all. */
const wasReturnedAsWhole = ({ tickets, history = [] }: Booked): boolean =>
  tickets.length > 0 &&
  tickets.every(status => status === 'void') &&
  history.some(({ action, cancelled }) => action !== 'booking.places-cancelled' && cancelled?.returnsFees);

/** The tickets whose fees that are not refundable were not returned. */
function ticketsWithFees(booking: Booked): Ticket[] {
  const returned = new Set(
    (booking.history ?? []).flatMap(({ cancelled }) => (cancelled?.returnsFees ? cancelled.tickets : [])),
  );
  return ticketsOf(booking).filter(({ number }) => !returned.has(number));
}

/** The tax that the price of a place includes, in percent; undefined if the sale names none. */
export function taxPercentOf(sale: SaleTerms | undefined, type: string | undefined): number | undefined {
  const sold = sale?.types?.find(({ id }) => id === type);
  return sold ? sold.taxPercent : sale?.taxPercent;
}

/** The id and the name of a ticket type, as it was sold; undefined if the place has none. */
export function soldTypeOf(
  { sale }: Pick<Claim, 'sale'>,
  { type }: Pick<PlacePrice, 'type'>,
): { id: string; name: string } | undefined {
  if (type === undefined) return undefined;
  return { id: type, name: sale?.types?.find(({ id }) => id === type)?.name ?? type };
}

/** The tax of one rate. `gross` includes it. */
export interface TaxLine {
  percent: number;
  gross: number;
  tax: number;
}

/**
 * The tax of what a claim keeps, by rate, the highest first. It is rounded once for each rate. So the tax of a refund is the
 * difference of the taxes before and after it, and all refunds together return exactly the tax of the sale.
 */
export function taxesOf(booking: Booked): TaxLine[] {
  const byRate = Map.groupBy(keptPartsOf(booking), ({ taxPercent }) => taxPercent);
  return [...byRate]
    .flatMap(([percent, parts]) => {
      if (percent === undefined) return [];
      const gross = sum(parts.map(({ amount }) => amount));
      return [{ percent, gross, tax: taxIn(gross, percent) }];
    })
    .toSorted((one, other) => other.percent - one.percent);
}

/** A line of a total. The amounts of all lines sum up to the total; that of a discount is negative. */
export type TotalLine =
  | { kind: 'places'; sectionId: string; type?: string; quantity: number; price: number; amount: number }
  | { kind: 'discount'; code: string; amount: number }
  | { kind: 'fee'; id: string; name: string; quantity: number; amount: number };

/** The lines of what a claim was placed with: places by section, type and price, the discount, and the fees. */
export function linesOf(sold: Sold): TotalLine[] {
  const units = sold.places.flatMap(place =>
    pricesOf([place]).map(unit => ({ ...unit, sectionId: sectionIdOf(place) })),
  );
  const groups = Map.groupBy(units, unit => [unit.sectionId, unit.type, undiscounted(unit)].join(' '));
  const discount = sum(units.map(({ discount = 0 }) => discount));
  return [
    ...[...groups.values()].flatMap((group): TotalLine[] => {
      const [first] = group;
      if (!first) return [];
      const price = undiscounted(first);
      const { sectionId, type } = first;
      const quantity = group.length;
      return [
        { kind: 'places', sectionId, ...(type !== undefined && { type }), quantity, price, amount: quantity * price },
      ];
    }),
    ...(discount > 0 ? [{ kind: 'discount', code: sold.sale?.code?.id ?? '', amount: -discount } as const] : []),
    ...feesOf(sold).flatMap((fee): TotalLine[] => {
      const charged = fee.per === 'booking' ? 1 : units.filter(({ price }) => price > 0).length;
      const amount = bookingFeeOf(sold, fee) + ticketFeeOf(sold, fee, units);
      return amount === 0 ? [] : [{ kind: 'fee', id: fee.id, name: fee.name, quantity: charged, amount }];
    }),
  ];
}

const undiscounted = ({ price, discount = 0 }: PlacePrice): number => price + discount;
const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);
