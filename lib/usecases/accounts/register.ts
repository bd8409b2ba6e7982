/** Creates an account with its first session and the mail that verifies its address, in one transaction. */
import type { Registration } from '../../contract/accounts/requests.ts';
import type { SignedIn } from '../../contract/accounts/responses.ts';
import type { Account } from '../../domain/account.ts';
import { refuse } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { verificationMail } from './mail-requests.ts';
import { newSession, signedIn } from './open-session.ts';
import { requireStrength } from './password-rules.ts';

type RegisterDependencies = Pick<
  Dependencies,
  'accounts' | 'ids' | 'passwords' | 'rates' | 'accessTokens' | 'refreshTokens'
>;

/** An e-mail that is taken costs the same time as a new one, and the answer tells nothing else about its account. */
export async function register(
  dependencies: RegisterDependencies,
  call: Call,
  { email, password, name, language }: Registration,
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
    ...(language && { language }),
  };
  const { session, token } = newSession(dependencies, call, account);
  const mail = await verificationMail(dependencies, call, account);
  const outcome = await dependencies.accounts.create(account, { session, ...(mail && { mail }) });
  if (outcome !== 'done') throw refuse('email-taken');
  return signedIn(dependencies, call, account, token);
}
