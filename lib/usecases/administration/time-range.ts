/** Which part of the feed a query asks for: the last weeks, unless it says. */
import { CLOCK_SKEW_MAX_MS, FEED_DAYS_DEFAULT } from '../../domain/limits.ts';
import type { TimeRange } from '../../ports/administration.ts';

export interface AskedRange {
  /** RFC 3339. */
  from?: string | undefined;
  to?: string | undefined;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Whoever asks for everything until now gets also what a function wrote whose clock is a little ahead. */
export function rangeOf({ from, to }: AskedRange, now: number): TimeRange {
  const until = to === undefined ? now + CLOCK_SKEW_MAX_MS : Math.max(0, Date.parse(to));
  return { from: Math.max(0, from === undefined ? until - FEED_DAYS_DEFAULT * DAY_MS : Date.parse(from)), until };
}

/** Whether a time lies where the query asks, as far as it does. */
export const isAsked = (at: number, { from, to }: AskedRange): boolean =>
  (from === undefined || at >= Date.parse(from)) && (to === undefined || at < Date.parse(to));
