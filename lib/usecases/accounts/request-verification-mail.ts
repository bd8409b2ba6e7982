/** Sends the caller a mail with the link that verifies the address. Without effect if the address is verified. */
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { verificationMail } from './mail-requests.ts';

export async function requestVerificationMail(
  dependencies: Pick<Dependencies, 'accounts' | 'ids' | 'rates'>,
  call: CallerCall,
): Promise<void> {
  const account = await dependencies.accounts.read(call.caller.userId);
  if (!account || account.deletedAt !== undefined) throw refuse('unauthenticated');
  if (account.emailVerifiedAt !== undefined) return;
  const mail = await verificationMail(dependencies, call, account);
  if (mail) await dependencies.accounts.requestMail(mail);
}
