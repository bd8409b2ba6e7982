/** Grants or revokes a role: at once for every route that asks for one, and with the next token for what a token tells. */
import type { NewRole, User } from '../../contract/accounts/messages.ts';
import type { Role } from '../../domain/account.ts';
import { DECISIONS_MAX } from '../../domain/limits.ts';
import type { Actor } from '../../domain/model.ts';
import { busy, Refusal, refuse } from '../../domain/refusals.ts';
import type { Call, CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { accountEntry } from './journal-entry.ts';
import { userAnswer } from './open-session.ts';

/** An admin's own role stays, and whoever changes another's must be an admin at that very moment: one is always left. */
export function changeRole(
  dependencies: Dependencies,
  call: CallerCall,
  userId: string,
  { role }: NewRole,
): Promise<User> {
  const { userId: adminId } = call.caller;
  if (userId === adminId) throw refuse('own-role');
  return giveRole(dependencies, call, { userId, role, actor: adminId, adminId });
}

/** The same for whoever runs the stage, from a command, without an `adminId`: how the first admin comes to be. */
export async function giveRole(
  dependencies: Pick<Dependencies, 'accounts' | 'ids'>,
  call: Call,
  { userId, role, actor, adminId }: { userId: string; role: Role; actor: Actor; adminId?: string },
): Promise<User> {
  for (let decided = 0; decided < DECISIONS_MAX; decided++) {
    const account = await dependencies.accounts.read(userId);
    if (!account) throw refuse('user-not-found');
    if (account.role === role) return userAnswer(account);
    const change = { action: 'user.role-changed', actor, from: account.role, to: role } as const;
    const outcome = await dependencies.accounts.changeRole(
      account,
      role,
      accountEntry(dependencies, call, account, change),
      adminId,
    );
    if (outcome === 'done') return userAnswer({ ...account, role });
    if (outcome === 'not-admin') throw new Refusal('forbidden', { role: 'admin' });
  }
  throw busy();
}
