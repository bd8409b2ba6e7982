/** What a refresh token that is presented may do, judged against its session: pure, and the same for every store. */
import type { Account, Session } from './account.ts';
import { REFRESH_REPEAT_SECONDS } from './limits.ts';
import { SECOND_MS } from './time.ts';

/**
 *   current    may be refreshed
 *   repeated   was refreshed a moment ago: the reply may be lost, and the same successor is given again
 *   spent      was refreshed before that, or never was ours: somebody has a copy, and the family must end
 *   over       its family has ended
 */
export type TokenStanding = 'current' | 'repeated' | 'spent' | 'over';

/** `successors` are the hashes that may follow this token's: a repeated one has exactly one successor, and it is current. */
export function standingOf(session: Session, tokenHash: string, successors: string[], now: number): TokenStanding {
  if (isOver(session, now)) return 'over';
  if (session.tokenHash === tokenHash) return 'current';
  const { previousHash, refreshedAt = 0 } = session;
  const isPredecessor = previousHash === tokenHash && successors.includes(session.tokenHash);
  return isPredecessor && now < refreshedAt + REFRESH_REPEAT_SECONDS * SECOND_MS ? 'repeated' : 'spent';
}

/** At its very millisecond it is over. */
const isOver = ({ endedAt, expiresAt }: Session, now: number): boolean => endedAt !== undefined || expiresAt <= now;

/**
 * Whether a session still speaks for its account: not ended, not expired, and of the password that counts now. Where the
 * session is the newer of two readings, it went on under a password that was set in between.
 */
export const isLive = (session: Session, account: Account, now: number): boolean =>
  !isOver(session, now) && session.userId === account.id && session.passwordVersion >= account.passwordVersion;
