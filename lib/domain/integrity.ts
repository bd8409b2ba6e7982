/**
 * The kinds of violated promises that the integrity check finds. Rows are read one by one while sales continue, so a violation
 * is only a suspicion until a second read finds the same rows unchanged.
 */
import type { Claim } from './model.ts';

export const VIOLATIONS = [
  'seat-sold-twice',
  'seat-lost',
  'block-unowned',
  'area-off',
  'charge-without-booking',
  'booking-without-charge',
  'tickets-off',
  'refunds-off',
  'hold-not-expired',
  'journal-incomplete',
  'journal-differs',
  'reference-missing',
  'limit-off',
  'itinerary-off',
  'tally-off',
  'sales-off',
  'gates-off',
] as const;
export type ViolationKind = (typeof VIOLATIONS)[number];

/** A violated promise, and the rows that showed it. */
export interface Violation {
  kind: ViolationKind;
  /** One sentence for the person who looks for the cause. */
  detail: string;
  seatId?: string;
  areaId?: string;
  claimIds: string[];
  /** The rows that showed it, as they were read. If a second read finds the same rows, the violation is real. */
  seenIn: string;
}

/** The versions of claims, for `seenIn`. */
export const versionsOf = (claims: Claim[]): string =>
  claims.map(({ id, history }) => `${id}:${history.length}`).join(' ');
