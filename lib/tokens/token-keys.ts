/**
 * The keys behind all tokens: private ES256 keys that sign access tokens, and HMAC keys from which the successors of
 * refresh tokens are derived. A holder of these keys can sign in as anyone, so no message here quotes any of them.
 * Their public half is no secret.
 */
import assert from 'node:assert/strict';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, generateSecret } from 'jose';
import * as z from 'zod/mini';
import { ACCESS_TOKEN_SECONDS, REFRESH_REPEAT_SECONDS } from '../domain/limits.ts';
import { parseKeys, requireRotationOver } from './parse-keys.ts';
import type { KeyKind } from './stored-keys.ts';

const publicKey = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  /** The key's own thumbprint (RFC 7638). */
  kid: z.string().check(z.minLength(1)),
  alg: z.literal('ES256'),
  use: z.literal('sig'),
});

const tokenKeys = z.strictObject({
  /** Newest first. */
  signing: z.array(z.strictObject({ ...publicKey.shape, d: z.string() })).check(z.minLength(1)),
  /** Base64url of 32 bytes each, newest first. */
  refresh: z.array(z.string().check(z.regex(/^[\w-]{43}$/))).check(z.minLength(1)),
  /** Epoch ms of the last rotation; absent if there was none. */
  rotatedAt: z.optional(z.int()),
});
/** The secret: JSON, because it is one parameter, file or variable. */
export type TokenKeys = z.infer<typeof tokenKeys>;

const verificationKeys = z.strictObject({ keys: z.array(publicKey).check(z.minLength(1)) });
/** A JWK Set (RFC 7517) of the public halves, which verify tokens and cannot make any. */
export type VerificationKeys = z.infer<typeof verificationKeys>;

/** The current key and the previous one. One rotation needs no more; see the time line below for the next one. */
export const KEYS_KEPT = 2;

// A rotation ends no session, because every process learns a new key before any process uses it:
//
//   rotated ------------ settled ---------- last use ----------- last token
//      |     SETTLE         |     AGE_MAX       |    ACCESS_TOKEN     |
//      every process has    each begins to use   of the old key        with the old key is over:
//      read the keys again  the new key                                the next rotation may drop it

/** Every process reads its keys again when they are older than this. */
export const KEYS_AGE_MAX_MS = 5 * 60_000;
/** A new key is used only at this age: time to be read everywhere, including one retry after a failure. */
export const KEYS_SETTLE_MS = 2 * KEYS_AGE_MAX_MS;
/** The minimum time between two rotations. */
export const ROTATION_PAUSE_MS = KEYS_SETTLE_MS + KEYS_AGE_MAX_MS + ACCESS_TOKEN_SECONDS * 1000;
// A retried refresh uses the key of the first attempt, which is then the current or the previous one.
assert(REFRESH_REPEAT_SECONDS < ACCESS_TOKEN_SECONDS);

/** Makes one new key of each kind. WebCrypto supplies the randomness, and a key's name is its digest. */
export async function generateTokenKeys(): Promise<TokenKeys> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const { x, y, d } = (await exportJWK(privateKey)) as { x: string; y: string; d: string };
  const kid = await calculateJwkThumbprint({ kty: 'EC', crv: 'P-256', x, y });
  const { k } = (await exportJWK(await generateSecret('HS256', { extractable: true }))) as { k: string };
  return { signing: [{ kty: 'EC', crv: 'P-256', x, y, kid, alg: 'ES256', use: 'sig', d }], refresh: [k] };
}

/** Puts new keys before those that are kept. Throws if the last rotation is not over. */
export async function rotateTokenKeys(keys: TokenKeys, now: number): Promise<TokenKeys> {
  requireRotationOver(keys.rotatedAt, ROTATION_PAUSE_MS, now);
  const { signing, refresh } = await generateTokenKeys();
  return {
    signing: [...signing, ...keys.signing].slice(0, KEYS_KEPT),
    refresh: [...refresh, ...keys.refresh].slice(0, KEYS_KEPT),
    rotatedAt: now,
  };
}

/**
 * Returns the keys in order of use at `now`. After a rotation the old ones come first, until the new ones may be used.
 */
export function inOrderOfUse(keys: TokenKeys, now: number): TokenKeys {
  if (keys.rotatedAt === undefined || now >= keys.rotatedAt + KEYS_SETTLE_MS) return keys;
  return { ...keys, signing: keys.signing.toReversed(), refresh: keys.refresh.toReversed() };
}

/** The public halves. The private `d` never leaves the signers. */
export const verificationKeysOf = ({ signing }: TokenKeys): VerificationKeys => ({
  keys: signing.map(({ d, ...publicHalf }) => publicHalf),
});

/** Parses the secret. Its errors do not quote it. */
export const parseTokenKeys = (json: string): TokenKeys =>
  parseKeys(tokenKeys, json, 'the token keys are not what `npm run token-keys` makes: make new ones with it');

/** Parses the public half, and refuses a private key among the keys. */
export const parseVerificationKeys = (json: string): VerificationKeys =>
  parseKeys(
    verificationKeys,
    json,
    'the verification keys are not a set of public keys: see docs/operations.md on keys',
  );

/** The token keys as parameters of a stage. */
export const TOKEN_KEYS: KeyKind<TokenKeys> = {
  name: 'token keys',
  generate: generateTokenKeys,
  rotate: rotateTokenKeys,
  replace: generateTokenKeys,
  parse: parseTokenKeys,
  publicTextOf: keys => JSON.stringify(verificationKeysOf(keys)),
  kidsOf: ({ signing }) => signing.map(({ kid }) => kid),
  rotatedAt: keys => keys.rotatedAt,
  settleMs: KEYS_SETTLE_MS,
};
