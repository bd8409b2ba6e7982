/** Quotas, and the exact sliding window that counts against them. Pure. */
import { SECOND_MS } from './time.ts';

/** A quota: how many calls of one subject, or places in them, are allowed in any window of so many seconds. */
export interface Quota {
  quota: number;
  windowSeconds: number;
}

/** The count of one call in one window. Windows of one row are counted together: all of them, or none. */
export interface WindowCount extends Quota {
  /** The name of the window within its row: letters and digits, the last one a letter. */
  register: string;
  /** 1 for a call, n for n places. At most the quota. */
  amount: number;
}

/** The counted times in the window, newest first. */
export const timesInWindow = (times: readonly number[], { quota, windowSeconds }: Quota, now: number): number[] =>
  times.slice(0, quota).filter(time => time > now - windowSeconds * SECOND_MS);

/**
 * The time (epoch ms) from which the window has room for `amount` more. `times` are those in the window, newest first. At most
 * quota - amount of them may still be in it then.
 */
export const roomAt = (
  times: readonly number[],
  { quota, windowSeconds, amount }: Omit<WindowCount, 'register'>,
): number => (times[Math.max(0, quota - amount)] ?? Number.NEGATIVE_INFINITY) + windowSeconds * SECOND_MS;

/** The position of `amount` consecutive times that equal `at`; undefined if there are none. */
export function positionOf(times: readonly (number | undefined)[], at: number, amount: number): number | undefined {
  for (let start = 0; start + amount <= times.length; start++) {
    if (times.slice(start, start + amount).every(time => time === at)) return start;
  }
  return undefined;
}
