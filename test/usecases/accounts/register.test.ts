/** Registering an account: its first session, and the strength of its password. */
import { beforeEach, describe, expect, it } from 'vitest';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, SESSION_SECONDS } from '../../../lib/domain/limits.ts';
import { register } from '../../../lib/usecases/accounts/register.ts';
import { openUseCases, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { countCalls } from '../ports.ts';
import { iso, refusalOf } from '../sales.ts';
import { accountOf, callOf, PASSWORD, registered } from './people.ts';

let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

const attempt = (password: string, { email = 'kim@holdfast.example', name = 'Kim Lee' } = {}) =>
  register(useCases, callOf(useCases), { email, password, name });
const weak = (reason: 'length' | 'common') => ({
  code: 'weak-password',
  details: { reason, lengthMin: PASSWORD_LENGTH_MIN, lengthMax: PASSWORD_LENGTH_MAX },
});

describe('a registered account', () => {
  it('is a customer with a session', async () => {
    const signedIn = await attempt(PASSWORD);
    expect(signedIn).toEqual({
      user: {
        id: expect.stringMatching(/^usr_[0-9a-z]{25}$/),
        email: 'kim@holdfast.example',
        name: 'Kim Lee',
        role: 'customer',
        createdAt: iso(START),
      },
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 900,
    });
    const session = useCases.refreshTokens.read(signedIn.refreshToken);
    expect(await useCases.accessTokens.verify(signedIn.accessToken, START)).toEqual({
      userId: signedIn.user.id,
      role: 'customer',
      sessionId: session?.sessionId,
    });
  });

  it('is stored with a hash of its password; its session is stored with the hash of its token and its end', async () => {
    const signedIn = await attempt(PASSWORD);
    expect(await accountOf(useCases, signedIn)).toMatchObject({
      passwordHash: await useCases.passwords.hash(PASSWORD),
      version: 0,
      passwordVersion: 0,
    });
    const token = useCases.refreshTokens.read(signedIn.refreshToken);
    expect(await useCases.sessions.read(token?.sessionId ?? '')).toEqual({
      id: token?.sessionId,
      userId: signedIn.user.id,
      passwordVersion: 0,
      tokenHash: token?.hash,
      createdAt: START,
      expiresAt: START + SESSION_SECONDS * SECOND,
    });
  });

  it('has its e-mail address in lower case', async () => {
    expect((await registered(useCases, { email: 'Kim@Holdfast.Example' })).user.email).toBe('kim@holdfast.example');
  });
});

describe('a registration is refused', () => {
  it('if the address is taken in any letter case, and creates no session', async () => {
    await attempt(PASSWORD);
    useCases.sent.length = 0;
    expect(await refusalOf(attempt(PASSWORD, { email: 'KIM@holdfast.example' }))).toEqual({
      code: 'email-taken',
      details: {},
    });
    expect(useCases.sent).toEqual(['UpdateItem', 'TransactWriteItems']);
  });

  it('if the address is taken, only after the same work as for a new one', async () => {
    await attempt(PASSWORD);
    const hashes = countCalls(useCases.passwords, 'hash');
    await refusalOf(attempt(PASSWORD));
    expect(hashes.calls).toBe(1);
  });

  it('for a password below 12 and above 128 characters', async () => {
    const of = (length: number) => 'x'.repeat(length);
    expect(await refusalOf(attempt(of(PASSWORD_LENGTH_MIN - 1)))).toEqual(weak('length'));
    expect(await refusalOf(attempt(of(PASSWORD_LENGTH_MAX + 1)))).toEqual(weak('length'));
    expect(await refusalOf(attempt(''))).toEqual(weak('length'));
    await attempt(of(PASSWORD_LENGTH_MIN), { email: 'one@holdfast.example' });
    await attempt(of(PASSWORD_LENGTH_MAX), { email: 'two@holdfast.example' });
  });

  it('by the number of characters, not of code units or combining marks', async () => {
    // Six characters of two code units each, and twelve letters that are composed of two code points each.
    expect(await refusalOf(attempt('🎟'.repeat(6)))).toEqual(weak('length'));
    expect(await refusalOf(attempt('e\u0301'.repeat(11)))).toEqual(weak('length'));
    await attempt('e\u0301'.repeat(12), { email: 'one@holdfast.example' });
    await attempt('🎟'.repeat(12), { email: 'two@holdfast.example' });
  });

  it('if the password is common, or contains a fact about its owner or this service', async () => {
    expect(await refusalOf(attempt('password1234'))).toEqual(weak('common'));
    const asked: string[][] = [];
    useCases.passwords.isCommon = async (_password, words = []) => {
      asked.push(words);
      return true;
    };
    expect(await refusalOf(attempt(PASSWORD))).toEqual(weak('common'));
    expect(asked).toEqual([['kim@holdfast.example', 'kim', 'holdfast.example', 'Kim Lee', 'Kim', 'Lee', 'holdfast']]);
  });

  it('for a weak password before a taken address, and without a read of the table', async () => {
    await attempt(PASSWORD);
    useCases.sent.length = 0;
    expect(await refusalOf(attempt('short'))).toMatchObject({ code: 'weak-password' });
    expect(useCases.sent).toEqual([]);
  });
});
