/** Makes an account with its first session, all or nothing. */
import type { Registration, SignedIn } from '../../contract/accounts/messages.ts';
import type { Account } from '../../domain/account.ts';
import { refuse } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { newSession, signedIn } from './open-session.ts';
import { requireStrength } from './password-rules.ts';

/** A taken e-mail costs the same work as a new one, and its answer says nothing else about who has it. */
export async function register(
  dependencies: Dependencies,
  call: Call,
  { email, password, name }: Registration,
): Promise<SignedIn> {
  await requireStrength(dependencies, password, { email, name });
  const account: Account = {
    id: `usr_${dependencies.ids.next()}`,
    email: email.toLowerCase(),
    name,
    role: 'customer',
    createdAt: call.now,
    version: 0,
    passwordVersion: 0,
    passwordHash: await dependencies.passwords.hash(password),
  };
  const { session, token } = newSession(dependencies, call, account);
  if (!(await dependencies.accounts.create(account, session))) throw refuse('email-taken');
  return signedIn(dependencies, call, account, token);
}
