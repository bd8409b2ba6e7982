/** Grants or revokes a role: at once for every route that asks for one, and with the next token for what a token tells. */
import type { NewRole, User } from '../contract/account-messages.ts';
import type { Role } from '../domain/account.ts';
import { DECISIONS_MAX } from '../domain/limits.ts';
import type { Actor } from '../domain/model.ts';
import { busy, refuse } from '../domain/refusals.ts';
import { accountEntry } from './account-journal.ts';
import type { Call, CallerCall, Dependencies } from './dependencies.ts';
import { userAnswer } from './open-session.ts';

/** An admin's own role stays, so that there is always one left who can undo things. */
export function changeRole(deps: Dependencies, call: CallerCall, userId: string, { role }: NewRole): Promise<User> {
  if (userId === call.caller.userId) throw refuse('own-role');
  return giveRole(deps, call, userId, role, call.caller.userId);
}

/** The same for whoever runs the stage, from a command: how the first admin comes to be. */
export async function giveRole(
  { accounts }: Pick<Dependencies, 'accounts'>,
  call: Call,
  userId: string,
  role: Role,
  actor: Actor,
): Promise<User> {
  for (let decided = 0; decided < DECISIONS_MAX; decided++) {
    const account = await accounts.read(userId);
    if (!account) throw refuse('user-not-found');
    if (account.role === role) return userAnswer(account);
    const entry = accountEntry(account, call, { action: 'user.role-changed', actor, from: account.role, to: role });
    if (await accounts.changeRole(account, role, entry)) return userAnswer({ ...account, role });
  }
  throw busy();
}
