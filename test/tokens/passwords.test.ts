/** Passwords: hashed at OWASP's parameters, compared whole, and as much work without a hash as with one. */
import { describe, expect, it } from 'vitest';
import { passwords } from '../../lib/tokens/passwords.ts';

describe('a password', () => {
  it('is kept as an argon2id PHC string with its parameters and a salt of its own', async () => {
    const [one, two] = [await passwords.hash('correct-horse-battery'), await passwords.hash('correct-horse-battery')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(two).not.toBe(one);
    expect(await passwords.verify('correct-horse-battery', one)).toBe(true);
    expect(await passwords.verify('correct-horse-batterx', one)).toBe(false);
  });

  it('is compared to its last character, in any script', async () => {
    const long = 'пароль🔑'.repeat(20);
    const hash = await passwords.hash(long);
    expect(await passwords.verify(long, hash)).toBe(true);
    expect(await passwords.verify(long.slice(0, -2), hash)).toBe(false);
    expect(await passwords.verify('a\u0301', await passwords.hash('\u00e1'))).toBe(true);
  });

  it('of nobody is wrong, also the one behind the dummy hash', async () => {
    expect(await passwords.verify('anything at all', undefined)).toBe(false);
    expect(await passwords.verify('', undefined)).toBe(false);
  });

  it('hash that is none of ours is a bug, not a wrong password', async () => {
    await expect(passwords.verify('x', '$2b$10$abc')).rejects.toThrow('argon2id');
  });
});
