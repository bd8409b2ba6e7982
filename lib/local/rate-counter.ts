/**
 * The rate counter port in the memory of one process. It counts exactly as the rows in DynamoDB do
 * (lib/table/accounts/rate-counter.ts), without a request. Only the local service uses it, because there one process serves
 * every caller. On AWS the functions are many processes.
 */
import { createCache } from '../domain/bounded-cache.ts';
import { RATE_QUOTA_MAX } from '../domain/limits.ts';
import { SECOND_MS } from '../domain/time.ts';
import type { RateCounter } from '../ports/rate-counter.ts';

/** The most subjects in memory. Above this number, the subject that called least recently is removed. */
const SUBJECTS_MAX = 100_000;

export function createLocalRateCounter(): RateCounter {
  /** The times of a subject's calls, newest first. */
  const counted = createCache<number[]>({ sizeMax: SUBJECTS_MAX });
  return {
    async count({ name, subject }, { quota, windowSeconds }, now) {
      const windowStart = now - windowSeconds * SECOND_MS;
      const inWindow = (times: number[]) => times.slice(0, quota).filter(time => time > windowStart);
      const key = `${name}#${subject}`;
      const before = counted.get(key) ?? [];
      const oldest = before[quota - 1];
      if (oldest !== undefined && oldest > windowStart) return { is: 'full', times: inWindow(before) };
      const times = [now, ...before].slice(0, RATE_QUOTA_MAX);
      counted.set(key, times);
      return { is: 'counted', times: inWindow(times) };
    },
  };
}
