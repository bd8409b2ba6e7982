/** A forgotten password: the same request for every address, a link that works once and ends, and the end of all sessions. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SignedIn } from '../../../lib/contract/accounts/responses.ts';
import { DECISIONS_MAX, MAIL_LINK_SECONDS, PASSWORD_CHANGE_REPEAT_SECONDS } from '../../../lib/domain/limits.ts';
import type { MailRequest } from '../../../lib/domain/mail.ts';
import { changePassword } from '../../../lib/usecases/accounts/change-password.ts';
import { giveRole } from '../../../lib/usecases/accounts/change-role.ts';
import { deleteUser } from '../../../lib/usecases/accounts/delete-account.ts';
import { login } from '../../../lib/usecases/accounts/login.ts';
import { refresh } from '../../../lib/usecases/accounts/refresh.ts';
import { requestPasswordReset } from '../../../lib/usecases/accounts/request-password-reset.ts';
import { resetPassword } from '../../../lib/usecases/accounts/reset-password.ts';
import { openUseCases, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, beforeNext, countCalls, failAfterNext } from '../ports.ts';
import { BUSY, refusalOf } from '../sales.ts';
import { recordMails, resetLinkOf, tokenFor, tokenOf } from './links.ts';
import { accountOf, callAs, callOf, PASSWORD, registered, withRole } from './people.ts';

const NEW = 'another long sentence';
const USED = { code: 'link-used', details: {} };
const invalid = (reason: string) => ({ code: 'invalid-link', details: { reason } });
let useCases: UseCases;
let person: SignedIn;
let mails: MailRequest[];
beforeEach(async () => {
  useCases = await openUseCases();
  person = await registered(useCases);
  mails = recordMails(useCases);
});

const request = (email = person.user.email) => requestPasswordReset(useCases, callOf(useCases), { email });
async function requested(): Promise<string> {
  await request();
  return (await tokenOf(useCases, mails.at(-1))) ?? '';
}
const reset = (token: string, newPassword = NEW) => resetPassword(useCases, callOf(useCases), { token, newPassword });
const signIn = (password: string) => login(useCases, callOf(useCases), { email: person.user.email, password });

describe('a request to reset a password', () => {
  it('sends the same requests to the table for a known and an unknown address, and reads nothing', async () => {
    useCases.sent.length = 0;
    await request();
    const known = [...useCases.sent];
    useCases.sent.length = 0;
    await request('unknown@holdfast.example');
    expect(useCases.sent).toEqual(known);
    expect(known).toEqual(['PutItem']);
  });

  it('leads to no link for an unknown address, and none for a deleted account', async () => {
    await request('unknown@holdfast.example');
    expect(await tokenOf(useCases, mails.at(-1))).toBeUndefined();
    await request();
    const ofKnown = mails.at(-1);
    expect(await tokenOf(useCases, ofKnown)).toBeDefined();
    await deleteUser(useCases, await callAs(useCases, await withRole(useCases, 'admin')), person.user.id);
    expect(await tokenOf(useCases, ofKnown)).toBeUndefined();
  });
});

describe('a password that is reset', () => {
  it('replaces the old one, verifies the address, and has a journal entry without a secret', async () => {
    await reset(await requested());
    expect(await accountOf(useCases, person)).toMatchObject({
      passwordVersion: 1,
      version: 1,
      passwordChangedAt: START,
      emailVerifiedAt: START,
    });
    expect(await refusalOf(signIn(PASSWORD))).toEqual({ code: 'bad-credentials', details: {} });
    expect((await signIn(NEW)).user.id).toBe(person.user.id);
    expect(await useCases.store.readJournal(person.user.id)).toEqual([
      expect.objectContaining({ action: 'user.password-reset', actor: 'owner', to: 'changed', position: 0 }),
    ]);
  });

  it('ends all sessions', async () => {
    await reset(await requested());
    const ended = refresh(useCases, callOf(useCases), { refreshToken: person.refreshToken });
    expect(await refusalOf(ended)).toMatchObject({ code: 'invalid-refresh-token' });
  });

  it('keeps the time at which the address was verified first', async () => {
    await reset(await requested());
    useCases.now += SECOND;
    await reset(await requested(), PASSWORD);
    expect(await accountOf(useCases, person)).toMatchObject({
      emailVerifiedAt: START,
      passwordChangedAt: START + SECOND,
    });
  });
});

describe('the link of a reset', () => {
  it('works once, and voids the other links of the same password', async () => {
    const [first, second] = [await requested(), await requested()];
    await reset(first);
    expect(await refusalOf(reset(second, 'a third long sentence'))).toEqual(USED);
    expect(await refusalOf(reset(first, 'a third long sentence'))).toEqual(USED);
    expect((await signIn(NEW)).user.id).toBe(person.user.id);
  });

  it('succeeds again after a lost reply, for five minutes and with the same password only', async () => {
    const token = await requested();
    failAfterNext(useCases.accounts, 'change', new Error('timeout'));
    await expect(reset(token)).rejects.toThrow('timeout');
    useCases.now = START + PASSWORD_CHANGE_REPEAT_SECONDS * SECOND - 1;
    await reset(token);
    useCases.now += 1;
    expect(await refusalOf(reset(token))).toEqual(USED);
    expect((await accountOf(useCases, person)).version).toBe(1);
  });

  it('cannot try passwords faster than a login', async () => {
    const token = await requested();
    await reset(token);
    for (let times = 0; times < 4; times++) expect(await refusalOf(reset(token, PASSWORD))).toEqual(USED);
    expect(useCases.pauses).toEqual([250]);
  });

  it('is void after a change of the password', async () => {
    const token = await requested();
    await changePassword(useCases, await callAs(useCases, person), { currentPassword: PASSWORD, newPassword: NEW });
    expect(await refusalOf(reset(token, 'a third long sentence'))).toEqual(USED);
  });

  it('ends after 30 minutes, exclusive', async () => {
    const token = await requested();
    useCases.now = START + MAIL_LINK_SECONDS * SECOND;
    expect(await refusalOf(reset(token))).toEqual(invalid('expired'));
    useCases.now -= 1;
    await reset(token);
  });

  it('is outdated when the account has another address or is deleted', async () => {
    const account = await accountOf(useCases, person);
    const moved = await tokenFor(useCases, { ...resetLinkOf(account), email: 'before@holdfast.example' } as never);
    expect(await refusalOf(reset(moved))).toEqual(invalid('outdated'));
    const token = await requested();
    await deleteUser(useCases, await callAs(useCases, await withRole(useCases, 'admin')), person.user.id);
    expect(await refusalOf(reset(token))).toEqual(invalid('outdated'));
  });

  it('is refused if it is for another purpose, or malformed', async () => {
    const { id: userId, email } = await accountOf(useCases, person);
    expect(await refusalOf(reset(await tokenFor(useCases, { purpose: 'verify', userId, email })))).toEqual(
      invalid('foreign'),
    );
    expect(await refusalOf(reset('not a token'))).toEqual(invalid('malformed'));
    expect((await accountOf(useCases, person)).version).toBe(0);
  });

  it('does not set a weak password, and can be used again', async () => {
    const token = await requested();
    expect(await refusalOf(reset(token, person.user.email))).toMatchObject({ code: 'weak-password' });
    await reset(token);
  });
});

describe('a reset beside another change', () => {
  it('is decided again after a change of the role', async () => {
    const token = await requested();
    const role = { userId: person.user.id, role: 'organizer', actor: 'system' } as const;
    beforeNext(useCases.accounts, 'change', () => giveRole(useCases, callOf(useCases), role));
    await reset(token);
    expect(await accountOf(useCases, person)).toMatchObject({ role: 'organizer', version: 2, passwordVersion: 2 });
  });

  it('sets one of two passwords if the link is used twice at once', async () => {
    const token = await requested();
    const results = await Promise.allSettled([reset(token, 'the first of two'), reset(token, 'the second of two')]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(results.flatMap(result => ('reason' in result ? [result.reason.code] : []))).toEqual(['link-used']);
    expect((await accountOf(useCases, person)).version).toBe(1);
  });

  it('answers `busy` if the account changes before each of six attempts', async () => {
    const token = await requested();
    answerAlways(useCases.accounts, 'change', 'stale');
    const attempts = countCalls(useCases.accounts, 'change');
    expect(await refusalOf(reset(token))).toEqual(BUSY);
    expect(attempts.calls).toBe(DECISIONS_MAX);
  });
});
