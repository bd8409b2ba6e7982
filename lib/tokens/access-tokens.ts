/**
 * Access tokens: JWTs signed with ES256, with pinned algorithm, issuer, audience and type. The key set comes from
 * configuration; its first key signs, all of them verify, so that keys can rotate.
 */
import { createLocalJWKSet, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { ROLES, type Role } from '../contract/messages.ts';
import { ACCESS_TOKEN_SECONDS } from '../domain/limits.ts';
import type { AccessTokens, Caller } from '../usecases/dependencies.ts';

const ALGORITHM = 'ES256';
const ISSUER = 'holdfast';
const AUDIENCE = 'holdfast-api';
const TYPE = 'at+jwt';

/** Private JWKs, newest first, each with a `kid`. */
export interface SigningKeys {
  keys: JWK[];
}

export async function createAccessTokens(signingKeys: SigningKeys): Promise<AccessTokens> {
  const [newest] = signingKeys.keys;
  if (!newest?.kid) throw new Error('the signing keys hold no key with a kid: make a set with `npm run signing-keys`');
  const { kid } = newest;
  const privateKey = await importJWK(newest, ALGORITHM);
  const keySet = createLocalJWKSet({ keys: signingKeys.keys.map(publicPart) });
  return {
    sign: ({ userId, role }, now) =>
      new SignJWT({ role })
        .setProtectedHeader({ alg: ALGORITHM, kid, typ: TYPE })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(userId)
        .setIssuedAt(epochSeconds(now))
        .setExpirationTime(epochSeconds(now) + ACCESS_TOKEN_SECONDS)
        .sign(privateKey),

    async verify(token, now) {
      try {
        const { payload } = await jwtVerify(token, keySet, {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          audience: AUDIENCE,
          typ: TYPE,
          requiredClaims: ['sub', 'exp', 'iat', 'role'],
          currentDate: new Date(now),
        });
        return callerOf(payload.sub, payload.role);
      } catch {
        // Whatever is wrong with a token, it is not one of ours; the caller learns no more than that.
        return undefined;
      }
    },
  };
}

const epochSeconds = (epochMs: number): number => Math.floor(epochMs / 1000);

function callerOf(userId: string | undefined, role: unknown): Caller | undefined {
  const isRole = ROLES.some(known => known === role);
  return userId && isRole ? { userId, role: role as Role } : undefined;
}

/** Only the public coordinates; the private `d` never gets near verification or the outside. */
const publicPart = ({ kty, crv, x, y, kid }: JWK): JWK => ({ kty, crv, x, y, kid, alg: ALGORITHM, use: 'sig' }) as JWK;
