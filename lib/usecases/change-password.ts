/** Changes one's own password, for who knows the current one; all other sessions are over with it. */
import type { NewPassword } from '../contract/account-messages.ts';
import { DECISIONS_MAX } from '../domain/limits.ts';
import { busy, refuse } from '../domain/refusals.ts';
import { accountEntry } from './account-journal.ts';
import type { CallerCall, Dependencies } from './dependencies.ts';
import { payForWrongPassword, requireStrength } from './password-rules.ts';

export async function changePassword(
  deps: Dependencies,
  call: CallerCall,
  { currentPassword, newPassword }: NewPassword,
): Promise<void> {
  const { accounts, passwords } = deps;
  await requireStrength(deps, newPassword);
  const { userId, sessionId } = call.caller;
  for (let decided = 0; decided < DECISIONS_MAX; decided++) {
    const account = await accounts.read(userId);
    const isRight = await passwords.verify(currentPassword, account?.passwordHash);
    if (!account || !isRight) {
      await payForWrongPassword(deps, call, account?.email ?? userId);
      throw refuse('bad-credentials');
    }
    const change = { action: 'user.password-changed', actor: 'owner', to: 'changed' } as const;
    const entry = accountEntry(account, call, change);
    if (await accounts.changePassword(account, await passwords.hash(newPassword), entry, sessionId)) return;
    // Somebody changed the account meanwhile; whether the password is still the current one must be asked again.
  }
  throw busy();
}
