/**
 * The rate counter port in the memory of one process. It counts exactly as the rows in DynamoDB do
 * (lib/table/accounts/rate-counter.ts), without a request. The local service counts with it, because there one process serves
 * every caller. On AWS the functions are many processes, and use it only while the rows cannot be reached.
 */
import { createCache } from '../domain/bounded-cache.ts';
import { RATE_QUOTA_MAX } from '../domain/limits.ts';
import { positionOf, timesInWindow, type WindowCount } from '../domain/quota.ts';
import { SECOND_MS } from '../domain/time.ts';
import type { CountedWindows, RateCounter, RateSubject } from '../ports/rate-counter.ts';

/** The most registers in memory. Above this number, the one that was used least recently is removed. */
const REGISTERS_MAX = 100_000;

export function createProcessRateCounter(): RateCounter {
  /** The times of a register, newest first. */
  const counted = createCache<number[]>({ sizeMax: REGISTERS_MAX });
  const keyOf = ({ name, subject }: RateSubject, { register }: Pick<WindowCount, 'register'>): string =>
    JSON.stringify([name, register, subject]);
  const timesOf = (of: RateSubject, window: WindowCount): number[] => counted.get(keyOf(of, window)) ?? [];

  const counter: RateCounter = {
    async count(of, quota, now) {
      const result = await counter.countWindows(of, [{ ...quota, register: 'c', amount: 1 }], now);
      return result.is === 'unknown' ? result : { is: result.is, times: result.times[0] ?? [] };
    },
    async countWindows(of, windows, now): Promise<CountedWindows> {
      const inWindows = () => windows.map(window => timesInWindow(timesOf(of, window), window, now));
      if (!windows.every(window => hasRoom(timesOf(of, window), window, now)))
        return { is: 'full', times: inWindows() };
      for (const window of windows) {
        const added = Array<number>(window.amount).fill(now);
        counted.set(keyOf(of, window), [...added, ...timesOf(of, window)].slice(0, RATE_QUOTA_MAX));
      }
      return { is: 'counted', times: inWindows() };
    },
    async giveBack(of, windows, at) {
      for (const window of windows) {
        const times = timesOf(of, window);
        const position = positionOf(times, at, window.amount);
        if (position !== undefined) counted.set(keyOf(of, window), times.toSpliced(position, window.amount));
      }
    },
  };
  return counter;
}

/** Whether the times that would fall out have left the window. */
const hasRoom = (times: number[], { quota, windowSeconds, amount }: WindowCount, now: number): boolean =>
  times.slice(quota - amount, quota).every(time => time <= now - windowSeconds * SECOND_MS);
