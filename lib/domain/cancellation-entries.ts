/** The cancellations of a booking and of its parts, from its history. */
import type { Actor, Claim, HistoryEntry } from './model.ts';
import { priceOf, type Ticket, ticketsOf } from './tickets.ts';

/** `organizer`: a member of the event's organization, or an administrator. The customer learns no more of them. */
export const CANCELLERS = ['customer', 'organizer', 'system'] as const;

export interface CancellationEntry {
  /** Epoch ms. */
  at: number;
  by: (typeof CANCELLERS)[number];
  reason?: string;
  /** The numbers of the tickets that it made void. */
  tickets: number[];
  /** Their price, in minor units. */
  amount: number;
}

/** Returns the cancellations in their order. An entry without tickets is about all that were left. */
export function cancellationsOf(claim: Claim): CancellationEntry[] {
  const gone = new Set<number>();
  return claim.history.filter(isCancellation).map(({ at, actor, reason, cancelled }) => {
    const isOfIt = ({ number }: Ticket): boolean => cancelled?.tickets.includes(number) ?? !gone.has(number);
    const tickets = ticketsOf(claim).filter(isOfIt);
    for (const { number } of tickets) gone.add(number);
    return {
      at,
      by: cancellerOf(actor),
      ...(reason !== undefined && { reason }),
      tickets: tickets.map(({ number }) => number),
      amount: priceOf(tickets),
    };
  });
}

export const isCancellation = ({ action }: Pick<HistoryEntry, 'action'>): boolean =>
  action === 'booking.cancelled' || action === 'booking.places-cancelled';

const cancellerOf = (actor: Actor): CancellationEntry['by'] => {
  if (actor === 'owner') return 'customer';
  return actor === 'system' ? 'system' : 'organizer';
};
