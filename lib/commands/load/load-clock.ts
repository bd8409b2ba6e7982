/** The time of a run. A test passes a clock of its own. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface LoadClock {
  /** Epoch ms, never backwards. */
  now(): number;
  /** Waits, at most until the signal is aborted. */
  pause(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Hundredths of a millisecond are enough for the latency of a call, and keep the recorded lines short. */
const PRECISION = 100;

export const systemClock: LoadClock = {
  now: () => Math.round((performance.timeOrigin + performance.now()) * PRECISION) / PRECISION,
  pause: (ms, signal) => sleep(ms, undefined, signal && { signal }).catch(() => undefined),
};
