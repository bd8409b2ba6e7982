/**
 * Rate limits. The routes have the defaults, and a stage may change them. Responses have the header fields of
 * draft-ietf-httpapi-ratelimit-headers-10.
 */
import { RATE_QUOTA_MAX, RATE_WINDOW_SECONDS_MAX } from '../domain/limits.ts';
import type { Quota } from '../domain/quota.ts';

/** A quota per IP address, per signed-in caller, or per session. */
export interface RateLimit extends Quota {
  per: 'ip' | 'caller' | 'session';
}

/** The quotas of a stage that differ from the routes, by operation; `off` is for the local service only. */
export type RateLimitSetting = 'off' | Record<string, Quota>;

const ENTRY = /^([a-z-]+)=(\d{1,5})\/(\d{1,5})$/;

/**
 * Parses `place-hold=50/60,login=100/300`: calls and seconds by operation. Throws an error that explains what is wrong;
 * `limited` are the operations with a limit.
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

/** The calls that are left, and the seconds until there is one more. */
export interface Remaining {
  remaining: number;
  resetSeconds: number;
}

/** The header fields of a response; without `left` only the policy. */
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
