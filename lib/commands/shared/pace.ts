/** Keeps what an operator's command takes of the table under so many units a second, so that sales have the rest. */
import type { Clock } from '../../ports/clock.ts';

/** Resolves when what was taken so far, this included, is paid for by time. */
export type Pace = (units: number) => Promise<void>;

/** More than a table has; a larger number is a slip of the keyboard. */
export const UNITS_MAX = 1_000_000;

export function createPace(unitsPerSecond: number, { pause, stopwatch }: Pick<Clock, 'pause' | 'stopwatch'>): Pace {
  let paidAt = stopwatch();
  return async units => {
    paidAt = Math.max(paidAt, stopwatch()) + (units * 1000) / unitsPerSecond;
    const aheadMs = paidAt - stopwatch();
    if (aheadMs > 0) await pause(aheadMs);
  };
}
