/** Ending a session by one of its refresh tokens. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SignedIn } from '../../../lib/contract/accounts/responses.ts';
import { SESSION_SECONDS } from '../../../lib/domain/limits.ts';
import { logout } from '../../../lib/usecases/accounts/logout.ts';
import { refresh } from '../../../lib/usecases/accounts/refresh.ts';
import { openUseCases, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { refusalOf } from '../sales.ts';
import { callOf, registered } from './people.ts';

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

describe('a logout', () => {
  it('ends the session, and succeeds again for its token and the one before', async () => {
    const renewed = await renew(person);
    await end(renewed);
    expect((await sessionOf()).endedAt).toBe(START);
    useCases.now += SECOND;
    await end(renewed);
    await end(person);
    expect((await sessionOf()).endedAt).toBe(START);
    expect(useCases.counted).toEqual([]);
  });

  it('with the token before the current one ends the session', async () => {
    await renew(person);
    await end(person);
    expect((await sessionOf()).endedAt).toBe(START);
    expect(useCases.counted).toEqual([]);
  });

  it('with an older token ends the session too, and is refused and counted', async () => {
    await renew(await renew(person));
    expect(await refusalOf(end(person))).toEqual(INVALID);
    await expectReuse();
  });

  it('with an older token of an ended session is refused, and not counted again', async () => {
    const current = await renew(await renew(person));
    await end(current);
    expect(await refusalOf(end(person))).toEqual(INVALID);
    expect(useCases.counted).toEqual([]);
  });

  it('is refused for a token with a wrong form or without a session', async () => {
    for (const refreshToken of ['', person.accessToken, `${'1'.repeat(25)}.${'A'.repeat(43)}`])
      expect(await refusalOf(end({ refreshToken }))).toEqual(INVALID);
    expect((await sessionOf()).endedAt).toBeUndefined();
  });

  it('is refused from the moment at which the session expires', async () => {
    useCases.now = START + SESSION_SECONDS * SECOND;
    expect(await refusalOf(end(person))).toEqual(INVALID);
    useCases.now -= 1;
    await end(person);
  });

  it('with an older token of an expired session is refused, and not counted as a reuse (used to raise the alarm)', async () => {
    await renew(await renew(person));
    useCases.now = START + SESSION_SECONDS * SECOND;
    expect(await refusalOf(end(person))).toEqual(INVALID);
    expect(useCases.counted).toEqual([]);
    expect(useCases.lines).toEqual([]);
  });
});
