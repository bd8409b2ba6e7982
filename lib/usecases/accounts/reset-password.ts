/**
 * Sets a password by the link of a mail. All sessions end. The mail proves the address, so it is verified too; a guest becomes an
 * account with the same id. The link names the version of the password, so it works once.
 */
import type { NewPasswordByLink } from '../../contract/accounts/requests.ts';
import type { Account } from '../../domain/account.ts';
import { DECISIONS_MAX, PASSWORD_CHANGE_REPEAT_SECONDS } from '../../domain/limits.ts';
import { busy, refuse } from '../../domain/refusals.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { accountEntry } from './journal-entry.ts';
import { delayAfterWrongPassword, requireStrength } from './password-rules.ts';
import { outdatedLink, requireLink } from './require-link.ts';

type ResetDependencies = Pick<Dependencies, 'accounts' | 'ids' | 'linkTokens' | 'passwords' | 'rates' | 'pause'>;

export async function resetPassword(
  dependencies: ResetDependencies,
  call: Call,
  { token, newPassword }: NewPasswordByLink,
): Promise<void> {
  const { accounts, passwords } = dependencies;
  const link = await requireLink(dependencies, call, token, 'reset');
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const account = await accounts.read(link.userId);
    if (!account || account.deletedAt !== undefined || account.email !== link.email) throw outdatedLink();
    if (account.passwordVersion !== link.passwordVersion) {
      return requireOwnReset(dependencies, call, account, newPassword);
    }
    await requireStrength(dependencies, newPassword, account);
    const after = withPassword(account, await passwords.hash(newPassword), call.now);
    const change = { action: 'user.password-reset', actor: 'owner', to: 'changed' } as const;
    const entry = accountEntry(dependencies, call, account, change);
    if ((await accounts.change({ before: account, after, entry })) === 'done') return;
  }
  throw busy();
}

function withPassword({ isGuest: _nowAnAccount, ...account }: Account, passwordHash: string, now: number): Account {
  return {
    ...account,
    passwordHash,
    passwordVersion: account.version + 1,
    passwordChangedAt: now,
    emailVerifiedAt: account.emailVerifiedAt ?? now,
  };
}

/**
 * Accepts a retry of a call whose reply was lost: the password is the requested one, and became so just now (P8). Refuses every other
 * use of a link whose password was replaced.
 */
async function requireOwnReset(
  dependencies: ResetDependencies,
  call: Call,
  { email, passwordHash, passwordChangedAt = 0 }: Account,
  newPassword: string,
): Promise<void> {
  const isRecent = call.now < passwordChangedAt + PASSWORD_CHANGE_REPEAT_SECONDS * SECOND_MS;
  if (isRecent && (await dependencies.passwords.verify(newPassword, passwordHash))) return;
  // Otherwise a used link could try passwords faster than a login may.
  if (isRecent) await delayAfterWrongPassword(dependencies, call, email);
  throw refuse('link-used');
}
