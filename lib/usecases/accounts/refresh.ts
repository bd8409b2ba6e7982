/**
 * Exchanges a refresh token for a new pair. The one conditional write that spends the token is the last step, so a
 * failure before it spends nothing. For REFRESH_REPEAT_SECONDS a retry with a spent token gets the same successor, in
 * case the reply was lost. After that, a spent token is taken for a stolen copy and ends the session (RFC 9700,
 * 4.14.2).
 */
import type { Refresh } from '../../contract/accounts/requests.ts';
import type { SignedIn } from '../../contract/accounts/responses.ts';
import { refuse } from '../../domain/refusals.ts';
import { isLive, standingOf } from '../../domain/session-policy.ts';
import type { RefreshToken } from '../../ports/accounts.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { signedIn } from './open-session.ts';

type RefreshDependencies = Pick<
  Dependencies,
  'accounts' | 'sessions' | 'accessTokens' | 'refreshTokens' | 'metrics' | 'log'
>;

export async function refresh(
  dependencies: RefreshDependencies,
  call: Call,
  { refreshToken }: Refresh,
): Promise<SignedIn> {
  const presented = dependencies.refreshTokens.read(refreshToken);
  const known = presented && (await dependencies.sessions.read(presented.sessionId));
  if (!presented || !known) throw refuse('invalid-refresh-token');
  const { account, session } = await dependencies.accounts.readWithSession(known.userId, known.id);
  if (!account || !session || !isLive(session, account, call.now)) throw refuse('invalid-refresh-token');
  return signedIn(dependencies, call, account, await spend(dependencies, call, presented));
}

/** Replaces the token by its successor, and returns that. */
async function spend(dependencies: RefreshDependencies, call: Call, presented: RefreshToken): Promise<RefreshToken> {
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

/** Ends the session: thief and owner both have its token, and must sign in again. */
export async function endFamily(
  dependencies: Pick<Dependencies, 'sessions' | 'metrics' | 'log'>,
  { now, requestId }: Call,
  sessionId: string,
): Promise<void> {
  await dependencies.sessions.end(sessionId, now);
  dependencies.metrics.count('RefreshTokenReused');
  dependencies.log.warn('a spent refresh token was presented: its session is ended', { requestId, sessionId });
}
