/**
 * Ends a session by its refresh token. Its access tokens stay valid until they expire, except on routes with
 * `needsLiveSession`.
 */
import type { Refresh } from '../../contract/accounts/requests.ts';
import { refuse } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { endFamily } from './refresh.ts';

/** A retry with the same token succeeds again. An older token of the session ends it too, and is refused. */
export async function logout(
  dependencies: Pick<Dependencies, 'sessions' | 'refreshTokens' | 'metrics' | 'log'>,
  call: Call,
  { refreshToken }: Refresh,
): Promise<void> {
  const presented = dependencies.refreshTokens.read(refreshToken);
  if (!presented) throw refuse('invalid-refresh-token');
  const { is, session } = await dependencies.sessions.end(presented.sessionId, call.now, presented.hash);
  if (is === 'done') return;
  const isItsOwn = session?.tokenHash === presented.hash || session?.previousHash === presented.hash;
  if (session?.endedAt !== undefined && isItsOwn) return;
  const isOpen = session !== undefined && session.endedAt === undefined && session.expiresAt > call.now;
  if (isOpen && !isItsOwn) await endFamily(dependencies, call, session.id);
  throw refuse('invalid-refresh-token');
}
