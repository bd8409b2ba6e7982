/** Registers accounts through the use cases themselves. */
import type { SignedIn } from '../../../lib/contract/accounts/responses.ts';
import type { Role } from '../../../lib/domain/account.ts';
import type { CallerCall } from '../../../lib/ports/calls.ts';
import { giveRole } from '../../../lib/usecases/accounts/change-role.ts';
import { register } from '../../../lib/usecases/accounts/register.ts';
import type { UseCases } from '../open-use-cases.ts';

export const PASSWORD = 'a long sentence of mine';
let people = 0;

/** A call without a caller, at the current time. */
export const callOf = ({ now }: UseCases) => ({ now, requestId: 'request-1', ip: '192.0.2.7' });

/** Registers a person with a new e-mail address. */
export function registered(
  useCases: UseCases,
  { email = `person-${++people}@holdfast.example`, name = 'Kim' } = {},
): Promise<SignedIn> {
  return register(useCases, callOf(useCases), { email, password: PASSWORD, name });
}

/** Registers a person and gives them a role. */
export async function withRole(useCases: UseCases, role: Role): Promise<SignedIn> {
  const signedIn = await registered(useCases);
  await giveRole(useCases, callOf(useCases), { userId: signedIn.user.id, role, actor: 'system' });
  return signedIn;
}

/** A call by a signed-in user, with the session of the access token. */
export async function callAs(useCases: UseCases, { accessToken }: SignedIn): Promise<CallerCall> {
  const caller = await useCases.accessTokens.verify(accessToken, useCases.now);
  if (!caller) throw new Error('the access token is not valid');
  return { ...callOf(useCases), caller };
}

/** The stored account. */
export async function accountOf({ accounts }: UseCases, { user }: SignedIn) {
  const account = await accounts.read(user.id);
  if (!account) throw new Error(`there is no account ${user.id}`);
  return account;
}
