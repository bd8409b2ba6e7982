/**
 * Gives the caller's account the address that was requested, by the link that was sent there. The caller is signed in: after a typing
 * error a stranger has the link, and with the address would get the account. The address before gets a mail that says so. Sessions stay.
 * A change of the password after the request voids the link.
 */
import type { LinkUse } from '../../contract/accounts/requests.ts';
import { DECISIONS_MAX } from '../../domain/limits.ts';
import { busy, refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { accountEntry } from './journal-entry.ts';
import { mailTo } from './mail-requests.ts';
import { outdatedLink, requireLink } from './require-link.ts';

export async function changeEmail(
  dependencies: Pick<Dependencies, 'accounts' | 'ids' | 'linkTokens'>,
  call: CallerCall,
  { token }: LinkUse,
): Promise<void> {
  const { accounts } = dependencies;
  const { linkId, userId, email, passwordVersion } = await requireLink(dependencies, call, token, 'change');
  if (userId !== call.caller.userId) throw refuse('link-of-other-account');
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const account = await accounts.read(userId);
    if (!account || account.deletedAt !== undefined) throw outdatedLink();
    // Also a retry of a call whose reply was lost.
    if (account.email === email) return;
    if (account.passwordVersion !== passwordVersion) throw outdatedLink();
    const change = { action: 'user.email-changed', actor: 'owner', to: 'changed' } as const;
    const outcome = await accounts.change({
      before: account,
      after: { ...account, email, emailVerifiedAt: call.now },
      entry: accountEntry(dependencies, call, account, change),
      mail: { ...mailTo(dependencies, call, account), kind: 'email-changed', userId },
      link: { linkId, userId, usedAt: call.now },
    });
    if (outcome === 'done') return;
    if (outcome !== 'stale') throw refuse(outcome);
  }
  throw busy();
}
