/**
 * The keys of ticket codes and revocation lists: private Ed25519 keys that sign them, and the public keys of all codes that were
 * ever given out. A holder of a private key can forge tickets, so no message here quotes one.
 */
import assert from 'node:assert/strict';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import * as z from 'zod/mini';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../domain/time.ts';
import { parseKeys, requireRotationOver } from './parse-keys.ts';
import type { KeyKind } from './stored-keys.ts';
import { KEYS_AGE_MAX_MS } from './token-keys.ts';

/** The beginning of the key's thumbprint (RFC 7638). A short name keeps the QR code of a ticket small. */
export const KID_LENGTH = 8;
const kid = z.string().check(z.regex(/^[\w-]{8}$/));
/** 32 bytes as base64url. */
const bytes = z.string().check(z.regex(/^[\w-]{43}$/));

/** The private keys that are kept: the one in use, and the one that a rotation has announced. */
export const PRIVATE_KEYS_KEPT = 2;
/** A rotation keeps every public key, because its tickets stay valid. A parameter has at most 4,096 characters. */
export const PUBLIC_KEYS_MAX = 30;

const ticketKeys = z
  .strictObject({
    /** Newest first. */
    signing: z.array(z.strictObject({ kid, x: bytes, d: bytes })).check(z.minLength(1), z.maxLength(PRIVATE_KEYS_KEPT)),
    /** The public keys, also of the keys that sign; newest first. */
    verification: z.array(z.strictObject({ kid, x: bytes })).check(z.minLength(1), z.maxLength(PUBLIC_KEYS_MAX)),
    /** Epoch ms of the last rotation; absent if there was none. */
    rotatedAt: z.optional(z.int()),
  })
  // A key that signs without being published would make tickets that no door admits.
  .check(
    z.refine(({ signing, verification }) =>
      signing.every(key => verification.some(({ kid, x }) => kid === key.kid && x === key.x)),
    ),
  );
/** The secret: JSON, because it is one parameter, file or variable. */
export type TicketKeys = z.infer<typeof ticketKeys>;
export type SigningKey = TicketKeys['signing'][number];

const publicJwk = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: bytes,
  kid,
  alg: z.literal('EdDSA'),
  use: z.literal('sig'),
});
const ticketKeySet = z.strictObject({ keys: z.array(publicJwk).check(z.minLength(1), z.maxLength(PUBLIC_KEYS_MAX)) });
/** A JWK Set (RFC 7517) of the public keys, which verify codes and cannot make any. */
export type TicketKeySet = z.infer<typeof ticketKeySet>;

/**
 * A new key signs only when it is this old. Scanners without a network that read the key set once a day then know it before they
 * meet its first ticket.
 */
export const TICKET_KEYS_SETTLE_MS = DAY_MS + HOUR_MS;
/** Readers of the key set may keep it for so long. */
export const KEY_SET_SECONDS = (5 * MINUTE_MS) / 1000;
assert(KEYS_AGE_MAX_MS + KEY_SET_SECONDS * 1000 < TICKET_KEYS_SETTLE_MS);

export async function generateTicketKeys(): Promise<TicketKeys> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { x, d } = (await exportJWK(privateKey)) as { x: string; d: string };
  const name = (await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x })).slice(0, KID_LENGTH);
  return { signing: [{ kid: name, x, d }], verification: [{ kid: name, x }] };
}

/** Puts a new key before the others, and keeps all public keys. Throws if the last rotation is not over, or if there are too many keys. */
export async function rotateTicketKeys(keys: TicketKeys, now: number): Promise<TicketKeys> {
  requireRotationOver(keys.rotatedAt, TICKET_KEYS_SETTLE_MS, now);
  if (keys.verification.length >= PUBLIC_KEYS_MAX) {
    throw new Error(`there are ${PUBLIC_KEYS_MAX} ticket keys: remove an old one, of which no event is to come`);
  }
  const { signing, verification } = await generateTicketKeys();
  return {
    signing: [...signing, ...keys.signing].slice(0, PRIVATE_KEYS_KEPT),
    verification: [...verification, ...keys.verification],
    rotatedAt: now,
  };
}

/**
 * Replaces the private keys after a leak: a new one signs at once, and the public halves of the leaked ones are removed. Older
 * public keys stay: their private halves are only in earlier values of the parameter, see docs/tickets.md on keys.
 */
async function replaceTicketKeys(keys: TicketKeys | undefined): Promise<TicketKeys> {
  const { signing, verification } = await generateTicketKeys();
  const leaked = new Set(keys?.signing.map(key => key.kid));
  return {
    signing,
    verification: [...verification, ...(keys?.verification ?? []).filter(key => !leaked.has(key.kid))],
  };
}

/** Removes a key, so that its tickets are refused. Throws if there is no such key, or no other one to sign with. */
export function withoutTicketKey(keys: TicketKeys, removed: string): TicketKeys {
  const [signing, verification] = [keys.signing, keys.verification].map(some =>
    some.filter(key => key.kid !== removed),
  );
  if (verification?.length === keys.verification.length) {
    throw new Error(`there is no ticket key of this name: ${keys.verification.map(key => key.kid).join(', ')}`);
  }
  if (signing?.length === 0) throw new Error('no other key signs tickets: rotate or replace the keys instead');
  return parseKeys(ticketKeys, JSON.stringify({ ...keys, signing, verification }), NOT_KEYS);
}

/** The key that signs at `now`. After a rotation it stays the old one, until every verifier can know the new one. */
export function ticketKeyInUse({ signing, rotatedAt }: TicketKeys, now: number): SigningKey {
  const [newest, older] = signing;
  if (!newest) throw new Error('there is no ticket key to sign with, though the keys were parsed');
  return older && rotatedAt !== undefined && now < rotatedAt + TICKET_KEYS_SETTLE_MS ? older : newest;
}

/** The private key as a JWK, for jose. */
export const privateJwkOf = ({ x, d }: SigningKey) => ({ kty: 'OKP', crv: 'Ed25519', x, d, alg: 'EdDSA' });

export const ticketKeySetOf = ({ verification }: TicketKeys): TicketKeySet => ({
  keys: verification.map(key => ({ kty: 'OKP', crv: 'Ed25519', x: key.x, kid: key.kid, alg: 'EdDSA', use: 'sig' })),
});

const NOT_KEYS = 'the ticket keys are not what a deployment makes: see docs/tickets.md on keys';

/** Parses the secret. Its errors do not quote it. */
export const parseTicketKeys = (json: string): TicketKeys => parseKeys(ticketKeys, json, NOT_KEYS);

/** Parses the public keys, and refuses a private key among them. */
export const parseTicketKeySet = (json: string): TicketKeySet =>
  parseKeys(ticketKeySet, json, 'the keys are not a set of public ticket keys, as /.well-known/jwks.json gives it');

/** The ticket keys as parameters of a stage. */
export const TICKET_KEYS: KeyKind<TicketKeys> = {
  name: 'ticket keys',
  generate: generateTicketKeys,
  rotate: rotateTicketKeys,
  replace: replaceTicketKeys,
  parse: parseTicketKeys,
  publicTextOf: keys => JSON.stringify(ticketKeySetOf(keys)),
  kidsOf: ({ verification }) => verification.map(key => key.kid),
  rotatedAt: keys => keys.rotatedAt,
  settleMs: TICKET_KEYS_SETTLE_MS,
};
