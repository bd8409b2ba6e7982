/** Guests: one link for every address, a session that the link opens once, and the guest that becomes an account. */
import { beforeEach, describe, expect, it } from 'vitest';
import { DECISIONS_MAX, MAIL_LINK_SECONDS } from '../../../lib/domain/limits.ts';
import type { MailRequest } from '../../../lib/domain/mail.ts';
import { changePassword } from '../../../lib/usecases/accounts/change-password.ts';
import { login } from '../../../lib/usecases/accounts/login.ts';
import { openGuestSession } from '../../../lib/usecases/accounts/open-guest-session.ts';
import { refresh } from '../../../lib/usecases/accounts/refresh.ts';
import { requestGuestLink } from '../../../lib/usecases/accounts/request-guest-link.ts';
import { requestPasswordReset } from '../../../lib/usecases/accounts/request-password-reset.ts';
import { resetPassword } from '../../../lib/usecases/accounts/reset-password.ts';
import { openUseCases, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, beforeNext, countCalls, failAfterNext } from '../ports.ts';
import { BUSY, refusalOf } from '../sales.ts';
import { recordMails, resetLinkOf, tokenFor, tokenOf } from './links.ts';
import { accountOf, callAs, callOf, PASSWORD, registered } from './people.ts';

const EMAIL = 'guest@holdfast.example';
const USED = { code: 'link-used', details: {} };
const TAKEN = { code: 'email-taken', details: {} };
let useCases: UseCases;
let mails: MailRequest[];
beforeEach(async () => {
  useCases = await openUseCases();
  mails = recordMails(useCases);
});

const request = (email = EMAIL) =>
  requestGuestLink(useCases, callOf(useCases), { email, name: 'Dora Díaz', language: 'de' });
async function requested(): Promise<string> {
  await request();
  return (await tokenOf(useCases, mails.at(-1))) ?? '';
}
const open = (token: string) => openGuestSession(useCases, callOf(useCases), { token });

describe('a request for a guest link', () => {
  it('sends the same requests to the table for a known and an unknown address, and reads nothing', async () => {
    const { user } = await registered(useCases);
    useCases.sent.length = 0;
    await request(user.email);
    await request();
    expect(useCases.sent).toEqual(['PutItem', 'PutItem']);
  });

  it('leads to a link for a new address and for a guest, and to none for an account', async () => {
    expect(await requested()).not.toBe('');
    await open(await requested());
    expect(await requested()).not.toBe('');
    const { user } = await registered(useCases);
    await request(user.email);
    expect(await tokenOf(useCases, mails.at(-1))).toBeUndefined();
  });
});

