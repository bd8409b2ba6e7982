/** Decides whether an attempt is repeated, and after which pause. Pure. */

export interface Attempt {
  /** Repeating it has no second effect: it only reads, or all attempts have one idempotency key. */
  isRepeatable: boolean;
  /** Counted from 1. */
  number: number;
  /** Absent if the attempt got no answer. */
  response?: Pick<Response, 'status' | 'headers'>;
}

const PAUSE_MS = 200;
const PAUSE_MAX_MS = 5_000;
/** The service or a gateway before it was too busy, or lost the connection. Of a 500 the cause is a bug, which stays. */
const TRANSIENT = [502, 503, 504];

/**
 * The pause before the next attempt in ms, or undefined if there is to be none. `chance` is from 0 to 1. A 429 has had no effect,
 * so every call is repeated after it; so is a 202 that says when to ask again.
 */
export function pauseAfter(
  { isRepeatable, number, response }: Attempt,
  chance: number,
  now: number,
): number | undefined {
  const waits = response && retryAfterMs(response.headers, now);
  // Full jitter, so that clients that failed together do not return together.
  const backoff = chance * Math.min(PAUSE_MAX_MS, PAUSE_MS * 2 ** (number - 1));
  if (response?.status === 429) return (waits ?? 1_000) + backoff;
  if (response?.status === 202) return waits === undefined ? undefined : waits + backoff;
  if (!isRepeatable) return undefined;
  return response === undefined || TRANSIENT.includes(response.status) ? (waits ?? 0) + backoff : undefined;
}

/** Retry-After is a number of seconds or a date (RFC 9110, section 10.2.3). */
function retryAfterMs(headers: Headers, now: number): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  // Date.parse would read a time in numbers such as -1 and 1.5.
  const at = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
