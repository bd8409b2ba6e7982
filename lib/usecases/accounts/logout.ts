/** Ends a session by its refresh token; the access tokens of it live on for minutes, but for what asks for a live session. */
import type { Refresh } from '../../contract/accounts/messages.ts';
import { refuse } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { endFamily } from './refresh.ts';

/** The same token may end its session again: a lost reply does no harm. A token spent long before ends it too, and is refused. */
export async function logout(dependencies: Dependencies, call: Call, { refreshToken }: Refresh): Promise<void> {
  const presented = dependencies.refreshTokens.read(refreshToken);
  if (!presented) throw refuse('invalid-refresh-token');
  const { is, session } = await dependencies.sessions.end(presented.sessionId, call.now, presented.hash);
  if (is === 'done') return;
  const isItsOwn = session?.tokenHash === presented.hash || session?.previousHash === presented.hash;
  if (session?.endedAt !== undefined && isItsOwn) return;
  if (session && session.endedAt === undefined && !isItsOwn) await endFamily(dependencies, call, session.id);
  throw refuse('invalid-refresh-token');
}
