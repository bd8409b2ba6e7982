/** The prices and fees that a claim was sold with, one by one, each with the tax that it includes. Their sum is the total of the claim. */
import type { Claim } from './model.ts';
import { sectionIdOf } from './places.ts';
import { pricesOf } from './tickets.ts';
import { feeOnBooking, feeOnTicket, taxPercentOf } from './totals.ts';

/** The price of a unit, or a fee: on a unit, or on the booking. Units are numbered as its tickets are: from 1, in the order of the places. */
export type SoldPart = { amount: number; taxPercent: number | undefined; isRefundable: boolean } & (
  | { kind: 'place'; unit: number; section: string; type: string | undefined; discount: number }
  | { kind: 'fee'; unit: number | undefined; feeId: string }
);

/** Returns the prices of all units, and the fees that are not 0. */
export function soldPartsOf({ places, currency, sale }: Pick<Claim, 'places' | 'currency' | 'sale'>): SoldPart[] {
  const units = places.flatMap(place => pricesOf([place]).map(price => ({ ...price, section: sectionIdOf(place) })));
  const prices = units.map(
    ({ price, discount = 0, type, section }, i): SoldPart => ({
      kind: 'place',
      unit: i + 1,
      section,
      type,
      amount: price,
      discount,
      taxPercent: taxPercentOf(sale, type),
      isRefundable: true,
    }),
  );
  const fees = (sale?.fees ?? []).flatMap(fee => {
    const { id: feeId, taxPercent, isRefundable } = fee;
    const part = (unit: number | undefined, amount: number): SoldPart => ({
      kind: 'fee',
      unit,
      feeId,
      amount,
      taxPercent,
      isRefundable,
    });
    return [
      ...units.map(({ price }, i) => part(i + 1, feeOnTicket(fee, price, currency))),
      part(undefined, feeOnBooking(fee, units, currency)),
    ];
  });
  return [...prices, ...fees.filter(({ amount }) => amount > 0)];
}
