/** Signs a user in by e-mail and password, with a new session. */
import type { Credentials } from '../../contract/accounts/requests.ts';
import type { SignedIn } from '../../contract/accounts/responses.ts';
import { refuse } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { newSession, signedIn } from './open-session.ts';
import { delayAfterWrongPassword } from './password-rules.ts';

type LoginDependencies = Pick<
  Dependencies,
  'accounts' | 'passwords' | 'sessions' | 'rates' | 'pause' | 'accessTokens' | 'refreshTokens'
>;

/** An unknown e-mail costs the same time as a wrong password, and gets the same answer. */
export async function login(
  dependencies: LoginDependencies,
  call: Call,
  { email, password }: Credentials,
): Promise<SignedIn> {
  const { accounts, passwords, sessions } = dependencies;
  const account = await accounts.readByEmail(email);
  const isRight = await passwords.verify(password, account?.passwordHash);
  if (!account?.passwordHash || !isRight) {
    await delayAfterWrongPassword(dependencies, call, email);
    throw refuse('bad-credentials');
  }
  if (passwords.isOutdated(account.passwordHash)) await accounts.rehash(account, await passwords.hash(password));
  const { session, token } = newSession(dependencies, call, account);
  await sessions.open(session);
  return signedIn(dependencies, call, account, token);
}
