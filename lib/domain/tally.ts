/**
 * Tallies: counts of claims by status, and sums of money booked, cancelled and moved, in one currency. Each journal entry
 * adds to them independently, so the order in which entries are counted does not matter.
 */
import type { JournalEntry } from './journal.ts';
import type { ClaimStatus, HistoryEntry } from './model.ts';

/** Claims by status, and sums in minor units. Revenue is `gross` less `refunded`. */
export const TALLY_FIELDS = [
  'active',
  'confirmed',
  'released',
  'expired',
  'cancelled',
  /** The totals of all bookings that were ever confirmed. */
  'gross',
  /** The amounts that the cancellations of bookings and of their parts return of the totals, requested or made. */
  'refunded',
  /** The amounts that the gateway captured. */
  'captured',
  /** The captured amounts that were refunded. */
  'returned',
] as const;
export type Tally = Record<(typeof TALLY_FIELDS)[number], number>;

/** The fields of a journal entry that its tally depends on. */
export type CountedEntry = Pick<
  JournalEntry,
  'action' | 'from' | 'to' | 'total' | 'payment' | 'cancelled' | 'returned'
>;

/** A tally of zeros. */
export const noTally = (): Tally => Object.fromEntries(TALLY_FIELDS.map(field => [field, 0])) as Tally;

/** The tally of one entry: zeros for extensions and most entries of payments. */
export function tallyOf(entry: CountedEntry): Tally {
  const tally = noTally();
  const { action, from, to, total = 0, payment, cancelled, returned } = entry;
  if (action.startsWith('hold.') || action.startsWith('booking.')) {
    if (from !== undefined) tally[from as ClaimStatus] -= 1;
    tally[to as ClaimStatus] += 1;
  }
  if (action === 'booking.confirmed') tally.gross = total;
  if (action === 'booking.cancelled') tally.refunded = cancelled?.amount ?? total;
  if (action === 'booking.places-cancelled') tally.refunded = cancelled?.amount ?? 0;
  // The gateway has taken back the fees that were kept of a cancelled booking.
  if (action.startsWith('payment.')) tally.refunded = cancelled?.amount ?? 0;
  if (action === 'payment.captured') tally.captured = payment?.amount ?? 0;
  // A refund of a payment that was never captured moved no money.
  if (action === 'payment.refunded' && from === 'captured')
    tally.returned = returned ?? payment?.refund?.amount ?? payment?.amount ?? 0;
  if (action === 'payment.refund-failed') tally.returned = -(payment?.refund?.amount ?? 0);
  return tally;
}

/**
 * Returns the part of a payment that the entry at this position returns, if the entry returns the payment as a whole after refunds
 * of parts: the amount less those refunds. Functions of version 0.5, which know no parts, write such entries. Undefined: the
 * entry itself says what it returns.
 */
export function restReturned(
  history: Pick<HistoryEntry, 'action' | 'payment'>[],
  position: number,
): number | undefined {
  const { action, payment } = history[position] ?? {};
  if (action !== 'payment.refunded' || !payment || payment.refund) return undefined;
  const returned = history
    .slice(0, position)
    .filter(earlier => earlier.payment?.number === payment.number)
    .reduce((sum, { action, payment }) => sum + (SIGNS[action] ?? 0) * (payment?.refund?.amount ?? 0), 0);
  return returned === 0 ? undefined : payment.amount - returned;
}

const SIGNS: Partial<Record<HistoryEntry['action'], number>> = { 'payment.refunded': 1, 'payment.refund-failed': -1 };

/** Adds tallies. */
export function sumOfTallies(tallies: Tally[]): Tally {
  const sum = noTally();
  for (const tally of tallies) for (const field of TALLY_FIELDS) sum[field] += tally[field];
  return sum;
}

/** Whether a tally has only zeros. */
export const isNothing = (tally: Tally): boolean => TALLY_FIELDS.every(field => tally[field] === 0);
