/**
 * Requests a mail with the link that sets a new password. The address is not looked up here, so a known and an unknown one get the same
 * response in the same time; the worker sends nothing to an unknown one.
 */
import type { PasswordReset } from '../../contract/accounts/requests.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { mailTo } from './mail-requests.ts';

export async function requestPasswordReset(
  dependencies: Pick<Dependencies, 'accounts' | 'ids'>,
  call: Call,
  { email, language }: PasswordReset,
): Promise<void> {
  const to = { email, ...(language && { language }) };
  await dependencies.accounts.requestMail({ ...mailTo(dependencies, call, to), kind: 'reset-password' });
}
