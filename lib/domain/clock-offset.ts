/**
 * Estimates how far the clock of this process is ahead of a server's, from the `Date` header of the server's responses. The
 * header counts whole seconds, and a request takes time, so each response gives bounds. The estimate is where the bounds of
 * recent responses overlap. While the clock is inside the allowed skew, no bounds can lie outside it: slow responses only
 * widen them.
 */
import { CLOCK_SKEW_MAX_MS } from './limits.ts';
import { SECOND_MS } from './time.ts';

/** A response, with the time of the process (epoch ms) before its request was sent and after it arrived. */
export interface TimedResponse {
  sentAt: number;
  receivedAt: number;
  /** The server's time (epoch ms): the beginning of the second in which it responded. */
  serverTime: number;
}

/** Bounds of the difference between this process's clock and the server's (ms); positive if this process is ahead. */
export interface OffsetBounds {
  /** The difference is larger than `above`, and smaller than `below`. */
  above: number;
  below: number;
}

/**
 * The bounds of recent responses, in two windows of time. The older one is dropped when the newer one is complete, so that the
 * estimate follows a clock that drifts.
 */
export interface ClockEstimate {
  /** Start of the newer window (epoch ms). */
  since: number;
  recent: OffsetBounds;
  older?: OffsetBounds;
}

export const ESTIMATE_WINDOW_MS = 30 * SECOND_MS;

/**
 * Returns the estimate after one more response. A response that contradicts the earlier ones shows that the clock was set
 * since, so only that response counts. A response is ignored if the clock was set back while the request was in flight.
 */
export function withResponse(known: ClockEstimate | undefined, response: TimedResponse): ClockEstimate | undefined {
  const bounds = boundsFrom(response);
  if (isEmpty(bounds)) return known;
  const alone: ClockEstimate = { since: response.receivedAt, recent: bounds };
  if (!known) return alone;
  const age = response.receivedAt - known.since;
  if (age >= 2 * ESTIMATE_WINDOW_MS) return alone;
  const next = age < ESTIMATE_WINDOW_MS ? joined(known, bounds) : { ...alone, older: known.recent };
  return isEmpty(offsetBounds(next)) ? alone : next;
}

/** The bounds in which both windows overlap. */
export const offsetBounds = ({ recent, older }: ClockEstimate): OffsetBounds =>
  older ? overlapOf(recent, older) : recent;

/** Whether the whole range of possible differences lies outside the allowed skew. */
export const isOutsideSkew = ({ above, below }: OffsetBounds): boolean =>
  above >= CLOCK_SKEW_MAX_MS || below <= -CLOCK_SKEW_MAX_MS;

/** The possible difference that is closest to zero (ms, rounded). */
export const smallestOffset = ({ above, below }: OffsetBounds): number =>
  Math.round(above > 0 ? above : Math.min(below, 0));

/**
 * The server's clock was in the second that begins with `serverTime` at a moment between sending and arrival. A clock in whole
 * milliseconds may be one further than it shows.
 */
const boundsFrom = ({ sentAt, receivedAt, serverTime }: TimedResponse): OffsetBounds => ({
  above: sentAt - (serverTime + SECOND_MS),
  below: receivedAt + 1 - serverTime,
});

const joined = (known: ClockEstimate, bounds: OffsetBounds): ClockEstimate => ({
  ...known,
  recent: overlapOf(known.recent, bounds),
});

const overlapOf = (one: OffsetBounds, other: OffsetBounds): OffsetBounds => ({
  above: Math.max(one.above, other.above),
  below: Math.min(one.below, other.below),
});

const isEmpty = ({ above, below }: OffsetBounds): boolean => above >= below;
