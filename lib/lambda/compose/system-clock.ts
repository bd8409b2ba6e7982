/** Time, randomness and new ids of a real process. Tests and simulations pass their own. */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock, Ids } from '../../ports/clock.ts';
import { createStopwatch } from '../stopwatch.ts';

/** The time in epoch ms. It goes back if an administrator sets the clock back. */
export const wallClock: () => number = Date.now;

/** Time and randomness for retries. */
export const SYSTEM_CLOCK: Clock = {
  pause,
  random: Math.random,
  stopwatch: createStopwatch(() => performance.now(), wallClock),
  token: () => randomUUID(),
};

/** Random bytes for secrets. */
export const secureBytes = (count: number): Buffer => randomBytes(count);

/** 128 random bits in base 36. */
export const IDS: Ids = {
  next: () =>
    BigInt(`0x${randomBytes(16).toString('hex')}`)
      .toString(36)
      .padStart(25, '0'),
};
