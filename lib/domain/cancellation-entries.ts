/** The cancellations of a booking and of its parts, from its history. */
import type { Actor, Claim, HistoryEntry } from './model.ts';
import { priceOf, type Ticket, ticketsOf } from './tickets.ts';
import { feesKeptFor, type TaxLine, taxesOf } from './totals.ts';

/** `organizer`: a member of the event's organization, or an administrator. The customer learns no more of them. */
export const CANCELLERS = ['customer', 'organizer', 'system'] as const;

export interface CancellationEntry {
  /** Epoch ms. */
  at: number;
  by: (typeof CANCELLERS)[number];
  reason?: string;
  /** The numbers of the tickets that it made void. */
  tickets: number[];
  /** The returned amount in minor units: their prices, and the returned fees. */
  amount: number;
  /** The tax in the amount, by rate. Absent if the sale names no tax. */
  taxes?: TaxLine[];
  /** The fees that the seller keeps of it. Absent: none. */
  feesKept?: number;
}

/** Returns the cancellations in their order. An entry without tickets is about all that were left. */
export function cancellationsOf(claim: Claim): CancellationEntry[] {
  const gone = new Set<number>();
  return claim.history.flatMap((entry, position) => {
    if (!isCancellation(entry)) return [];
    const { at, actor, reason, cancelled } = entry;
    const before = partLeftOf(claim, gone, position);
    const isOfIt = ({ number }: Ticket): boolean => cancelled?.tickets.includes(number) ?? !gone.has(number);
    const tickets = ticketsOf(claim).filter(isOfIt);
    for (const { number } of tickets) gone.add(number);
    const feesKept = cancelled?.returnsFees ? 0 : feesKeptFor(claim, tickets, gone.size === claim.tickets.length);
    const taxes = taxesReturned(before, partLeftOf(claim, gone, position + 1));
    return {
      at,
      by: cancellerOf(actor),
      ...(reason !== undefined && { reason }),
      tickets: tickets.map(({ number }) => number),
      // Of a claim with fees, an entry without an amount returns the whole total.
      amount: cancelled?.amount ?? (claim.sale ? claim.total : priceOf(tickets)),
      ...(taxes.length > 0 && { taxes }),
      ...(feesKept > 0 && { feesKept }),
    };
  });
}

/** The claim with these tickets void, and the history before this position. */
const partLeftOf = (claim: Claim, gone: ReadonlySet<number>, position: number): Claim => ({
  ...claim,
  tickets: claim.tickets.map((_, i) => (gone.has(i + 1) ? 'void' : 'valid')),
  history: claim.history.slice(0, position),
});

/** The tax of a refund is the difference of the taxes before and after it. */
function taxesReturned(before: Claim, after: Claim): TaxLine[] {
  const left = new Map(taxesOf(after).map(line => [line.percent, line]));
  return taxesOf(before).flatMap(({ percent, gross, tax }) => {
    const { gross: grossLeft, tax: taxLeft } = left.get(percent) ?? { gross: 0, tax: 0 };
    return gross === grossLeft ? [] : [{ percent, gross: gross - grossLeft, tax: tax - taxLeft }];
  });
}

export const isCancellation = ({ action }: Pick<HistoryEntry, 'action'>): boolean =>
  action === 'booking.cancelled' || action === 'booking.places-cancelled';

const cancellerOf = (actor: Actor): CancellationEntry['by'] => {
  if (actor === 'owner') return 'customer';
  return actor === 'system' ? 'system' : 'organizer';
};
