/** Verifying an address: the mail of a registration, and a link that only its own account can use. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SignedIn } from '../../../lib/contract/accounts/responses.ts';
import { MAIL_LINK_SECONDS, VERIFICATION_MAILS } from '../../../lib/domain/limits.ts';
import type { MailRequest } from '../../../lib/domain/mail.ts';
import { deleteOwnAccount } from '../../../lib/usecases/accounts/delete-account.ts';
import { register } from '../../../lib/usecases/accounts/register.ts';
import { requestVerificationMail } from '../../../lib/usecases/accounts/request-verification-mail.ts';
import { verifyEmail } from '../../../lib/usecases/accounts/verify-email.ts';
import { person as newCaller, openUseCases, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { beforeNext, failAfterNext } from '../ports.ts';
import { refusalOf } from '../sales.ts';
import { recordMails, tokenFor, tokenOf } from './links.ts';
import { accountOf, callAs, callOf, PASSWORD, registered } from './people.ts';

let useCases: UseCases;
let person: SignedIn;
let mails: MailRequest[];
beforeEach(async () => {
  useCases = await openUseCases();
  mails = recordMails(useCases);
  person = await registered(useCases);
});

const verify = async (token: string, by = person) =>
  verifyEmail(useCases, { ...(await callAs(useCases, by)), now: useCases.now }, { token });
const mailed = async () => (await tokenOf(useCases, mails[0])) ?? '';

describe('a registration', () => {
  it('requests the mail in its own transaction, in the language of the account', async () => {
    const input = { email: 'new@holdfast.example', password: PASSWORD, name: 'Kim', language: 'de' } as const;
    const { user } = await register(useCases, callOf(useCases), input);
    expect(user).toMatchObject({ language: 'de' });
    expect(user).not.toHaveProperty('emailVerifiedAt');
    const { id, ...mail } = mails.at(-1) as MailRequest;
    expect(id).toMatch(/^mal_[0-9a-z]{25}$/);
    expect(mail).toEqual({
      kind: 'verify-email',
      at: START,
      email: 'new@holdfast.example',
      language: 'de',
      userId: user.id,
    });
  });

  it('used to bring a mail to one address as often as its account was deleted and registered again', async () => {
    const email = 'victim@holdfast.example';
    const mailsTo = () => mails.filter(mail => mail.email === email).length;
    for (let times = 0; times < 6; times++) {
      const stranger = await registered(useCases, { email });
      const call = await callAs(useCases, stranger);
      await requestVerificationMail(useCases, call);
      await deleteOwnAccount(useCases, call, { currentPassword: PASSWORD });
    }
    expect(mailsTo()).toBe(VERIFICATION_MAILS.quota);
    useCases.now += VERIFICATION_MAILS.windowSeconds * SECOND;
    await registered(useCases, { email });
    expect(mailsTo()).toBe(VERIFICATION_MAILS.quota + 1);
  });

  it('requests no mail if the address is taken', async () => {
    expect(await refusalOf(registered(useCases, { email: person.user.email }))).toMatchObject({ code: 'email-taken' });
    expect(mails).toHaveLength(1);
  });
});

describe('the link of a verification mail', () => {
  it('verifies the address, once, with a journal entry', async () => {
    useCases.now += SECOND;
    const token = await mailed();
    await verify(token);
    useCases.now += SECOND;
    await verify(token);
    expect(await accountOf(useCases, person)).toMatchObject({ emailVerifiedAt: START + SECOND, version: 1 });
    expect(await useCases.store.readJournal(person.user.id)).toEqual([
      expect.objectContaining({ action: 'user.email-verified', actor: 'owner', to: 'verified' }),
    ]);
  });

  it('keeps the sessions of the account', async () => {
    await verify(await mailed());
    expect((await accountOf(useCases, person)).passwordVersion).toBe(0);
  });

  it('is refused to another account, also if that has a right to one like it', async () => {
    const other = await registered(useCases);
    expect(await refusalOf(verify(await mailed(), other))).toEqual({ code: 'link-of-other-account', details: {} });
    expect((await accountOf(useCases, person)).emailVerifiedAt).toBeUndefined();
    expect((await accountOf(useCases, other)).emailVerifiedAt).toBeUndefined();
  });

  it('ends after 30 minutes, exclusive', async () => {
    const token = await mailed();
    useCases.now = START + MAIL_LINK_SECONDS * SECOND;
    const call = { ...callOf(useCases), caller: { userId: person.user.id, role: 'customer' } } as const;
    const late = verifyEmail(useCases, call, { token });
    expect(await refusalOf(late)).toEqual({ code: 'invalid-link', details: { reason: 'expired' } });
    useCases.now -= 1;
    await verifyEmail(useCases, { ...call, now: useCases.now }, { token });
  });

  it('is outdated for an account with another address', async () => {
    const token = await tokenFor(useCases, { purpose: 'verify', userId: person.user.id, email: 'x@holdfast.example' });
    expect(await refusalOf(verify(token))).toEqual({ code: 'invalid-link', details: { reason: 'outdated' } });
  });

  it('has one effect if it is used twice at once, or its reply was lost', async () => {
    const token = await mailed();
    beforeNext(useCases.accounts, 'change', () => verify(token));
    await verify(token);
    expect((await accountOf(useCases, person)).version).toBe(1);
  });

  it('succeeds again after a lost reply', async () => {
    const token = await mailed();
    failAfterNext(useCases.accounts, 'change', new Error('timeout'));
    await expect(verify(token)).rejects.toThrow('timeout');
    await verify(token);
    expect((await accountOf(useCases, person)).version).toBe(1);
  });

  it('needs an account that exists', async () => {
    const caller = newCaller();
    const token = await tokenFor(useCases, { purpose: 'verify', userId: caller.userId, email: 'x@holdfast.example' });
    const call = { ...callOf(useCases), caller };
    expect(await refusalOf(verifyEmail(useCases, call, { token }))).toMatchObject({ code: 'unauthenticated' });
    expect(await refusalOf(requestVerificationMail(useCases, call))).toMatchObject({ code: 'unauthenticated' });
  });
});

describe('another verification mail', () => {
  it('is sent until the address is verified', async () => {
    await requestVerificationMail(useCases, await callAs(useCases, person));
    expect(mails).toHaveLength(2);
    await verify((await tokenOf(useCases, mails[1])) ?? '');
    await requestVerificationMail(useCases, await callAs(useCases, person));
    expect(mails).toHaveLength(2);
  });
});
