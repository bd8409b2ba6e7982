/**
 * The keys that a process knows: read on first use, again when they are old, and early when a token names an unknown
 * key, so that a change reaches warm functions.
 */
import { busy } from '../domain/refusals.ts';
import type { Log } from '../ports/observability.ts';
import { KEYS_AGE_MAX_MS, type TokenKeys, type VerificationKeys, verificationKeysOf } from './token-keys.ts';

export interface Keys {
  verification: VerificationKeys;
  /** Only in functions that sign people in; in order of use. */
  secret?: TokenKeys;
}

export interface KeyRing {
  /** The keys, at most KEYS_AGE_MAX_MS old; older only while they cannot be read. */
  known(): Promise<Keys>;
  /** Keys newer than `those`, for a token whose key is not among them; undefined if it is too early to read again. */
  newerThan(those: Keys): Promise<Keys | undefined>;
}

/**
 * The shortest time between two reads for an unknown key or after a failure: any caller can invent a key's name, and
 * must not cause reads.
 */
export const REREAD_PAUSE_MS = 30_000;

/** The secret of a ring. A function without one that asks for it has a bug. */
export async function secretOf(ring: KeyRing): Promise<TokenKeys> {
  const { secret } = await ring.known();
  if (!secret) throw new Error('only functions that sign people in have the token keys: see rights.ts');
  return secret;
}

/** Keys that never change: those of the local service. */
export function fixedKeys(secret: TokenKeys): KeyRing {
  const keys = { secret, verification: verificationKeysOf(secret) };
  return { known: async () => keys, newerThan: async () => undefined };
}

/**
 * Keys that are read. If that fails before there are any, or leaves a key unknown, the refusal is `busy`, and the log
 * has the reason.
 */
export function readKeys(
  read: () => Promise<Keys>,
  { stopwatch, log }: { stopwatch: () => number; log: Pick<Log, 'warn'> },
): KeyRing {
  let kept: { keys: Keys; readAt: number } | undefined;
  let last = { beganAt: Number.NEGATIVE_INFINITY, hasSucceeded: true };
  let missedAt = Number.NEGATIVE_INFINITY;

  const isRecent = (at: number, withinMs: number): boolean => stopwatch() - at < withinMs;
  async function readAndKeep(): Promise<Keys> {
    const reading = { beganAt: stopwatch(), hasSucceeded: false };
    last = reading;
    try {
      const keys = await read();
      kept = { keys, readAt: reading.beganAt };
      reading.hasSucceeded = true;
      return keys;
    } catch (error) {
      log.warn('the keys of tokens could not be read', { error });
      throw busy();
    }
  }

  return {
    async known() {
      if (!kept) return readAndKeep();
      const { keys, readAt } = kept;
      if (isRecent(readAt, KEYS_AGE_MAX_MS) || isRecent(last.beganAt, REREAD_PAUSE_MS)) return keys;
      return readAndKeep().catch(() => keys);
    },

    async newerThan(those) {
      if (kept && kept.keys !== those) return kept.keys;
      if (!isRecent(missedAt, REREAD_PAUSE_MS)) {
        missedAt = stopwatch();
        return readAndKeep();
      }
      // The key may be one of those that could not be read: a valid token must not be called invalid.
      if (!last.hasSucceeded) throw busy();
      return undefined;
    },
  };
}
