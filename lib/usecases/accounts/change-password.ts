/** Changes one's own password, for who knows the current one; all other sessions are over with it. */
import type { NewPassword } from '../../contract/accounts/messages.ts';
import type { Account } from '../../domain/account.ts';
import { DECISIONS_MAX, PASSWORD_CHANGE_REPEAT_SECONDS } from '../../domain/limits.ts';
import { busy, refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { accountEntry } from './journal-entry.ts';
import { payForWrongPassword, requireStrength } from './password-rules.ts';

export async function changePassword(dependencies: Dependencies, call: CallerCall, input: NewPassword): Promise<void> {
  const { accounts, ids, passwords } = dependencies;
  const { userId, sessionId } = call.caller;
  for (let decided = 0; decided < DECISIONS_MAX; decided++) {
    const account = await accounts.read(userId);
    if (!account) throw refuse('bad-credentials');
    await requireStrength(dependencies, input.newPassword, account);
    if (!(await passwords.verify(input.currentPassword, account.passwordHash))) {
      return requireDone(dependencies, call, account, input);
    }
    const change = { action: 'user.password-changed', actor: 'owner', to: 'changed' } as const;
    const entry = accountEntry({ ids }, call, account, change);
    if (await accounts.changePassword(account, await passwords.hash(input.newPassword), entry, sessionId)) return;
    // Somebody changed the account meanwhile; whether the password is still the current one must be asked again.
  }
  throw busy();
}

/**
 * A call whose reply was lost comes again with a password that is the current one no more: where the new one came into
 * force a moment ago, there is nothing left to do (P8). At any other time the new password proves nothing.
 */
async function requireDone(
  dependencies: Dependencies,
  call: CallerCall,
  { email, passwordHash, passwordChangedAt = 0 }: Account,
  { newPassword }: NewPassword,
): Promise<void> {
  const isRecent = call.now < passwordChangedAt + PASSWORD_CHANGE_REPEAT_SECONDS * 1000;
  if (isRecent && (await dependencies.passwords.verify(newPassword, passwordHash))) return;
  await payForWrongPassword(dependencies, call, email);
  throw refuse('bad-credentials');
}
