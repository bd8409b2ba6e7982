/** Limits the read and write units that an operator's command takes in a second, so that sales have the rest. */
import type { Clock } from '../../ports/clock.ts';

/** Waits until the units taken so far, including these, are within the limit. */
export type Pace = (units: number) => Promise<void>;

/** The largest number of units a second that commands accept: a larger one is a typing error. */
export const UNITS_MAX = 1_000_000;

export function createPace(unitsPerSecond: number, { pause, stopwatch }: Pick<Clock, 'pause' | 'stopwatch'>): Pace {
  let paidAt = stopwatch();
  return async units => {
    paidAt = Math.max(paidAt, stopwatch()) + (units * 1000) / unitsPerSecond;
    const aheadMs = paidAt - stopwatch();
    if (aheadMs > 0) await pause(aheadMs);
  };
}
