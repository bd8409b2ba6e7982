/**
 * Spends a refresh token for a new pair. Everything is known before the one conditional write that spends it, which is
 * the last step: nothing that fails before leaves a spent token behind. A reply that was lost is answered again for a
 * moment, with the same successor; any other spent token is somebody's copy, and ends the family (RFC 9700, 4.14.2).
 */
import type { Refresh, SignedIn } from '../../contract/accounts/messages.ts';
import { refuse } from '../../domain/refusals.ts';
import { isLive, standingOf } from '../../domain/session-policy.ts';
import type { RefreshToken } from '../../ports/accounts.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { signedIn } from './open-session.ts';

export async function refresh(dependencies: Dependencies, call: Call, { refreshToken }: Refresh): Promise<SignedIn> {
  const presented = dependencies.refreshTokens.read(refreshToken);
  const known = presented && (await dependencies.sessions.read(presented.sessionId));
  if (!presented || !known) throw refuse('invalid-refresh-token');
  const { account, session } = await dependencies.accounts.readWithSession(known.userId, known.id);
  if (!account || !session || !isLive(session, account, call.now)) throw refuse('invalid-refresh-token');
  return signedIn(dependencies, call, account, await spend(dependencies, call, presented));
}

async function spend(dependencies: Dependencies, call: Call, presented: RefreshToken): Promise<RefreshToken> {
  const successors = await dependencies.refreshTokens.successorsOf(presented);
  const [newest] = successors;
  if (!newest) throw new Error('there is no key to derive a successor with');
  const { is, session } = await dependencies.sessions.refresh(
    presented.sessionId,
    presented.hash,
    newest.hash,
    call.now,
  );
  if (is === 'done') return newest;
  if (!session) throw refuse('invalid-refresh-token');
  const hashes = successors.map(({ hash }) => hash);
  const standing = standingOf(session, presented.hash, hashes, call.now);
  const successor = successors.find(({ hash }) => hash === session.tokenHash);
  if (standing === 'repeated' && successor) return successor;
  if (standing === 'spent') await endFamily(dependencies, call, session.id);
  throw refuse('invalid-refresh-token');
}

/** Whoever has the copy, thief or owner, must sign in again. */
export async function endFamily(
  dependencies: Dependencies,
  { now, requestId }: Call,
  sessionId: string,
): Promise<void> {
  await dependencies.sessions.end(sessionId, now);
  dependencies.metrics.count('RefreshTokenReused');
  dependencies.log.warn('a spent refresh token was presented: its session is ended', { requestId, sessionId });
}
