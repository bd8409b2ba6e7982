/**
 * Verifies the caller's address by the link of a mail. The caller is signed in, so that a link which reached a stranger verifies nothing.
 * A second use has no effect, because the address is verified already.
 */
import type { LinkUse } from '../../contract/accounts/requests.ts';
import { DECISIONS_MAX } from '../../domain/limits.ts';
import { busy, refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { accountEntry } from './journal-entry.ts';
import { outdatedLink, requireLink } from './require-link.ts';

export async function verifyEmail(
  dependencies: Pick<Dependencies, 'accounts' | 'ids' | 'linkTokens'>,
  call: CallerCall,
  { token }: LinkUse,
): Promise<void> {
  const { accounts } = dependencies;
  const { userId, email } = await requireLink(dependencies, call, token, 'verify');
  if (userId !== call.caller.userId) throw refuse('link-of-other-account');
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const account = await accounts.read(userId);
    if (!account || account.deletedAt !== undefined) throw refuse('unauthenticated');
    if (account.email !== email) throw outdatedLink();
    if (account.emailVerifiedAt !== undefined) return;
    const change = { action: 'user.email-verified', actor: 'owner', to: 'verified' } as const;
    const entry = accountEntry(dependencies, call, account, change);
    const after = { ...account, emailVerifiedAt: call.now };
    if ((await accounts.change({ before: account, after, entry })) === 'done') return;
  }
  throw busy();
}
