/**
 * Revocation lists: JWS that a device at the door keeps beside the public keys. A list speaks of one event and of the time before it
 * was read, and expires.
 */
import { CompactSign, compactVerify, errors } from 'jose';
import * as z from 'zod/mini';
import { RANDOM_PART } from '../domain/ids.ts';
import type { RevocationList } from '../ports/tickets.ts';
import { privateJwkOf, type SigningKey, type TicketKeySet } from './ticket-keys.ts';

const ALGORITHM = 'EdDSA';
const TYPE = 'tkt-revocations+jwt';

const header = z.strictObject({ alg: z.literal(ALGORITHM), kid: z.string(), typ: z.literal(TYPE) });
const time = z.iso.datetime();
/** A ticket as in its code, `<claim>_<number>`, and the highest version of it that is void. */
const revoked = z.tuple([z.string().check(z.regex(new RegExp(`^${RANDOM_PART}_[1-9][0-9]?$`))), z.int()]);
const payload = z.strictObject({
  event: z.string(),
  asOf: time,
  expiresAt: time,
  all: z.boolean(),
  since: z.optional(time),
  tickets: z.array(revoked),
});

export function signRevocationList(list: RevocationList, key: SigningKey): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(payloadOf(list))))
    .setProtectedHeader({ alg: ALGORITHM, kid: key.kid, typ: TYPE })
    .sign(privateJwkOf(key));
}

/** The payload of a list, before it is signed. */
export const payloadOf = ({
  eventId,
  asOf,
  expiresAt,
  all,
  since,
  tickets,
}: RevocationList): z.infer<typeof payload> => ({
  event: eventId,
  asOf: textOf(asOf),
  expiresAt: textOf(expiresAt),
  all,
  ...(since !== undefined && { since: textOf(since) }),
  tickets: tickets.map(({ claimId, number, version }) => [`${claimId}_${number}`, version]),
});

/** Verifies a list with these keys alone; undefined if it is not a list that one of them has signed. */
export async function verifyRevocationList(text: string, { keys }: TicketKeySet): Promise<RevocationList | undefined> {
  const parsedHeader = header.safeParse(headerIn(text));
  const key = keys.find(({ kid }) => kid === parsedHeader.data?.kid);
  if (!key) return undefined;
  try {
    const verified = await compactVerify(text, key, { algorithms: [ALGORITHM] });
    const { data } = payload.safeParse(JSON.parse(Buffer.from(verified.payload).toString()));
    return data && listOf(data);
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}

function headerIn(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text.slice(0, Math.max(0, text.indexOf('.'))), 'base64url').toString());
  } catch {
    return undefined;
  }
}

function listOf({ event, asOf, expiresAt, since, all, tickets }: z.infer<typeof payload>): RevocationList {
  return {
    eventId: event,
    asOf: Date.parse(asOf),
    expiresAt: Date.parse(expiresAt),
    all,
    ...(since !== undefined && { since: Date.parse(since) }),
    tickets: tickets.map(([ticket, version]) => {
      const [claimId = '', number] = ticket.split('_');
      return { claimId, number: Number(number), version };
    }),
  };
}

const textOf = (epochMs: number): string => new Date(epochMs).toISOString();
