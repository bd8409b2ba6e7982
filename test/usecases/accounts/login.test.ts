/** Signing in: the same refusal for an unknown address and a wrong password, with a delay that grows with each attempt. */
import { beforeEach, describe, expect, it } from 'vitest';
import { FAILED_LOGINS } from '../../../lib/domain/limits.ts';
import { login } from '../../../lib/usecases/accounts/login.ts';
import { createDemoCustomers } from '../../../lib/usecases/demo/create-demo-customers.ts';
import { openUseCases, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { OUTDATED_PREFIX } from '../plain-passwords.ts';
import { answerAlways, countCalls } from '../ports.ts';
import { refusalOf } from '../sales.ts';
import { accountOf, callOf, PASSWORD, registered } from './people.ts';

const BAD = { code: 'bad-credentials', details: {} };
let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

const signIn = (email: string, password = PASSWORD) => login(useCases, callOf(useCases), { email, password });
const fail = (email: string) => refusalOf(signIn(email, 'a wrong password'));

describe('a login', () => {
  it('opens a new session each time, in any letter case of the address', async () => {
    const first = await registered(useCases, { email: 'kim@holdfast.example' });
    const second = await signIn('KIM@holdfast.example');
    expect(second.user).toEqual(first.user);
    const sessionOf = async ({ accessToken }: { accessToken: string }) =>
      (await useCases.accessTokens.verify(accessToken, START))?.sessionId ?? '';
    expect(await sessionOf(second)).not.toBe(await sessionOf(first));
    expect(await useCases.sessions.read(await sessionOf(second))).toMatchObject({ userId: first.user.id });
  });

  it('hashes a password again whose hash has outdated parameters', async () => {
    const person = await registered(useCases);
    const account = await accountOf(useCases, person);
    await useCases.accounts.rehash(account, OUTDATED_PREFIX + PASSWORD);
    await signIn(person.user.email);
    expect(await accountOf(useCases, person)).toMatchObject({ passwordHash: account.passwordHash, version: 0 });
  });

  it('hashes no password again whose hash is current', async () => {
    const person = await registered(useCases);
    const hashes = countCalls(useCases.passwords, 'hash');
    await signIn(person.user.email);
    expect(hashes.calls).toBe(0);
  });
});

describe('a login is refused', () => {
  it('alike for a wrong password, an unknown address and an account without a password', async () => {
    const person = await registered(useCases);
    const { items } = await createDemoCustomers(useCases, callOf(useCases), { count: 1 });
    for (const email of [person.user.email, 'unknown@holdfast.example', items[0]?.email ?? ''])
      expect(await refusalOf(signIn(email, 'a wrong password'))).toEqual(BAD);
  });

  it('after the same requests and the same hashing for an unknown address as for a known one', async () => {
    const person = await registered(useCases);
    const verifications = countCalls(useCases.passwords, 'verify');
    const requestsOf = async (email: string) => {
      useCases.sent.length = 0;
      await fail(email);
      return [...useCases.sent];
    };
    expect(await requestsOf('unknown@holdfast.example')).toEqual(await requestsOf(person.user.email));
    expect(verifications.calls).toBe(2);
  });
});

describe('wrong passwords', () => {
  it('are answered at once three times, and then after 250 ms, 500 ms, and at most a second', async () => {
    for (let times = 0; times < 7; times++) await fail('kim@holdfast.example');
    expect(useCases.pauses).toEqual([250, 500, 1_000, 1_000]);
  });

  it('are counted by the address in any letter case, and for each address by itself', async () => {
    for (const email of ['kim@a.example', 'KIM@a.example', 'Kim@a.example', 'lee@a.example', 'kim@A.example'])
      await fail(email);
    expect(useCases.pauses).toEqual([250]);
  });

  it('do not delay the right password', async () => {
    const person = await registered(useCases);
    for (let times = 0; times < 4; times++) await fail(person.user.email);
    useCases.pauses.length = 0;
    await signIn(person.user.email);
    expect(useCases.pauses).toEqual([]);
  });

  it('are forgotten exactly fifteen minutes after they were made', async () => {
    for (let times = 0; times < 3; times++) await fail('kim@holdfast.example');
    useCases.now = START + FAILED_LOGINS.windowSeconds * SECOND - 1;
    await fail('kim@holdfast.example');
    expect(useCases.pauses).toEqual([250]);
    useCases.now += 1;
    await fail('kim@holdfast.example');
    expect(useCases.pauses).toEqual([250]);
  });

  it('have the longest delay if the counter is full, and none if the counter fails', async () => {
    answerAlways(useCases.rates, 'count', { is: 'full', times: Array(FAILED_LOGINS.quota).fill(START) });
    await fail('kim@holdfast.example');
    expect(useCases.pauses).toEqual([1_000]);
    answerAlways(useCases.rates, 'count', { is: 'unknown' });
    expect(await fail('kim@holdfast.example')).toEqual(BAD);
    expect(useCases.pauses).toEqual([1_000]);
  });
});
