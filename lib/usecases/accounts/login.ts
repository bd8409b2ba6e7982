/** Signs somebody in by e-mail and password, into a session of its own. */
import type { Credentials, SignedIn } from '../../contract/accounts/messages.ts';
import { refuse } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { newSession, signedIn } from './open-session.ts';
import { payForWrongPassword } from './password-rules.ts';

/** An unknown e-mail and a wrong password take the same work and get the same answer. */
export async function login(
  dependencies: Dependencies,
  call: Call,
  { email, password }: Credentials,
): Promise<SignedIn> {
  const { accounts, passwords, sessions } = dependencies;
  const account = await accounts.readByEmail(email);
  const isRight = await passwords.verify(password, account?.passwordHash);
  if (!account?.passwordHash || !isRight) {
    await payForWrongPassword(dependencies, call, email);
    throw refuse('bad-credentials');
  }
  if (passwords.isOutdated(account.passwordHash)) await accounts.rehash(account, await passwords.hash(password));
  const { session, token } = newSession(dependencies, call, account);
  await sessions.open(session);
  return signedIn(dependencies, call, account, token);
}
