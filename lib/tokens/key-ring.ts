/**
 * The keys that a process knows. They are read on first use, again when they are old, and earlier if a token names an
 * unknown key. So a change of the keys reaches warm functions.
 */
import { busy } from '../domain/refusals.ts';
import type { Log } from '../ports/observability.ts';
import { KEYS_AGE_MAX_MS, type TokenKeys, type VerificationKeys, verificationKeysOf } from './token-keys.ts';

export interface Keys {
  verification: VerificationKeys;
  /** In order of use. Only functions that sign users in have the secret. */
  secret?: TokenKeys;
}

/** The keys of tokens, or other keys of a stage. */
export interface KeyRing<Known = Keys> {
  /** Returns the keys, at most KEYS_AGE_MAX_MS old. Older keys are returned only while new ones cannot be read. */
  known(): Promise<Known>;
  /**
   * Returns keys newer than `those`, for a token whose key is not among them. Returns undefined if it is too early to
   * read again.
   */
  newerThan(those: Known): Promise<Known | undefined>;
}

/**
 * The shortest time between two reads for an unknown key or after a failure. Without it any caller could cause reads,
 * because any caller can invent the name of a key.
 */
export const REREAD_PAUSE_MS = 30_000;

/** Returns the secret of a ring. A function without the secret that asks for it has a bug. */
export async function secretOf(ring: KeyRing): Promise<TokenKeys> {
  const { secret } = await ring.known();
  if (!secret) throw new Error('only functions that sign people in have the token keys: see rights.ts');
  return secret;
}

/** Creates a ring of token keys that never change, for the local service. */
export const fixedKeys = (secret: TokenKeys): KeyRing =>
  unchangingKeys({ secret, verification: verificationKeysOf(secret) });

export const unchangingKeys = <Known>(keys: Known): KeyRing<Known> => ({
  known: async () => keys,
  newerThan: async () => undefined,
});

type Complaint =
  | 'the keys of tokens could not be read'
  | 'the ticket keys could not be read'
  | 'the public ticket keys could not be read'
  | 'the link keys could not be read';

/**
 * Creates a ring of keys that are read. If no keys can be read, or a failed read leaves a key unknown, the refusal is
 * `busy`, and the log has the reason.
 */
export function readKeys<Known = Keys>(
  read: () => Promise<Known>,
  { stopwatch, log }: { stopwatch: () => number; log: Pick<Log, 'warn'> },
  complaint: Complaint = 'the keys of tokens could not be read',
): KeyRing<Known> {
  let kept: { keys: Known; readAt: number } | undefined;
  let last = { beganAt: Number.NEGATIVE_INFINITY, hasSucceeded: true };
  let missedAt = Number.NEGATIVE_INFINITY;

  const isRecent = (at: number, withinMs: number): boolean => stopwatch() - at < withinMs;
  async function readAndKeep(): Promise<Known> {
    const reading = { beganAt: stopwatch(), hasSucceeded: false };
    last = reading;
    try {
      const keys = await read();
      kept = { keys, readAt: reading.beganAt };
      reading.hasSucceeded = true;
      return keys;
    } catch (error) {
      log.warn(complaint, { error });
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
      // The last read failed, so the key may be a new one. A valid token must not be called invalid.
      if (!last.hasSucceeded) throw busy();
      return undefined;
    },
  };
}
