/** Changes the name and the language of the caller's account. */
import { userAnswer } from '../../contract/accounts/presenter.ts';
import type { ProfileChanges } from '../../contract/accounts/requests.ts';
import type { User } from '../../contract/accounts/user.ts';
import { DECISIONS_MAX } from '../../domain/limits.ts';
import { busy, refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { accountEntry } from './journal-entry.ts';

export async function editProfile(
  dependencies: Pick<Dependencies, 'accounts' | 'ids'>,
  call: CallerCall,
  { name, language }: ProfileChanges,
): Promise<User> {
  const { accounts } = dependencies;
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const account = await accounts.read(call.caller.userId);
    if (!account || account.deletedAt !== undefined) throw refuse('unauthenticated');
    const after = { ...account, ...(name !== undefined && { name }), ...(language && { language }) };
    if (after.name === account.name && after.language === account.language) return userAnswer(account);
    // The journal keeps no personal data, so it has no values.
    const change = { action: 'user.profile-changed', actor: 'owner', to: 'changed' } as const;
    const entry = accountEntry(dependencies, call, account, change);
    if ((await accounts.change({ before: account, after, entry })) === 'done') return userAnswer(after);
  }
  throw busy();
}
