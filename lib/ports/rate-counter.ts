/** The port that counts the calls of a subject, and the places in them, against quotas. */
import type { Quota, WindowCount } from '../domain/quota.ts';

/** The result of counting a call. `unknown`: the counter did not answer in time. */
export type Counted =
  | {
      is: 'counted' | 'full';
      /** Epoch ms of the counts in the window, newest first; with this call unless the quota is full. */
      times: number[];
    }
  | { is: 'unknown' };

/** The result of counting in several windows of one row, with the times of each in their order. */
export type CountedWindows = { is: 'counted' | 'full'; times: number[][] } | { is: 'unknown' };

/** The row of a subject. A subject may contain addresses and user input, and only its digest is stored. */
export interface RateSubject {
  name: string;
  subject: string;
}

export interface RateCounter {
  /** Counts a call at `now` in one request, unless the quota is full. A refused call does not count. */
  count(of: RateSubject, quota: Quota, now: number): Promise<Counted>;
  /** Counts in all of these windows in one request, or in none if one of them has no room. */
  countWindows(of: RateSubject, windows: readonly WindowCount[], now: number): Promise<CountedWindows>;
  /**
   * Takes back what `countWindows` counted at `at`. Without effect where the counter does not answer, or has forgotten it: then it
   * stays counted until it leaves its window.
   */
  giveBack(of: RateSubject, windows: readonly WindowCount[], at: number): Promise<void>;
}
