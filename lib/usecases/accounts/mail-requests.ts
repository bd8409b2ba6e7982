/** The requests for the mails of an account. Each is dated from its call, and so is its link. */
import type { Account } from '../../domain/account.ts';
import type { Language } from '../../domain/languages.ts';
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

export const verificationMail = (needs: Needs, call: Call, account: Account): MailRequest => ({
  ...mailTo(needs, call, account),
  kind: 'verify-address',
  userId: account.id,
});
