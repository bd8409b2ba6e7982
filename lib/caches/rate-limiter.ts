/**
 * Limits on callers at the edge. Each call costs one counting request; a call of a caller who is known to be refused
 * costs none. If the counter is down, no call is refused.
 */
import type { RateLimited } from '../contract/problems.ts';
import { type RateLimit, type RateLimitSetting, rateLimitHeaders } from '../contract/rate-limits.ts';
import type { OperationId } from '../contract/routes.ts';
import { createCache } from '../domain/bounded-cache.ts';
import { REFUSED_CALLERS_MAX } from '../domain/limits.ts';
import type { Quota } from '../domain/quota.ts';
import type { Dependencies } from '../ports/dependencies.ts';

/** The rate-limit headers of a response, and whether the call is refused. */
export interface Verdict {
  headers: Record<string, string>;
  refused?: RateLimited;
}

export interface RateLimiter {
  /** The headers that are known before the call is counted. */
  policy(operation: OperationId, limit: RateLimit): Record<string, string>;
  /** Counts a call of `subject` at `now` (epoch ms). */
  take(operation: OperationId, limit: RateLimit, subject: string, now: number): Promise<Verdict>;
}

/** Creates the limiter. `overrides` replace the routes' own quotas by operation. */
export function createRateLimiter(
  dependencies: Pick<Dependencies, 'rates' | 'metrics' | 'log'>,
  overrides: Exclude<RateLimitSetting, 'off'>,
): RateLimiter {
  /** Epoch ms until which a caller is known to be refused. */
  const refusedUntil = createCache<number>({ sizeMax: REFUSED_CALLERS_MAX });
  const quotaOf = (operation: OperationId, limit: RateLimit): Quota => overrides[operation] ?? limit;

  return {
    policy: (operation, limit) => rateLimitHeaders(operation, quotaOf(operation, limit)),

    async take(operation, limit, subject, now) {
      const quota = quotaOf(operation, limit);
      const caller = `${operation}#${subject}`;
      const knownUntil = refusedUntil.get(caller) ?? 0;
      if (now < knownUntil) return refusal(operation, quota, knownUntil, now);

      const counted = await dependencies.rates.count({ name: operation, subject }, quota, now);
      if (counted.is === 'unknown') {
        dependencies.metrics.count('RateLimitUnavailable');
        dependencies.log.warn('the rate counter does not answer: the call is not limited', { operation });
        return { headers: rateLimitHeaders(operation, quota) };
      }
      // When the oldest call leaves the window, there is room for one more.
      const roomAt = (counted.times.at(-1) ?? now) + quota.windowSeconds * 1000;
      if (counted.is === 'counted') {
        const remaining = quota.quota - counted.times.length;
        return { headers: rateLimitHeaders(operation, quota, { remaining, resetSeconds: secondsTo(roomAt, now) }) };
      }
      refusedUntil.set(caller, roomAt);
      return refusal(operation, quota, roomAt, now);
    },
  };

  function refusal(operation: OperationId, quota: Quota, until: number, now: number): Verdict {
    dependencies.metrics.count('RateLimited');
    const retryAfterSeconds = secondsTo(until, now);
    return {
      headers: rateLimitHeaders(operation, quota, { remaining: 0, resetSeconds: retryAfterSeconds }),
      refused: { retryAfterSeconds, quota: quota.quota, windowSeconds: quota.windowSeconds },
    };
  }
}

/** Whole seconds, rounded up, so that a caller who waits for them does not return too early. */
const secondsTo = (epochMs: number, now: number): number => Math.max(1, Math.ceil((epochMs - now) / 1000));

/**
 * Returns the caller that an IP address counts as. An owner of IPv6 has 2^64 addresses, and all of them are one caller.
 */
export function networkOf(ip: string): string {
  const [, mapped] = /^::ffff:([\d.]+)$/i.exec(ip) ?? [];
  if (mapped) return mapped;
  if (!ip.includes(':')) return ip;
  const [head, tail] = ip
    .toLowerCase()
    .split('::')
    .map(part => (part === '' ? [] : part.split(':')));
  const zeros = Array<string>(Math.max(0, 8 - (head?.length ?? 0) - (tail?.length ?? 0))).fill('0');
  const groups = [...(head ?? []), ...zeros, ...(tail ?? [])].slice(0, 4);
  return `${groups.map(group => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}
