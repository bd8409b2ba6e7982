/** Logs when a stream cannot be read for some time, and when it can be read again. Time is passed in (ms). */
import type { Log } from '../../ports/observability.ts';
import { failureFields } from '../failure-fields.ts';

export interface ReadingHealth {
  succeeded(at: number): void;
  failed(at: number, error: unknown): void;
}

/** A single failed reading is normal. */
export const STALLED_AFTER_MS = 5_000;
const LOGGED_AGAIN_AFTER_MS = 60_000;

export function watchReading(
  log: Pick<Log, 'warn' | 'error'>,
  startedAt: number,
  stalledAfterMs: number,
): ReadingHealth {
  let lastSuccessAt = startedAt;
  let loggedAt: number | undefined;
  return {
    succeeded(at) {
      if (loggedAt !== undefined) log.warn('the stream can be read again', { ms: Math.round(at - lastSuccessAt) });
      lastSuccessAt = at;
      loggedAt = undefined;
    },
    failed(at, error) {
      const isStalled = at - lastSuccessAt >= stalledAfterMs;
      const isDue = loggedAt === undefined || at - loggedAt >= LOGGED_AGAIN_AFTER_MS;
      if (!isStalled || !isDue) return;
      loggedAt = at;
      log.error('the stream cannot be read', { ms: Math.round(at - lastSuccessAt), ...failureFields(error) });
    },
  };
}
