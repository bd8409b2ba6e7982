/** The rules of sessions: which refresh tokens are valid, and whether a session is live. */
import type { Account, Session } from './account.ts';
import { REFRESH_REPEAT_SECONDS } from './limits.ts';
import { SECOND_MS } from './time.ts';

/**
 *   current    may be refreshed
 *   repeated   was refreshed a moment ago: the response may be lost, so the same successor is returned again
 *   spent      was refreshed earlier, or is unknown: it may be a stolen copy, so the session must end
 *   over       the session has ended
 */
export type TokenStanding = 'current' | 'repeated' | 'spent' | 'over';

/** Judges a refresh token. `successors` are the hashes that may follow it; a repeated token has one that is current. */
export function standingOf(session: Session, tokenHash: string, successors: string[], now: number): TokenStanding {
  if (isOver(session, now)) return 'over';
  if (session.tokenHash === tokenHash) return 'current';
  const { previousHash, refreshedAt = 0 } = session;
  const isPredecessor = previousHash === tokenHash && successors.includes(session.tokenHash);
  return isPredecessor && now < refreshedAt + REFRESH_REPEAT_SECONDS * SECOND_MS ? 'repeated' : 'spent';
}

/** A session has ended from the millisecond `expiresAt` on. */
const isOver = ({ endedAt, expiresAt }: Session, now: number): boolean => endedAt !== undefined || expiresAt <= now;

/**
 * Whether a session is live: not ended, not expired, and not from before the current password. Its password version may be
 * higher than the account's if the password was changed between the two reads.
 */
export const isLive = (session: Session, account: Account, now: number): boolean =>
  !isOver(session, now) && session.userId === account.id && session.passwordVersion >= account.passwordVersion;
