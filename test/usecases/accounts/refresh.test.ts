/** Refreshing a session: repeated tokens, spent tokens, and tokens of other sessions. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SignedIn } from '../../../lib/contract/accounts/responses.ts';
import { REFRESH_REPEAT_SECONDS, SESSION_SECONDS } from '../../../lib/domain/limits.ts';
import { changePassword } from '../../../lib/usecases/accounts/change-password.ts';
import { giveRole } from '../../../lib/usecases/accounts/change-role.ts';
import { login } from '../../../lib/usecases/accounts/login.ts';
import { logout } from '../../../lib/usecases/accounts/logout.ts';
import { refresh } from '../../../lib/usecases/accounts/refresh.ts';
import { openUseCases, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, beforeNext, failAfterNext, failAlways } from '../ports.ts';
import { refusalOf } from '../sales.ts';
import { callAs, callOf, PASSWORD, registered } from './people.ts';

const INVALID = { code: 'invalid-refresh-token', details: {} };
let useCases: UseCases;
let person: SignedIn;
beforeEach(async () => {
  useCases = await openUseCases();
  person = await registered(useCases);
});

const renew = ({ refreshToken }: Pick<SignedIn, 'refreshToken'>) =>
  refresh(useCases, callOf(useCases), { refreshToken });
const end = ({ refreshToken }: Pick<SignedIn, 'refreshToken'>) => logout(useCases, callOf(useCases), { refreshToken });
const sessionOf = async () => {
  const token = useCases.refreshTokens.read(person.refreshToken);
  const session = await useCases.sessions.read(token?.sessionId ?? '');
  if (!session) throw new Error('there is no session');
  return session;
};
/** The same token with another secret. */
const forged = ({ refreshToken }: SignedIn) => ({ refreshToken: `${refreshToken.split('.')[0]}.${'A'.repeat(43)}` });
const expectReuse = async () => {
  expect((await sessionOf()).endedAt).toBe(useCases.now);
  expect(useCases.counted).toEqual(['RefreshTokenReused']);
  expect(useCases.lines).toEqual([
    {
      level: 'warn',
      message: 'a spent refresh token was presented: its session is ended',
      requestId: 'request-1',
      sessionId: (await sessionOf()).id,
    },
  ]);
};

describe('a refresh', () => {
  it('returns a new pair of tokens of the same session, with the current role', async () => {
    await giveRole(useCases, callOf(useCases), { userId: person.user.id, role: 'organizer', actor: 'system' });
    const renewed = await renew(person);
    expect(renewed.refreshToken).not.toBe(person.refreshToken);
    expect(renewed.user.role).toBe('organizer');
    expect(await useCases.accessTokens.verify(renewed.accessToken, START)).toEqual({
      userId: person.user.id,
      role: 'organizer',
      sessionId: (await sessionOf()).id,
    });
  });

  it('returns the same successor for 30 s, exclusive, and then ends the session', async () => {
    const { refreshToken } = await renew(person);
    useCases.now += REFRESH_REPEAT_SECONDS * SECOND - 1;
    expect((await renew(person)).refreshToken).toBe(refreshToken);
    useCases.now += 1;
    expect(await refusalOf(renew(person))).toEqual(INVALID);
    await expectReuse();
    expect(await refusalOf(renew({ refreshToken }))).toEqual(INVALID);
  });

  it('ends the session if the successor has been spent, also within the 30 s', async () => {
    await renew(await renew(person));
    expect(await refusalOf(renew(person))).toEqual(INVALID);
    await expectReuse();
  });

  it('ends the session for one of its tokens with another secret', async () => {
    expect(await refusalOf(renew(forged(person)))).toEqual(INVALID);
    await expectReuse();
  });

  it('is refused for a token with a wrong form or without a session, and ends no session', async () => {
    for (const refreshToken of ['', 'token', person.accessToken, `${'1'.repeat(25)}.${'A'.repeat(43)}`])
      expect(await refusalOf(renew({ refreshToken }))).toEqual(INVALID);
    expect(useCases.counted).toEqual([]);
  });

  it('is possible until a millisecond before the session ends, a week after the login', async () => {
    useCases.now = START + SESSION_SECONDS * SECOND - 1;
    const renewed = await renew(person);
    useCases.now += 1;
    expect(await refusalOf(renew(renewed))).toEqual(INVALID);
    expect(useCases.counted).toEqual([]);
  });

  it('is refused after a logout, without counting a reuse', async () => {
    await end(person);
    expect(await refusalOf(renew(person))).toEqual(INVALID);
    expect(useCases.counted).toEqual([]);
  });

  it('is refused in a session from before the password was changed', async () => {
    const other = await login(useCases, callOf(useCases), { email: person.user.email, password: PASSWORD });
    const input = { currentPassword: PASSWORD, newPassword: 'another long sentence' };
    await changePassword(useCases, await callAs(useCases, other), input);
    expect(await refusalOf(renew(person))).toEqual(INVALID);
    expect((await renew(other)).user).toEqual(person.user);
  });

  it('is refused if the account does not exist any more', async () => {
    answerAlways(useCases.accounts, 'readWithSession', { account: undefined, session: await sessionOf() });
    expect(await refusalOf(renew(person))).toEqual(INVALID);
  });

  it('spends nothing if a read fails before it', async () => {
    const { readWithSession } = useCases.accounts;
    failAlways(useCases.accounts, 'readWithSession', new Error('throttled'));
    await expect(renew(person)).rejects.toThrow('throttled');
    useCases.accounts.readWithSession = readWithSession;
    await renew(person);
    expect(useCases.counted).toEqual([]);
  });

  it('whose reply is lost after the write returns its successor to the retry', async () => {
    failAfterNext(useCases.sessions, 'refresh', new Error('timeout'));
    await expect(renew(person)).rejects.toThrow('timeout');
    const repeated = await renew(person);
    expect((await renew(repeated)).user).toEqual(person.user);
    expect(useCases.counted).toEqual([]);
  });

  it('is refused, and ends nothing, if the session is ended between its read and its write', async () => {
    beforeNext(useCases.sessions, 'refresh', () => end(person));
    expect(await refusalOf(renew(person))).toEqual(INVALID);
    expect(useCases.counted).toEqual([]);
  });

  it('returns one successor to two calls at the same time', async () => {
    const [one, other] = await Promise.all([renew(person), renew(person)]);
    expect(one.refreshToken).toBe(other.refreshToken);
  });

  it('is refused if the row of the session does not exist any more', async () => {
    answerAlways(useCases.sessions, 'refresh', { is: 'refused', session: undefined });
    expect(await refusalOf(renew(person))).toEqual(INVALID);
    expect(useCases.counted).toEqual([]);
  });
});
