/**
 * Passwords: argon2id from node:crypto with OWASP's parameters (m = 19,456 KiB, t = 2, p = 1), kept as a PHC string so
 * that the parameters travel with the hash.
 */
import * as crypto from 'node:crypto';
import { promisify } from 'node:util';
import type { Passwords } from '../ports/accounts.ts';
import { isCommon } from './common-passwords.ts';

if (typeof crypto.argon2 !== 'function') {
  throw new Error(`Passwords need argon2 of node:crypto, which came with Node 24.7; this is ${process.versions.node}.`);
}
const derive = promisify(crypto.argon2);

/** OWASP's Password Storage Cheat Sheet and ASVS 5.0; `memory` in KiB. */
export const PARAMETERS = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;
const SALT_BYTES = 16;
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/**
 * The highest parameters that a stored hash may have. A planted hash must not use up the memory or time of this
 * machine.
 */
const PARAMETERS_MAX = { memory: 131_072, passes: 10, parallelism: 4, tagLength: 64 } as const;

/** Creates the passwords port. `bytes` returns random bytes, for salts. */
export const createPasswords = (bytes: (count: number) => Buffer): Passwords => ({
  async hash(password) {
    const salt = bytes(SALT_BYTES);
    return phc(salt, await tagOf(password, salt, PARAMETERS));
  },

  /** Does the same work without a hash to compare with, so that the response time does not reveal who is registered. */
  async verify(password, hash) {
    const { salt, tag, parameters } = parse(hash ?? DUMMY);
    const actual = await tagOf(password, salt, parameters);
    return crypto.timingSafeEqual(actual, tag) && hash !== undefined;
  },

  isOutdated(hash) {
    const { parameters, salt } = parse(hash);
    return salt.length !== SALT_BYTES || NAMES.some(name => parameters[name] !== PARAMETERS[name]);
  },

  isCommon,
});

type Parameters = { [Name in keyof typeof PARAMETERS]: number };
const NAMES = Object.keys(PARAMETERS) as (keyof Parameters)[];

/** Parses a stored hash. A text that no version of this code has written is a bug or a planted row. */
function parse(hash: string): { salt: Buffer; tag: Buffer; parameters: Parameters } {
  const [, memory, passes, parallelism, salt, tag] = PHC.exec(hash) ?? [];
  if (!salt || !tag) throw new Error('a stored password hash is not an argon2id PHC string');
  const expected = Buffer.from(tag, 'base64');
  const parameters = {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length,
  };
  const beyond = NAMES.find(name => parameters[name] < 1 || parameters[name] > PARAMETERS_MAX[name]);
  if (beyond) throw new Error(`a stored password hash is out of bounds: ${beyond} ${parameters[beyond]}`);
  return { salt: Buffer.from(salt, 'base64'), tag: expected, parameters };
}

/** NFC, so that the same password typed on two keyboards is the same. */
const tagOf = (password: string, nonce: Buffer, parameters: Parameters): Promise<Buffer> =>
  derive('argon2id', { message: password.normalize('NFC'), nonce, ...parameters });

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
const phc = (salt: Buffer, tag: Buffer): string => {
  const { memory, passes, parallelism } = PARAMETERS;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;
};
const DUMMY = phc(Buffer.alloc(SALT_BYTES), Buffer.alloc(PARAMETERS.tagLength));
