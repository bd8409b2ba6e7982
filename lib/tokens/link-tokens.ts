/**
 * The tokens of links: JWTs signed with HS256, with a type for each purpose. A token has exactly the members of its purpose, so a token
 * for one purpose is none for another, and never chooses its algorithm.
 */
import { errors, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod/mini';
import { LANGUAGES } from '../domain/languages.ts';
import { type DatedLink, LINK_TOKEN_LENGTH_MAX, type LinkOf, type LinkPurpose } from '../domain/links.ts';
import { SECOND_MS } from '../domain/time.ts';
import type { LinkFault, LinkTokens, VerifiedLink } from '../ports/links.ts';
import type { KeyRing } from './key-ring.ts';
import { type LinkKey, type LinkKeys, linkKeyInUse } from './link-keys.ts';

const ALGORITHM = 'HS256';
const typeOf = (purpose: LinkPurpose): string => `holdfast-${purpose}+jwt`;

const FORM = /^[\w-]+\.[\w-]+\.[\w-]{43}$/;

const text = z.string().check(z.minLength(1));
const count = z.int().check(z.minimum(0));
const exp = z.int();

/** A member that zod reads may be undefined where the link's is absent. */
type Read<Facts> = {
  [Member in keyof Facts]: object extends Pick<Facts, Member> ? Facts[Member] | undefined : Facts[Member];
};
type PayloadOf<Purpose extends LinkPurpose> = z.ZodMiniType<Read<Omit<LinkOf<Purpose>, 'purpose'> & { exp: number }>>;

const PAYLOADS: { [Purpose in LinkPurpose]: PayloadOf<Purpose> } = {
  verify: z.strictObject({ userId: text, email: text, exp }),
  reset: z.strictObject({ userId: text, email: text, passwordVersion: count, exp }),
  change: z.strictObject({ linkId: text, userId: text, email: text, passwordVersion: count, exp }),
  guest: z.strictObject({ linkId: text, email: text, name: text, language: z.optional(z.enum(LANGUAGES)), exp }),
  invitation: z.strictObject({ organizationId: text, invitationId: text, exp }),
  booking: z.strictObject({ claimId: text, reissues: z.optional(count), exp }),
};

export const createLinkTokens = (ring: KeyRing<LinkKeys>): LinkTokens => ({
  async sign(dated, now) {
    return signLink(dated, linkKeyInUse(await ring.known(), now));
  },

  async verify(token, purpose, now) {
    if (token.length > LINK_TOKEN_LENGTH_MAX || !FORM.test(token)) return { fault: 'malformed' };
    const keys = await ring.known();
    const verified = await verifyLink(token, purpose, { keys, now });
    if (verified !== UNKNOWN_KEY) return verified;
    const newer = await ring.newerThan(keys);
    const again = newer ? await verifyLink(token, purpose, { keys: newer, now }) : UNKNOWN_KEY;
    return again === UNKNOWN_KEY ? { fault: 'foreign' } : again;
  },
});

function signLink({ link: { purpose, ...facts }, expiresAt }: DatedLink, key: LinkKey): Promise<string> {
  return new SignJWT({ ...facts })
    .setProtectedHeader({ alg: ALGORITHM, kid: key.kid, typ: typeOf(purpose) })
    .setExpirationTime(Math.floor(expiresAt / SECOND_MS))
    .sign(bytesOf(key));
}

const UNKNOWN_KEY = 'unknown key';

/** Verifies a token with these keys alone. Its time is judged last, so that only a link of this stage is called expired. */
async function verifyLink<Purpose extends LinkPurpose>(
  token: string,
  purpose: Purpose,
  { keys: { keys }, now }: { keys: LinkKeys; now: number },
): Promise<VerifiedLink<Purpose> | typeof UNKNOWN_KEY> {
  try {
    const { payload } = await jwtVerify(token, ({ kid }) => keyOf(keys, kid), {
      algorithms: [ALGORITHM],
      typ: typeOf(purpose),
      requiredClaims: ['exp'],
      clockTolerance: 0,
      currentDate: new Date(now),
    });
    const { data } = PAYLOADS[purpose].safeParse(payload);
    if (!data) return { fault: 'foreign' };
    const { exp: _judged, ...facts } = data;
    return { link: { purpose, ...facts } as unknown as LinkOf<Purpose> };
  } catch (error) {
    if (error instanceof UnknownKey) return UNKNOWN_KEY;
    if (error instanceof errors.JOSEError) return { fault: faultOf(error) };
    throw error;
  }
}

class UnknownKey extends Error {}

function keyOf(keys: LinkKey[], kid: string | undefined): Uint8Array {
  const key = keys.find(known => known.kid === kid);
  if (!key) throw new UnknownKey();
  return bytesOf(key);
}

const bytesOf = ({ k }: LinkKey): Uint8Array => Buffer.from(k, 'base64url');

const MALFORMED: readonly string[] = [errors.JWSInvalid.code, errors.JWTInvalid.code];

function faultOf({ code }: errors.JOSEError): LinkFault {
  if (code === errors.JWTExpired.code) return 'expired';
  return MALFORMED.includes(code) ? 'malformed' : 'foreign';
}
