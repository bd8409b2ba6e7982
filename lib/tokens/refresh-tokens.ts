/**
 * Refresh tokens: `<family>.<secret>`, 128 and 256 random bits. The table keeps only hashes, and the hash of the family
 * is the session's id, so neither a row nor an access token reveals a refresh token. The successor's secret is the HMAC
 * of the previous token under a key that the table does not have. A repeated request therefore gets the same response,
 * and a thief cannot compute the next token without presenting the stolen one.
 */
import { createHmac, hash } from 'node:crypto';
import { RANDOM_PART } from '../domain/ids.ts';
import type { RefreshToken, RefreshTokens } from '../ports/accounts.ts';
import type { Ids } from '../ports/clock.ts';
import { type KeyRing, secretOf } from './key-ring.ts';

const SECRET_BYTES = 32;
const FORM = new RegExp(`^(${RANDOM_PART})\\.([A-Za-z0-9_-]{43})$`);

/**
 * Creates refresh tokens from the keys of this process, which only functions that sign users in have. `bytes` returns
 * random bytes.
 */
export const createRefreshTokens = (
  ring: KeyRing,
  { ids, bytes }: { ids: Ids; bytes: (count: number) => Buffer },
): RefreshTokens => ({
  issue: () => tokenOf(ids.next(), bytes(SECRET_BYTES).toString('base64url')),

  read(text) {
    const [, family, secret] = FORM.exec(text) ?? [];
    return family && secret ? tokenOf(family, secret) : undefined;
  },

  async successorsOf(token) {
    const { refresh } = await secretOf(ring);
    return refresh.map(key => successorOf(token, Buffer.from(key, 'base64url')));
  },
});

function tokenOf(family: string, secret: string): RefreshToken {
  const text = `${family}.${secret}`;
  return { text, sessionId: digest(family), hash: digest(text) };
}

const successorOf = ({ text }: RefreshToken, key: Buffer): RefreshToken =>
  tokenOf(text.slice(0, text.indexOf('.')), createHmac('sha256', key).update(text).digest('base64url'));

const digest = (text: string): string => hash('sha256', text, 'base64url');
