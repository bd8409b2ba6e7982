/** The mails that a test's requests have asked for, and the tokens of their links, as the worker makes them. */
import type { Account } from '../../../lib/domain/account.ts';
import { type DatedLink, type Link, linkEnd, linkOfRequest } from '../../../lib/domain/links.ts';
import type { MailRequest } from '../../../lib/domain/mail.ts';
import type { Dependencies } from '../../../lib/ports/dependencies.ts';
import type { UseCases } from '../open-use-cases.ts';

/** Records the mails that are requested alone or with a change, from now on. */
export function recordMails({
  accounts,
  organizations,
}: Pick<Dependencies, 'accounts' | 'organizations'>): MailRequest[] {
  const mails: MailRequest[] = [];
  const { requestMail, create, change } = accounts;
  const changeOrganization = organizations.change;
  const after = async <Outcome>(outcome: Promise<Outcome>, mail: MailRequest | undefined): Promise<Outcome> => {
    const done = await outcome;
    if (mail && done === 'done') mails.push(mail);
    return done;
  };
  Object.assign(accounts, {
    async requestMail(request: MailRequest) {
      await requestMail(request);
      mails.push(request);
    },
    create: (...parts: Parameters<typeof create>) => after(create(...parts), parts[1]?.mail),
    change: (...parts: Parameters<typeof change>) => after(change(...parts), parts[0].mail),
  } satisfies Partial<Dependencies['accounts']>);
  organizations.change = (...parts) => after(changeOrganization(...parts), parts[0].mail);
  return mails;
}

/** The token of the link of a requested mail, as the worker signs it after reading the account; undefined if it has no link. */
export async function tokenOf(useCases: UseCases, request: MailRequest | undefined): Promise<string | undefined> {
  if (!request) throw new Error('no mail was requested');
  const account = await useCases.accounts.readByEmail(request.email);
  const dated = linkOfRequest(request, { account });
  return dated && sign(useCases, dated);
}

export const sign = ({ linkTokens, now }: UseCases, dated: DatedLink): Promise<string> => linkTokens.sign(dated, now);

/** The token of any link that ends in 30 minutes. */
export const tokenFor = (useCases: UseCases, link: Link): Promise<string> =>
  sign(useCases, { link, expiresAt: linkEnd(useCases.now) });

export const resetLinkOf = ({ id, email, passwordVersion }: Account): Link => ({
  purpose: 'reset',
  userId: id,
  email,
  passwordVersion,
});
