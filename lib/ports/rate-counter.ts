/** The port that counts the calls of a subject against a quota. */
import type { Quota } from '../domain/quota.ts';

/** The result of counting a call. `unknown`: the counter did not answer in time, so the call must pass. */
export type Counted =
  | {
      is: 'counted' | 'full';
      /** Epoch ms of the calls in the window, newest first; with this call unless the quota is full. */
      times: number[];
    }
  | { is: 'unknown' };

export interface RateCounter {
  /** Counts a call at `now` in one request, unless the quota is full. A refused call does not count. */
  count(of: { name: string; subject: string }, quota: Quota, now: number): Promise<Counted>;
}
