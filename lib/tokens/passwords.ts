/**
 * Passwords: argon2id from node:crypto with OWASP's parameters (m = 19,456 KiB, t = 2, p = 1), kept as a PHC string so
 * that the parameters travel with the hash.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Passwords } from '../usecases/dependencies.ts';

const derive = promisify(argon2);
const PARAMETERS = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;
const SALT_BYTES = 16;
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

export const passwords: Passwords = {
  async hash(password) {
    const salt = randomBytes(SALT_BYTES);
    return phc(salt, await tagOf(password, salt, PARAMETERS));
  },

  /** Without a hash to compare with it does the same work, so that time does not tell who is registered. */
  async verify(password, hash) {
    const [, memory, passes, parallelism, salt, tag] = PHC.exec(hash ?? DUMMY) ?? [];
    if (!salt || !tag) throw new Error('a stored password hash is not an argon2id PHC string');
    const expected = Buffer.from(tag, 'base64');
    const parameters = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
    const actual = await tagOf(password, Buffer.from(salt, 'base64'), { ...parameters, tagLength: expected.length });
    return timingSafeEqual(actual, expected) && hash !== undefined;
  },
};

type Parameters = { memory: number; passes: number; parallelism: number; tagLength: number };

/** NFC, so that the same password typed on two keyboards is the same. */
const tagOf = (password: string, nonce: Buffer, parameters: Parameters): Promise<Buffer> =>
  derive('argon2id', { message: password.normalize('NFC'), nonce, ...parameters });

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
const phc = (salt: Buffer, tag: Buffer): string => {
  const { memory, passes, parallelism } = PARAMETERS;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;
};
const DUMMY = phc(Buffer.alloc(SALT_BYTES), Buffer.alloc(PARAMETERS.tagLength));
