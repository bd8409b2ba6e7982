/** Changes the caller's own password, which requires the current one. All other sessions of the account end. */
import type { NewPassword } from '../../contract/accounts/requests.ts';
import type { Account } from '../../domain/account.ts';
import { DECISIONS_MAX, PASSWORD_CHANGE_REPEAT_SECONDS } from '../../domain/limits.ts';
import { busy, refuse } from '../../domain/refusals.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { accountEntry } from './journal-entry.ts';
import { delayAfterWrongPassword, requireStrength } from './password-rules.ts';

type ChangePasswordDependencies = Pick<Dependencies, 'accounts' | 'ids' | 'passwords' | 'rates' | 'pause'>;

export async function changePassword(
  dependencies: ChangePasswordDependencies,
  call: CallerCall,
  input: NewPassword,
): Promise<void> {
  const { accounts, ids, passwords } = dependencies;
  const { userId, sessionId } = call.caller;
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const account = await accounts.read(userId);
    if (!account || account.deletedAt !== undefined) throw refuse('bad-credentials');
    await requireStrength(dependencies, input.newPassword, account);
    if (!(await passwords.verify(input.currentPassword, account.passwordHash))) {
      return requireRecentChange(dependencies, call, account, input);
    }
    const change = { action: 'user.password-changed', actor: 'owner', to: 'changed' } as const;
    const entry = accountEntry({ ids }, call, account, change);
    if (await accounts.changePassword(account, await passwords.hash(input.newPassword), entry, sessionId)) return;
    // The account was changed meanwhile, perhaps its password too, so the current password is checked again.
  }
  throw busy();
}

/**
 * Accepts a retry of a call whose reply was lost: the old password is no longer current, but the new one became current
 * just now (P8). Refuses any other wrong password; later the new password proves nothing.
 */
async function requireRecentChange(
  dependencies: ChangePasswordDependencies,
  call: CallerCall,
  { email, passwordHash, passwordChangedAt = 0 }: Account,
  { newPassword }: NewPassword,
): Promise<void> {
  const isRecent = call.now < passwordChangedAt + PASSWORD_CHANGE_REPEAT_SECONDS * SECOND_MS;
  if (isRecent && (await dependencies.passwords.verify(newPassword, passwordHash))) return;
  await delayAfterWrongPassword(dependencies, call, email);
  throw refuse('bad-credentials');
}
