/** The requests for the mails of an account. Each is dated from its call, and so is its link. */
import type { Account } from '../../domain/account.ts';
import type { Language } from '../../domain/languages.ts';
import { VERIFICATION_MAILS } from '../../domain/limits.ts';
import { type MailRequest, mailIdOf } from '../../domain/mail.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

type Needs = Pick<Dependencies, 'ids'>;
type Addressee = Pick<Account, 'email' | 'language'>;

/** The parts that all requests have. */
export const mailTo = ({ ids }: Needs, { now }: Call, { email, language }: Addressee) => ({
  id: mailIdOf(ids.next()),
  at: now,
  email,
  ...(language && ({ language } satisfies { language: Language })),
});

/** Returns undefined if the address had too many of these mails. While the counter does not answer, mails are requested. */
export async function verificationMail(
  dependencies: Needs & Pick<Dependencies, 'rates'>,
  call: Call,
  account: Account,
): Promise<MailRequest | undefined> {
  const of = { name: 'verification-mails', subject: account.email };
  if ((await dependencies.rates.count(of, VERIFICATION_MAILS, call.now)).is === 'full') return undefined;
  return { ...mailTo(dependencies, call, account), kind: 'verify-email', userId: account.id };
}
