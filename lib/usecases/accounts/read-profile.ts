/** Reads the caller's own account. */
import { userAnswer } from '../../contract/accounts/presenter.ts';
import type { User } from '../../contract/accounts/user.ts';
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

export async function readProfile({ accounts }: Pick<Dependencies, 'accounts'>, { caller }: CallerCall): Promise<User> {
  const account = await accounts.read(caller.userId);
  // The access token of a deleted account is valid for some minutes more.
  if (!account || account.deletedAt !== undefined) throw refuse('unauthenticated');
  return userAnswer(account);
}
