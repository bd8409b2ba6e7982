/**
 * Requests a mail with the link that lets a buyer without an account sign in. The address is not looked up here, so the response is
 * the same for all addresses; the owner of an account gets a mail that says so.
 */
import type { GuestLink } from '../../contract/accounts/requests.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { mailTo } from './mail-requests.ts';

export async function requestGuestLink(
  dependencies: Pick<Dependencies, 'accounts' | 'ids'>,
  call: Call,
  { email, name, language }: GuestLink,
): Promise<void> {
  const to = { email, ...(language && { language }) };
  await dependencies.accounts.requestMail({ ...mailTo(dependencies, call, to), kind: 'guest-link', name });
}
