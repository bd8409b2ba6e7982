/**
 * Rate limits. The routes have the defaults, and a stage may change them. Responses have the header fields of
 * draft-ietf-httpapi-ratelimit-headers-10.
 */
import {
  HOLD_SECONDS_MAX,
  RATE_QUOTA_MAX,
  RATE_ROW_ATTRIBUTES_MAX,
  RATE_SPREAD_QUOTA_MAX,
  RATE_WINDOW_SECONDS_MAX,
} from '../domain/limits.ts';
import type { Quota } from '../domain/quota.ts';

/**
 * A quota of one subject: an IP address (of IPv6 a /64), a signed-in caller, a session, an account as named by one IP address, an
 * e-mail address as named by anyone, or a caller at one event.
 */
export interface RateLimit extends Quota {
  per: 'ip' | 'caller' | 'session' | 'account' | 'email' | 'event';
  /** Counts the places of the call instead of the call. Its window is the event's hold time, if that is longer. */
  counts?: 'places';
  /** Counts only requests with `fresh=true`, or only those whose body has a code. */
  of?: 'fresh-reads' | 'codes';
  /** Limits of one row are counted by one request. By default a limit has a row of its own. */
  row?: string;
  /** The name of the limit's window in its row: one lower-case letter; `c` by default. */
  register?: string;
  /** Limits what one person may keep from others. The event's members and listed addresses are exempt. */
  isHoarding?: true;
  /** Whether a quota above RATE_QUOTA_MAX may be divided among rows, by the account that calls. */
  isSpread?: true;
}

/** A further limit of a route. */
export interface NamedLimit extends RateLimit {
  name: string;
}

/** The quotas of a stage that differ from the routes, by the name of the limit; `off` is for the local service only. */
export type RateLimitSetting = 'off' | Record<string, Quota>;

/** The attributes of a limit in its row. The names of an event's register are long, so they count twice. */
const attributesOf = ({ per, quota }: RateLimit): number => (per === 'event' ? 2 * quota : quota);

/** Whether the limits of a row fit into it. If not, each of them has a row of its own. */
export const fitInRow = (limits: readonly RateLimit[]): boolean =>
  limits.reduce((sum, limit) => sum + attributesOf(limit), 0) <= RATE_ROW_ATTRIBUTES_MAX;

const ENTRY = /^([a-z-]+)=(\d{1,5})\/(\d{1,5})$/;

/**
 * Parses `place-hold=50/60,login=100/300`: calls, or places, and seconds by limit. Throws an error that explains what is wrong;
 * `limits` are all limits of the routes.
 */
export function parseRateLimits(text: string, limits: readonly NamedLimit[]): Exclude<RateLimitSetting, 'off'> {
  return Object.fromEntries(
    text.split(',').map(entry => {
      const [, name = '', calls, seconds] = ENTRY.exec(entry.trim()) ?? [];
      const limit = limits.find(candidate => candidate.name === name);
      if (!limit) {
        const names = [...new Set(limits.map(candidate => candidate.name))].join(', ');
        throw new Error(`"${entry}" is no limit: write operation=calls/seconds, with one of ${names}`);
      }
      return [name, requireRange(entry, limit, { quota: Number(calls), windowSeconds: Number(seconds) })];
    }),
  );
}

function requireRange(entry: string, limit: NamedLimit, { quota, windowSeconds }: Quota): Quota {
  const quotaMax = limit.isSpread ? RATE_SPREAD_QUOTA_MAX : RATE_QUOTA_MAX;
  const secondsMax = limit.counts === 'places' ? HOLD_SECONDS_MAX : RATE_WINDOW_SECONDS_MAX;
  if (quota >= 1 && quota <= quotaMax && windowSeconds >= 1 && windowSeconds <= secondsMax) {
    return { quota, windowSeconds };
  }
  const counted = limit.counts ?? 'calls';
  throw new Error(
    `"${entry}" is out of range: 1 to ${quotaMax} ${counted} in 1 to ${secondsMax} seconds` +
      (limit.isSpread ? '' : '. More calls fit into a shorter time: 1,000 in 300 s are 20 in 6 s'),
  );
}

/** The rest of a quota, and the seconds until there is more. */
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
