/** The time until a deadline as people read it, and when it is read out. Pure. */

export interface TimeLeft {
  minutes: number;
  /** Of the last minute. */
  seconds: number;
  total: number;
}

/** Times are epoch milliseconds. Part of a second counts as one, so that nothing is over while the page says 0. */
export function timeLeft(until: number, now: number): TimeLeft {
  const total = Math.max(0, Math.ceil((until - now) / 1_000));
  return { minutes: Math.floor(total / 60), seconds: total % 60, total };
}

/** The seconds before the deadline at which the time is read out. */
const READ_OUT = [20, 60];

/** The time to read out after the clock went from one number of seconds to a lower one; undefined if none was passed. */
export const passedMark = (before: number, after: number): number | undefined =>
  READ_OUT.find(mark => before > mark && after <= mark && after > 0);

/** The last minute is shown as urgent. */
export const URGENT_SECONDS = 60;
