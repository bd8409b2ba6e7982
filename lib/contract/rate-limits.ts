/**
 * Limits on callers, as data: the defaults stand with their routes in routes.ts, a stage may change them, and answers
 * tell them in the header fields of draft-ietf-httpapi-ratelimit-headers-10.
 */
import { RATE_QUOTA_MAX, RATE_WINDOW_SECONDS_MAX } from '../domain/limits.ts';
import type { Quota } from '../domain/quota.ts';

/** A quota for each address, each signed-in caller, or each of a caller's sessions. */
export interface RateLimit extends Quota {
  per: 'ip' | 'caller' | 'session';
}

/** What a stage says other than the routes do, by operation; `off` is for the local service only. */
export type RateLimitSetting = 'off' | Record<string, Quota>;

const ENTRY = /^([a-z-]+)=(\d{1,5})\/(\d{1,5})$/;

/**
 * Reads `place-hold=50/60,login=100/300`: calls and seconds by operation. Throws a sentence that says what is wrong;
 * `limited` are the operations that have a limit.
 */
export function parseRateLimits(text: string, limited: readonly string[]): Exclude<RateLimitSetting, 'off'> {
  return Object.fromEntries(
    text.split(',').map(entry => {
      const [, operation = '', calls, seconds] = ENTRY.exec(entry.trim()) ?? [];
      const [quota, windowSeconds] = [Number(calls), Number(seconds)];
      if (!limited.includes(operation)) {
        throw new Error(`"${entry}" is no limit: write operation=calls/seconds, with one of ${limited.join(', ')}`);
      }
      if (quota < 1 || quota > RATE_QUOTA_MAX || windowSeconds < 1 || windowSeconds > RATE_WINDOW_SECONDS_MAX) {
        throw new Error(
          `"${entry}" is out of range: 1 to ${RATE_QUOTA_MAX} calls in 1 to ${RATE_WINDOW_SECONDS_MAX} seconds. ` +
            'More calls fit into a shorter time: 1,000 in 300 s are 20 in 6 s',
        );
      }
      return [operation, { quota, windowSeconds }];
    }),
  );
}

/** What an answer tells about its limit: how many calls are left, and in how many seconds there is one more. */
export interface Remaining {
  remaining: number;
  resetSeconds: number;
}

/** The header fields of an answer; without `remaining` only the policy is known. */
export function rateLimitHeaders(
  name: string,
  { quota, windowSeconds }: Quota,
  left?: Remaining,
): Record<string, string> {
  return {
    'ratelimit-policy': `"${name}";q=${quota};w=${windowSeconds}`,
    ...(left && { ratelimit: `"${name}";r=${left.remaining};t=${left.resetSeconds}` }),
  };
}
