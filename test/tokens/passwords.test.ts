/** Passwords are hashed with the parameters of OWASP and compared as a whole. Without a hash, the work is the same. */
import { randomBytes } from 'node:crypto';
import { dictionary } from '@zxcvbn-ts/language-common';
import { describe, expect, it } from 'vitest';
import { PASSWORD_LENGTH_MIN } from '../../lib/domain/limits.ts';
import { createPasswords } from '../../lib/tokens/passwords.ts';

const passwords = createPasswords(randomBytes);

describe('a password', () => {
  it('is stored as an argon2id PHC string with its parameters and its own salt', async () => {
    const [one, two] = [await passwords.hash('correct-horse-battery'), await passwords.hash('correct-horse-battery')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(two).not.toBe(one);
    expect(await passwords.verify('correct-horse-battery', one)).toBe(true);
    expect(await passwords.verify('correct-horse-batterx', one)).toBe(false);
  });

  it('is compared up to its last character, in any script', async () => {
    const long = 'пароль🔑'.repeat(20);
    const hash = await passwords.hash(long);
    expect(await passwords.verify(long, hash)).toBe(true);
    expect(await passwords.verify(long.slice(0, -2), hash)).toBe(false);
    expect(await passwords.verify('a\u0301', await passwords.hash('\u00e1'))).toBe(true);
  });

  it('is wrong without a stored hash, even the password of the dummy hash', async () => {
    expect(await passwords.verify('anything at all', undefined)).toBe(false);
    expect(await passwords.verify('', undefined)).toBe(false);
  });

  it('throws an error, instead of being wrong, if the stored hash is not argon2id', async () => {
    await expect(passwords.verify('x', '$2b$10$abc')).rejects.toThrow('argon2id');
  });
});

describe('a stored hash', () => {
  const today = '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

  it('with the current parameters is not outdated', async () => {
    expect(passwords.isOutdated(today)).toBe(false);
    expect(passwords.isOutdated(await passwords.hash('a long sentence of mine'))).toBe(false);
  });

  it.each([
    ['memory', today.replace('m=19456', 'm=12288')],
    ['passes', today.replace('t=2', 't=3')],
    ['parallelism', today.replace('p=1', 'p=2')],
    ['tag', today.slice(0, -22)],
    ['salt', today.replace('$AAAAAAAAAAAAAAAAAAAAAA$', '$AAAAAAAAAAA$')],
  ])('with a different %s is outdated', (_parameter, hash) => {
    expect(passwords.isOutdated(hash)).toBe(true);
  });

  it.each([
    ['gigabytes of memory', today.replace('m=19456', 'm=4194304')],
    ['a thousand passes', today.replace('t=2', 't=1000')],
    ['a hundred threads', today.replace('p=1', 'p=100')],
  ])('that requires %s is refused before the computation', async (_name, hash) => {
    await expect(passwords.verify('x', hash)).rejects.toThrow('out of bounds');
  });
});

describe('a common password', () => {
  const listed = dictionary['passwords-common'].filter(({ length }) => length >= PASSWORD_LENGTH_MIN);

  it('is each password of the word lists that is long enough, in upper and lower case', async () => {
    expect(listed.length).toBeGreaterThan(300);
    for (const password of listed) {
      expect([password, await passwords.isCommon(password)]).toEqual([password, true]);
      expect([password, await passwords.isCommon(password.toUpperCase())]).toEqual([password, true]);
      expect([password, await passwords.isCommon(alternating(password))]).toEqual([password, true]);
    }
  });

  it('is recognized if written in full-width letters', async () => {
    expect(await passwords.isCommon('ｐａｓｓｗｏｒｄ１２３４')).toBe(true);
  });

  it('of 128 characters is recognized by its beginning', async () => {
    expect(await passwords.isCommon('p4ssw0rd'.repeat(16))).toBe(true);
    expect(await passwords.isCommon(`${'a'.repeat(118)}xk7vbq2mzt`)).toBe(true);
  });

  it.each([
    'password1234',
    'P@ssw0rd1234',
    'iloveyou1234',
    'passwordpassword',
    'aaaaaaaaaaaa',
    '123456789012',
    'qwertyuiop12',
  ])('is %s, which consists of common parts', async password => {
    expect(await passwords.isCommon(password)).toBe(true);
  });

  it.each([
    'correct-horse-battery',
    'a long sentence of mine',
    'пароль из слов 🔑',
    'twelve chars',
    `${'🔑'.repeat(3)}xk7vbq2`,
  ])('is not %s', async password => {
    expect(await passwords.isCommon(password)).toBe(false);
  });
});

const alternating = (text: string): string =>
  [...text].map((character, i) => (i % 2 ? character.toUpperCase() : character)).join('');
