/** The time range of a query for the feed: the last FEED_DAYS_DEFAULT days, unless the query says otherwise. */
import { CLOCKS_APART_MAX_MS, FEED_DAYS_DEFAULT } from '../../domain/limits.ts';
import { DAY_MS } from '../../domain/time.ts';
import type { TimeRange } from '../../ports/administration.ts';

export interface RangeQuery {
  /** RFC 3339. */
  from?: string | undefined;
  to?: string | undefined;
}

/** An open range includes entries of functions whose clock is ahead of ours. */
export function rangeOf({ from, to }: RangeQuery, now: number): TimeRange {
  const until = to === undefined ? now + CLOCKS_APART_MAX_MS : Math.max(0, Date.parse(to));
  return { from: Math.max(0, from === undefined ? until - FEED_DAYS_DEFAULT * DAY_MS : Date.parse(from)), until };
}

/** Whether a time (epoch ms) is in the query's range. */
export const isWithin = (at: number, { from, to }: RangeQuery): boolean =>
  (from === undefined || at >= Date.parse(from)) && (to === undefined || at < Date.parse(to));
