/**
 * Access tokens: JWTs signed with ES256, with pinned algorithm, issuer, audience and type. Signing needs private keys,
 * which few functions have. Verifying needs public keys, and reads newer ones if a token's key is unknown.
 */
import { createLocalJWKSet, errors, jwtVerify, SignJWT } from 'jose';
import { ROLES, type Role } from '../domain/account.ts';
import { ACCESS_TOKEN_SECONDS } from '../domain/limits.ts';
import type { AccessTokens } from '../ports/accounts.ts';
import type { Caller } from '../ports/calls.ts';
import { type KeyRing, type Keys, secretOf } from './key-ring.ts';

const ALGORITHM = 'ES256';
const ISSUER = 'holdfast';
const AUDIENCE = 'holdfast-api';
const TYPE = 'at+jwt';

/** Our tokens have about 400 characters; a longer one is refused before any work. */
export const TOKEN_LENGTH_MAX = 4_096;

/** Creates access tokens over the keys of this process. A ring without private keys verifies, and cannot sign. */
export const createAccessTokens = (ring: KeyRing): AccessTokens => ({
  sign: createSigner(ring),
  verify: createVerifier(ring),
});

const createSigner =
  (ring: KeyRing): AccessTokens['sign'] =>
  async ({ userId, role, sessionId }, now) => {
    const [key] = (await secretOf(ring)).signing;
    if (!key) throw new Error('the token keys hold no key to sign with, though they were parsed');
    return new SignJWT({ role, ...(sessionId && { sid: sessionId }) })
      .setProtectedHeader({ alg: ALGORITHM, kid: key.kid, typ: TYPE })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(userId)
      .setIssuedAt(epochSeconds(now))
      .setExpirationTime(epochSeconds(now) + ACCESS_TOKEN_SECONDS)
      .sign(key);
  };

function createVerifier(ring: KeyRing): AccessTokens['verify'] {
  const keySets = new WeakMap<Keys, KeySet>();
  const keySetOf = (keys: Keys): KeySet => {
    const keySet = keySets.get(keys) ?? createLocalJWKSet(keys.verification);
    keySets.set(keys, keySet);
    return keySet;
  };
  return async (token, now) => {
    if (token.length > TOKEN_LENGTH_MAX) return undefined;
    const keys = await ring.known();
    const caller = await callerBy(keySetOf(keys), token, now);
    if (caller !== UNKNOWN_KEY) return caller;
    const newer = await ring.newerThan(keys);
    const another = newer && (await callerBy(keySetOf(newer), token, now));
    return another === UNKNOWN_KEY ? undefined : another;
  };
}

type KeySet = ReturnType<typeof createLocalJWKSet>;
const UNKNOWN_KEY = 'unknown key';

/** Verifies a token. Returns undefined for any fault, so that all faults get the same answer. */
async function callerBy(keySet: KeySet, token: string, now: number): Promise<Caller | typeof UNKNOWN_KEY | undefined> {
  try {
    const { payload } = await jwtVerify(token, keySet, {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: AUDIENCE,
      typ: TYPE,
      requiredClaims: ['sub', 'exp', 'iat', 'role'],
      clockTolerance: 0,
      currentDate: new Date(now),
    });
    return callerOf(payload.sub, payload.role, payload.sid);
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return UNKNOWN_KEY;
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}

function callerOf(userId: string | undefined, role: unknown, sessionId: unknown): Caller | undefined {
  const isRole = ROLES.some(known => known === role);
  if (!userId || !isRole) return undefined;
  if (sessionId === undefined) return { userId, role: role as Role };
  return typeof sessionId === 'string' && sessionId ? { userId, role: role as Role, sessionId } : undefined;
}

const epochSeconds = (epochMs: number): number => Math.floor(epochMs / 1000);
