/**
 * Ticket codes: compact JWS signed with Ed25519, small enough for a QR code of 61 modules. The header and the payload have exactly
 * the members that they need, so a code never chooses its algorithm or brings its own key.
 */
import { CompactSign, compactVerify, errors } from 'jose';
import * as z from 'zod/mini';
import { RANDOM_PART } from '../domain/ids.ts';
import type { CodeFault, TicketCodes, TicketFacts, VerifiedCode } from '../ports/tickets.ts';
import type { KeyRing } from './key-ring.ts';
import { signRevocationList } from './revocation-lists.ts';
import { privateJwkOf, type SigningKey, type TicketKeySet, type TicketKeys, ticketKeyInUse } from './ticket-keys.ts';

const ALGORITHM = 'EdDSA';
const TYPE = 'tkt';

/** The most bytes of a QR code of 61 modules (version 11) at error correction level M. It leaves no room for further members. */
export const CODE_LENGTH_MAX = 251;
const FORM = /^([\w-]+)\.([\w-]+)\.([\w-]{86})$/;

const header = z.strictObject({ alg: z.literal(ALGORITHM), kid: z.string(), typ: z.literal(TYPE) });
const payload = z.strictObject({
  t: z.string().check(z.regex(new RegExp(`^${RANDOM_PART}_[1-9][0-9]?$`))),
  e: z.string().check(z.regex(new RegExp(`^${RANDOM_PART}$`))),
  v: z.int().check(z.minimum(1)),
});

/** `signing` has the secret, and is read only to sign. */
export const createTicketCodes = (rings: {
  signing: KeyRing<TicketKeys>;
  verification: KeyRing<TicketKeySet>;
}): TicketCodes => ({
  async sign(facts, now) {
    return signTicketCode(facts, ticketKeyInUse(await rings.signing.known(), now));
  },

  async verify(code) {
    const keys = await rings.verification.known();
    const verified = await verifyTicketCode(code, keys);
    if (!isOfUnknownKey(verified)) return verified;
    const newer = await rings.verification.newerThan(keys);
    return newer ? verifyTicketCode(code, newer) : verified;
  },

  async signRevocations(list, now) {
    return signRevocationList(list, ticketKeyInUse(await rings.signing.known(), now));
  },

  async publicKeys() {
    return (await rings.verification.known()).keys;
  },
});

const isOfUnknownKey = (verified: VerifiedCode): boolean => 'fault' in verified && verified.fault === 'unknown-key';

export function signTicketCode({ claimId, number, eventId, version }: TicketFacts, key: SigningKey): Promise<string> {
  const facts: z.infer<typeof payload> = { t: `${claimId}_${number}`, e: eventId.slice('evt_'.length), v: version };
  return new CompactSign(Buffer.from(JSON.stringify(facts)))
    .setProtectedHeader({ alg: ALGORITHM, kid: key.kid, typ: TYPE })
    .sign(privateJwkOf(key));
}

/** Verifies a code with these keys alone: first its form, then its key, then its signature. */
export async function verifyTicketCode(code: string, { keys }: TicketKeySet): Promise<VerifiedCode> {
  const [, head = '', body = '', signature = ''] = (code.length <= CODE_LENGTH_MAX && FORM.exec(code)) || [];
  const parsedHeader = header.safeParse(jsonIn(head));
  const parsedPayload = payload.safeParse(jsonIn(body));
  if (!parsedHeader.success || !parsedPayload.success || !isCanonical(signature)) return faulty('malformed');
  const key = keys.find(({ kid }) => kid === parsedHeader.data.kid);
  if (!key) return faulty('unknown-key');
  try {
    await compactVerify(code, key, { algorithms: [ALGORITHM] });
  } catch (error) {
    if (error instanceof errors.JOSEError) return faulty('signature');
    throw error;
  }
  return { facts: factsOf(parsedPayload.data) };
}

const faulty = (fault: CodeFault): VerifiedCode => ({ fault });

function factsOf({ t, e, v }: z.infer<typeof payload>): TicketFacts {
  const [claimId = '', number] = t.split('_');
  return { claimId, number: Number(number), eventId: `evt_${e}`, version: v };
}

function jsonIn(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** Decoding ignores some bits of the last character of a signature. They must be 0, so that two different texts are never the same code. */
const isCanonical = (part: string): boolean => Buffer.from(part, 'base64url').toString('base64url') === part;
