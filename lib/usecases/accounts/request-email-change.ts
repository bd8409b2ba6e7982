/**
 * Requests a change of the caller's address, which requires the password. The new address gets the link that completes it. Until then
 * nothing changes, so a typing error locks nobody out.
 */
import type { NewEmail } from '../../contract/accounts/requests.ts';
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { mailTo } from './mail-requests.ts';
import { delayAfterWrongPassword } from './password-rules.ts';

export async function requestEmailChange(
  dependencies: Pick<Dependencies, 'accounts' | 'ids' | 'passwords' | 'rates' | 'pause'>,
  call: CallerCall,
  { email, currentPassword }: NewEmail,
): Promise<void> {
  const { accounts, passwords } = dependencies;
  const account = await accounts.read(call.caller.userId);
  if (!account || account.deletedAt !== undefined) throw refuse('unauthenticated');
  if (!(await passwords.verify(currentPassword, account.passwordHash))) {
    await delayAfterWrongPassword(dependencies, call, account.email);
    throw refuse('bad-credentials');
  }
  const { id: userId, passwordVersion, language } = account;
  const to = { email, ...(language && { language }) };
  await accounts.requestMail({ ...mailTo(dependencies, call, to), kind: 'change-email', userId, passwordVersion });
}
