/**
 * Tallies: how many claims there are of each status, and how much money was booked, cancelled and moved, in one currency.
 * Each journal entry adds to them by itself and sums commute: whoever counts every entry once, in whatever order, is right.
 */
import type { JournalEntry } from './journal.ts';
import type { ClaimStatus } from './model.ts';

/** Claims by status, and sums in minor units. Revenue is `gross` less `refunded`. */
export const TALLY_FIELDS = [
  'active',
  'confirmed',
  'released',
  'expired',
  'cancelled',
  /** The totals of all bookings that were ever confirmed. */
  'gross',
  /** The totals of those that were cancelled. */
  'refunded',
  /** What the gateway took from customers. */
  'captured',
  /** What of it was given back to them. */
  'returned',
] as const;
export type Tally = Record<(typeof TALLY_FIELDS)[number], number>;

/** The fields of a journal entry that decide what it counts for. */
export type CountedEntry = Pick<JournalEntry, 'action' | 'from' | 'to' | 'total' | 'payment'>;

/** Nothing at all. */
export const noTally = (): Tally => Object.fromEntries(TALLY_FIELDS.map(field => [field, 0])) as Tally;

/** What one entry adds; nothing for most of what payments and extensions do. */
export function tallyOf(entry: CountedEntry): Tally {
  const tally = noTally();
  const { action, from, to, total = 0, payment } = entry;
  if (action.startsWith('hold.') || action.startsWith('booking.')) {
    if (from !== undefined) tally[from as ClaimStatus] -= 1;
    tally[to as ClaimStatus] += 1;
  }
  if (action === 'booking.confirmed') tally.gross = total;
  if (action === 'booking.cancelled') tally.refunded = total;
  if (action === 'payment.captured') tally.captured = payment?.amount ?? 0;
  // What was never captured was only let go.
  if (action === 'payment.refunded' && from === 'captured') tally.returned = payment?.amount ?? 0;
  return tally;
}

/** All of them together. */
export function sumOfTallies(tallies: Tally[]): Tally {
  const sum = noTally();
  for (const tally of tallies) for (const field of TALLY_FIELDS) sum[field] += tally[field];
  return sum;
}

/** Whether adding it changes nothing. */
export const isNothing = (tally: Tally): boolean => TALLY_FIELDS.every(field => tally[field] === 0);