describe('a guest link', () => {
  it('creates a guest with a verified address and opens a session', async () => {
    const token = await requested();
    useCases.now += SECOND;
    const guest = await open(token);
    expect(guest.user).toEqual({
      id: expect.stringMatching(/^usr_[0-9a-z]{25}$/),
      email: EMAIL,
      name: 'Dora Díaz',
      role: 'customer',
      createdAt: new Date(START + SECOND).toISOString(),
      emailVerifiedAt: new Date(START + SECOND).toISOString(),
      language: 'de',
      isGuest: true,
    });
    expect((await callAs(useCases, guest)).caller).toMatchObject({ userId: guest.user.id, role: 'customer' });
    const renewed = await refresh(useCases, callOf(useCases), { refreshToken: guest.refreshToken });
    expect(renewed.user.id).toBe(guest.user.id);
  });

  it('works once', async () => {
    const token = await requested();
    await open(token);
    expect(await refusalOf(open(token))).toEqual(USED);
  });

  it('opens further sessions of the same guest, by a new link each', async () => {
    const [first, second] = [await open(await requested()), await open(await requested())];
    expect(second.user.id).toBe(first.user.id);
    expect((await accountOf(useCases, first)).version).toBe(0);
  });

  it('opens one session if it is used twice at once, before and after the guest exists', async () => {
    for (const token of [await requested(), await requested()]) {
      const results = await Promise.allSettled([open(token), open(token)]);
      expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(results.flatMap(result => ('reason' in result ? [result.reason.code] : []))).toEqual(['link-used']);
    }
  });

  it('creates one guest if two links of a new address are used at once', async () => {
    const [first, second] = [await requested(), await requested()];
    const [one, other] = await Promise.all([open(first), open(second)]);
    expect(other.user.id).toBe(one.user.id);
  });

  it('ends after 30 minutes, exclusive', async () => {
    const token = await requested();
    useCases.now = START + MAIL_LINK_SECONDS * SECOND;
    expect(await refusalOf(open(token))).toEqual({ code: 'invalid-link', details: { reason: 'expired' } });
    useCases.now -= 1;
    await open(token);
  });

  it('is refused if the address has an account by now, and stays unused', async () => {
    const token = await requested();
    beforeNext(useCases.accounts, 'create', () => registered(useCases, { email: EMAIL }));
    expect(await refusalOf(open(token))).toEqual(TAKEN);
    expect(await refusalOf(open(token))).toEqual(TAKEN);
  });

  it('is refused to a guest who became an account a moment before', async () => {
    const guest = await open(await requested());
    const token = await requested();
    const reset = await tokenFor(useCases, resetLinkOf(await accountOf(useCases, guest)));
    beforeNext(useCases.accounts, 'openByLink', () =>
      resetPassword(useCases, callOf(useCases), { token: reset, newPassword: PASSWORD }),
    );
    expect(await refusalOf(open(token))).toEqual(TAKEN);
  });

  it('is used up by a call whose reply was lost', async () => {
    const token = await requested();
    failAfterNext(useCases.accounts, 'create', new Error('timeout'));
    await expect(open(token)).rejects.toThrow('timeout');
    expect(await refusalOf(open(token))).toEqual(USED);
  });

  it('answers `busy` if the guest changes before each of six attempts', async () => {
    await open(await requested());
    answerAlways(useCases.accounts, 'openByLink', 'stale');
    const attempts = countCalls(useCases.accounts, 'openByLink');
    expect(await refusalOf(open(await requested()))).toEqual(BUSY);
    expect(attempts.calls).toBe(DECISIONS_MAX);
  });
});

describe('a guest', () => {
  it('cannot sign in or change a password, because it has none', async () => {
    const guest = await open(await requested());
    const bad = { code: 'bad-credentials', details: {} };
    expect(await refusalOf(login(useCases, callOf(useCases), { email: EMAIL, password: PASSWORD }))).toEqual(bad);
    const change = { currentPassword: PASSWORD, newPassword: 'another long sentence' };
    expect(await refusalOf(changePassword(useCases, await callAs(useCases, guest), change))).toEqual(bad);
  });

  it('keeps its address from being registered', async () => {
    await open(await requested());
    expect(await refusalOf(registered(useCases, { email: EMAIL }))).toEqual(TAKEN);
  });

  it('becomes an account with the same id by a password, which ends its sessions', async () => {
    const guest = await open(await requested());
    await requestPasswordReset(useCases, callOf(useCases), { email: EMAIL });
    const token = (await tokenOf(useCases, mails.at(-1))) ?? '';
    await resetPassword(useCases, callOf(useCases), { token, newPassword: PASSWORD });
    const account = await accountOf(useCases, guest);
    expect(account).not.toHaveProperty('isGuest');
    expect(account).toMatchObject({ id: guest.user.id, name: 'Dora Díaz', passwordVersion: 1 });
    const { user } = await login(useCases, callOf(useCases), { email: EMAIL, password: PASSWORD });
    expect(user.id).toBe(guest.user.id);
    const ended = refresh(useCases, callOf(useCases), { refreshToken: guest.refreshToken });
    expect(await refusalOf(ended)).toMatchObject({ code: 'invalid-refresh-token' });
  });
});
