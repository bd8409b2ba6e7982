/** Reads the caller's own account. */
import type { User } from '../../contract/accounts/responses.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { userAnswer } from './open-session.ts';

export async function readProfile({ accounts }: Pick<Dependencies, 'accounts'>, { caller }: CallerCall): Promise<User> {
  const account = await accounts.read(caller.userId);
  if (!account) throw new Error(`account ${caller.userId} does not exist, though its token is valid`);
  return userAnswer(account);
}
