/** Changing an address: the password before, the link after, and the races about one address. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SignedIn } from '../../../lib/contract/accounts/responses.ts';
import { DECISIONS_MAX, MAIL_LINK_SECONDS } from '../../../lib/domain/limits.ts';
import type { MailRequest } from '../../../lib/domain/mail.ts';
import { changeEmail } from '../../../lib/usecases/accounts/change-email.ts';
import { changePassword } from '../../../lib/usecases/accounts/change-password.ts';
import { deleteOwnAccount } from '../../../lib/usecases/accounts/delete-account.ts';
import { login } from '../../../lib/usecases/accounts/login.ts';
import { requestEmailChange } from '../../../lib/usecases/accounts/request-email-change.ts';
import { resetPassword } from '../../../lib/usecases/accounts/reset-password.ts';
import { openUseCases, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, beforeNext, countCalls, failAfterNext } from '../ports.ts';
import { BUSY, refusalOf } from '../sales.ts';
import { recordMails, resetLinkOf, tokenFor, tokenOf } from './links.ts';
import { accountOf, callAs, callOf, PASSWORD, registered } from './people.ts';

const NEW = 'new@holdfast.example';
const OUTDATED = { code: 'invalid-link', details: { reason: 'outdated' } };
const TAKEN = { code: 'email-taken', details: {} };
let useCases: UseCases;
let person: SignedIn;
let mails: MailRequest[];
let before: string;
beforeEach(async () => {
  useCases = await openUseCases();
  person = await registered(useCases);
  before = person.user.email;
  mails = recordMails(useCases);
});

const callOfPerson = async (by = person) => ({ ...(await callAs(useCases, by)), now: useCases.now });
const request = async (email = NEW, currentPassword = PASSWORD) =>
  requestEmailChange(useCases, await callOfPerson(), { email, currentPassword });
async function requested(email = NEW): Promise<string> {
  await request(email);
  return (await tokenOf(useCases, mails.at(-1))) ?? '';
}
const change = async (token: string, by = person) => changeEmail(useCases, await callOfPerson(by), { token });

describe('a requested change of the address', () => {
  it('asks for a mail to the new address and changes nothing', async () => {
    await request();
    const { id: _random, ...mail } = mails[0] as MailRequest;
    const { id: userId } = person.user;
    expect(mail).toEqual({ kind: 'change-email', at: START, email: NEW, userId, passwordVersion: 0 });
    expect(await accountOf(useCases, person)).toMatchObject({ email: before, version: 0 });
  });

  it('is refused with a wrong password, delayed like a failed login, and sends no mail', async () => {
    for (let times = 0; times < 4; times++) {
      expect(await refusalOf(request(NEW, 'a wrong one'))).toEqual({ code: 'bad-credentials', details: {} });
    }
    expect(useCases.pauses).toEqual([250]);
    expect(mails).toEqual([]);
  });
});

describe('the link to a new address', () => {
  it('moves the account there, verified, and tells the address before', async () => {
    const token = await requested();
    useCases.now += SECOND;
    await change(token);
    expect(await accountOf(useCases, person)).toMatchObject({
      email: NEW,
      emailVerifiedAt: START + SECOND,
      version: 1,
    });
    expect(mails.at(-1)).toMatchObject({ kind: 'email-changed', email: before, userId: person.user.id });
    expect(await useCases.store.readJournal(person.user.id)).toEqual([
      expect.objectContaining({ action: 'user.email-changed', actor: 'owner', to: 'changed' }),
    ]);
    const signIn = (email: string) => login(useCases, callOf(useCases), { email, password: PASSWORD });
    expect((await signIn(NEW)).user.id).toBe(person.user.id);
    expect(await refusalOf(signIn(before))).toMatchObject({ code: 'bad-credentials' });
  });

  it('frees the address before, and takes the new one', async () => {
    await change(await requested());
    expect(await refusalOf(registered(useCases, { email: NEW }))).toEqual(TAKEN);
    expect((await registered(useCases, { email: before })).user.id).not.toBe(person.user.id);
  });

  it('may be used again while the account has the address, and then never', async () => {
    const token = await requested();
    await change(token);
    await change(token);
    expect(mails.filter(({ kind }) => kind === 'email-changed')).toHaveLength(1);
    await change(await requested('third@holdfast.example'));
    expect(await refusalOf(change(token))).toEqual({ code: 'link-used', details: {} });
    expect((await accountOf(useCases, person)).email).toBe('third@holdfast.example');
  });

  it('is refused to a stranger who received it after a typing error', async () => {
    const stranger = await registered(useCases);
    const refused = change(await requested(), stranger);
    expect(await refusalOf(refused)).toEqual({ code: 'link-of-other-account', details: {} });
    expect((await accountOf(useCases, person)).email).toBe(before);
  });

  it('is void after a change of the password, also one before the mail was built', async () => {
    await request();
    const call = await callOfPerson();
    await changePassword(useCases, call, { currentPassword: PASSWORD, newPassword: 'another long sentence' });
    expect(await refusalOf(change((await tokenOf(useCases, mails[0])) ?? ''))).toEqual(OUTDATED);
  });

  it('voids the links to reset the password that the address before has', async () => {
    const reset = await tokenFor(useCases, resetLinkOf(await accountOf(useCases, person)));
    await change(await requested());
    const input = { token: reset, newPassword: 'another long sentence' };
    expect(await refusalOf(resetPassword(useCases, callOf(useCases), input))).toEqual(OUTDATED);
  });

  it('ends after 30 minutes, exclusive, and with the account', async () => {
    const token = await requested();
    const call = await callOfPerson();
    const late = changeEmail(useCases, { ...call, now: START + MAIL_LINK_SECONDS * SECOND }, { token });
    expect(await refusalOf(late)).toEqual({ code: 'invalid-link', details: { reason: 'expired' } });
    await deleteOwnAccount(useCases, call, { currentPassword: PASSWORD });
    expect(await refusalOf(changeEmail(useCases, call, { token }))).toEqual(OUTDATED);
  });
});

describe('a change of the address beside another call', () => {
  it('is refused if another account has taken the address meanwhile', async () => {
    const token = await requested();
    beforeNext(useCases.accounts, 'change', () => registered(useCases, { email: NEW }));
    expect(await refusalOf(change(token))).toEqual(TAKEN);
    expect(await accountOf(useCases, person)).toMatchObject({ email: before, version: 0 });
    // The refused use has not used up the link.
    expect(await refusalOf(change(token))).toEqual(TAKEN);
  });

  it('gives the address to one of two accounts', async () => {
    const other = await registered(useCases);
    const token = await requested();
    await requestEmailChange(useCases, await callOfPerson(other), { email: NEW, currentPassword: PASSWORD });
    const otherToken = (await tokenOf(useCases, mails.at(-1))) ?? '';
    const results = await Promise.allSettled([change(token), change(otherToken, other)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const owners = [await accountOf(useCases, person), await accountOf(useCases, other)];
    expect(owners.filter(({ email }) => email === NEW)).toHaveLength(1);
  });

  it('succeeds again after a lost reply, with one mail to the address before', async () => {
    const token = await requested();
    failAfterNext(useCases.accounts, 'change', new Error('timeout'));
    await expect(change(token)).rejects.toThrow('timeout');
    await change(token);
    expect((await accountOf(useCases, person)).version).toBe(1);
  });

  it('answers `busy` if the account changes before each of six attempts', async () => {
    const token = await requested();
    answerAlways(useCases.accounts, 'change', 'stale');
    const attempts = countCalls(useCases.accounts, 'change');
    expect(await refusalOf(change(token))).toEqual(BUSY);
    expect(attempts.calls).toBe(DECISIONS_MAX);
  });
});
