/** Changes a user's role. Routes that require a role see it at once; access tokens carry it from the next one on. */
import { userAnswer } from '../../contract/accounts/presenter.ts';
import type { User } from '../../contract/accounts/user.ts';
import type { NewRole } from '../../contract/administration/requests.ts';
import type { Role } from '../../domain/account.ts';
import { DECISIONS_MAX } from '../../domain/limits.ts';
import type { Actor } from '../../domain/model.ts';
import { busy, Refusal, refuse } from '../../domain/refusals.ts';
import type { Call, CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { accountEntry } from './journal-entry.ts';

/** Admins cannot change their own role, and must be admins at the moment of the change, so one is always left. */
export function changeRole(
  dependencies: Pick<Dependencies, 'accounts' | 'ids'>,
  call: CallerCall,
  userId: string,
  { role }: NewRole,
): Promise<User> {
  const { userId: adminId } = call.caller;
  if (userId === adminId) throw refuse('own-role');
  return giveRole(dependencies, call, { userId, role, actor: adminId, adminId });
}

/** Changes a user's role. A command calls it without `adminId`: that is how a stage gets its first admin. */
export async function giveRole(
  dependencies: Pick<Dependencies, 'accounts' | 'ids'>,
  call: Call,
  { userId, role, actor, adminId }: { userId: string; role: Role; actor: Actor; adminId?: string },
): Promise<User> {
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const account = await dependencies.accounts.read(userId);
    if (!account || account.deletedAt !== undefined) throw refuse('user-not-found');
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
