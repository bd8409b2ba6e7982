/** Ticket codes: what is no code of this stage is refused with its reason, however little it differs from one. */
import { createHmac } from 'node:crypto';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import type { TicketFacts } from '../../lib/ports/tickets.ts';
import { type KeyRing, unchangingKeys } from '../../lib/tokens/key-ring.ts';
import { signRevocationList } from '../../lib/tokens/revocation-lists.ts';
import { CODE_LENGTH_MAX, createTicketCodes, signTicketCode, verifyTicketCode } from '../../lib/tokens/ticket-codes.ts';
import {
  generateTicketKeys,
  privateJwkOf,
  rotateTicketKeys,
  type SigningKey,
  TICKET_KEYS,
  TICKET_KEYS_SETTLE_MS,
  type TicketKeySet,
  type TicketKeys,
  ticketKeySetOf,
  withoutTicketKey,
} from '../../lib/tokens/ticket-keys.ts';
import { generateTokenKeys } from '../../lib/tokens/token-keys.ts';

const NOW = Date.UTC(2027, 0, 1);
const KEYS = await generateTicketKeys();
const KEY = KEYS.signing[0] as SigningKey;
const SET = ticketKeySetOf(KEYS);
const FACTS: TicketFacts = {
  claimId: '7c1mz5q0xk4wr9t2ydb8hv6ne',
  number: 3,
  eventId: 'evt_4jyk2wq7mdz8r0ctx5n1vbh3g',
  version: 1,
};
const CODE = await signTicketCode(FACTS, KEY);
const [HEAD = '', BODY = '', SIGNATURE = ''] = CODE.split('.');

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const faultOf = async (code: string, keys: TicketKeySet = SET) => {
  const verified = await verifyTicketCode(code, keys);
  return 'fault' in verified ? verified.fault : 'valid';
};
/** Signs any header and payload with the ticket key. */
const signed = (header: object, payload: unknown = { t: `${FACTS.claimId}_3`, e: FACTS.eventId.slice(4), v: 1 }) =>
  new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'EdDSA', kid: KEY.kid, typ: 'tkt', ...header })
    .sign(privateJwkOf(KEY));

describe('a ticket code', () => {
  it('gives its facts back', async () => {
    expect(await verifyTicketCode(CODE, SET)).toEqual({ facts: FACTS });
  });

  it('is the same for the same ticket, so that a code that was printed twice is one code', async () => {
    expect(await signTicketCode(FACTS, KEY)).toBe(CODE);
  });

  it('fits into a QR code of 61 modules at level M, also the longest one', async () => {
    const longest = await signTicketCode({ ...FACTS, number: 40, version: 41 }, KEY);
    expect(longest.length).toBeLessThanOrEqual(CODE_LENGTH_MAX);
    expect(encode(longest, { ecc: 'M', border: 0 }).size).toBe(61);
    expect(encode('a'.repeat(CODE_LENGTH_MAX), { ecc: 'M', border: 0 }).size).toBe(61);
    expect(encode('a'.repeat(CODE_LENGTH_MAX + 1), { ecc: 'M', border: 0 }).size).toBeGreaterThan(61);
  });

  it('is refused when it is cut short, at every length, from either end', async () => {
    for (let length = 0; length < CODE.length; length += 1) {
      expect(await faultOf(CODE.slice(0, length)), `the first ${length}`).toBe('malformed');
      if (length > 0) expect(await faultOf(CODE.slice(length)), `without the first ${length}`).not.toBe('valid');
    }
  });

  it('is refused with any one of its bits flipped', async () => {
    const bytes = Buffer.from(CODE);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await faultOf(flipped.toString('latin1')), `bit ${bit}`).not.toBe('valid');
    }
  });

  it('is refused with any bit of its decoded signature flipped, because of the signature', async () => {
    for (let bit = 0; bit < 512; bit += 1) {
      const bytes = Buffer.from(SIGNATURE, 'base64url');
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await faultOf(`${HEAD}.${BODY}.${bytes.toString('base64url')}`), `bit ${bit}`).toBe('signature');
    }
  });

  it('has one text: the unused bits of its last character are 0', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const others = [...alphabet].filter(character => character !== CODE.at(-1));
    const sameBytes = others
      .map(character => CODE.slice(0, -1) + character)
      .filter(code => Buffer.from(code.split('.')[2] ?? '', 'base64url').equals(Buffer.from(SIGNATURE, 'base64url')));
    expect(sameBytes).toHaveLength(15);
    for (const code of sameBytes) expect(await faultOf(code)).toBe('malformed');
  });

  it.each([
    '',
    '.',
    '..',
    'x',
    `${CODE} `,
    ` ${CODE}`,
    `${CODE}\n`,
    `${CODE}.`,
    `${CODE}=`,
    CODE.toUpperCase(),
    'https://tickets.example/'.concat(CODE),
    'a'.repeat(1_000_000),
    `${'a'.repeat(500_000)}.${'a'.repeat(500_000)}.${SIGNATURE}`,
    '[{"a":'.repeat(50_000),
    '\u0000'.repeat(100),
    `${base64([])}.${BODY}.${SIGNATURE}`,
    `${base64(null)}.${BODY}.${SIGNATURE}`,
    `${HEAD}.${base64(null)}.${SIGNATURE}`,
    `${HEAD}.${base64('t')}.${SIGNATURE}`,
    '💺'.repeat(60),
  ])('is not %j', async code => {
    expect(await faultOf(code)).toBe('malformed');
  });
});

describe('a forged code', () => {
  it.each([
    { alg: 'none' },
    { alg: 'None' },
    { alg: 'HS256' },
    { alg: 'ES256' },
    { alg: 'Ed25519' },
    { alg: 'Ed448' },
    { typ: 'at+jwt' },
    { typ: 'JWT' },
    { typ: 'TKT' },
    { typ: 'tkt-revocations+jwt' },
    { typ: undefined },
    { kid: undefined },
    { kid: 7 },
    { jku: 'https://a.example/k' },
    { x5u: 'https://a.example/k' },
    { jwk: 1 },
    { x5c: [] },
    { crit: ['b64'], b64: false },
    { zip: 'DEF' },
  ])('with the header %j is malformed, whatever its signature', async header => {
    const head = base64({ alg: 'EdDSA', kid: KEY.kid, typ: 'tkt', ...header });
    for (const signature of [SIGNATURE, '', 'A'.repeat(86)]) {
      expect(await faultOf(`${head}.${BODY}.${signature}`)).toBe('malformed');
    }
  });

  it('that brings its own key in the header is malformed, although that key has signed it', async () => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    const code = await new CompactSign(Buffer.from('{}'))
      .setProtectedHeader({ alg: 'EdDSA', kid: KEY.kid, typ: 'tkt', jwk: await exportJWK(publicKey) })
      .sign(privateKey);
    expect(await faultOf(code)).toBe('malformed');
  });

  it('that uses the public key as the secret of HS256 is malformed', async () => {
    const head = base64({ alg: 'HS256', kid: KEY.kid, typ: 'tkt' });
    for (const secret of [KEY.x, Buffer.from(KEY.x, 'base64url'), JSON.stringify(SET.keys[0])]) {
      const signature = createHmac('sha512', secret).update(`${head}.${BODY}`).digest('base64url');
      expect(await faultOf(`${head}.${BODY}.${signature}`)).toBe('malformed');
    }
  });

  it('with the key of access tokens is of an unknown key, or malformed with its algorithm', async () => {
    const { signing } = await generateTokenKeys();
    const [token] = signing;
    if (!token) throw new Error('there is no token key');
    const head = base64({ alg: 'EdDSA', kid: token.kid, typ: 'tkt' });
    expect(await faultOf(`${head}.${BODY}.${SIGNATURE}`)).toBe('malformed');
    const short = base64({ alg: 'EdDSA', kid: token.kid.slice(0, 8), typ: 'tkt' });
    expect(await faultOf(`${short}.${BODY}.${SIGNATURE}`)).toBe('unknown-key');
    const code = await new CompactSign(Buffer.from('{}'))
      .setProtectedHeader({ alg: 'ES256', kid: KEY.kid, typ: 'tkt' })
      .sign(token);
    expect(await faultOf(code)).toBe('malformed');
  });

  it("of another stage's key is of an unknown key, and with the name of ours it has a wrong signature", async () => {
    const [foreign] = (await generateTicketKeys()).signing as [SigningKey];
    expect(await faultOf(await signTicketCode(FACTS, foreign))).toBe('unknown-key');
    expect(await faultOf(await signTicketCode(FACTS, { ...foreign, kid: KEY.kid }))).toBe('signature');
  });

  it('with the signature of another ticket, or with other facts, has a wrong signature', async () => {
    const other = await signTicketCode({ ...FACTS, number: 4 }, KEY);
    expect(await faultOf(`${HEAD}.${BODY}.${other.split('.')[2]}`)).toBe('signature');
    for (const facts of [{ v: 2 }, { t: `${FACTS.claimId}_4` }, { e: FACTS.claimId }]) {
      const body = base64({ t: `${FACTS.claimId}_3`, e: FACTS.eventId.slice(4), v: 1, ...facts });
      expect(await faultOf(`${HEAD}.${body}.${SIGNATURE}`)).toBe('signature');
    }
    // The signature of zeros, and one that is valid for a point of small order.
    expect(await faultOf(`${HEAD}.${BODY}.${'A'.repeat(86)}`)).toBe('signature');
    expect(await faultOf(`${HEAD}.${BODY}.AQ${'A'.repeat(84)}`)).toBe('signature');
  });

  it.each([
    { t: 'x', e: FACTS.claimId, v: 1 },
    { t: `${FACTS.claimId}_0`, e: FACTS.claimId, v: 1 },
    { t: `${FACTS.claimId}_100`, e: FACTS.claimId, v: 1 },
    { t: `${FACTS.claimId}_3`, e: FACTS.eventId, v: 1 },
    { t: `${FACTS.claimId}_3`, e: FACTS.claimId, v: 0 },
    { t: `${FACTS.claimId}_3`, e: FACTS.claimId, v: 1.5 },
    { t: `${FACTS.claimId}_3`, e: FACTS.claimId, v: '1' },
    { t: `${FACTS.claimId}_3`, e: FACTS.claimId },
    { t: `${FACTS.claimId}_3`, e: FACTS.claimId, v: 1, admin: 1 },
  ])('with the payload %j is malformed, although our key has signed it', async payload => {
    expect(await faultOf(await signed({}, payload))).toBe('malformed');
  });

  it('is not a revocation list of the same key', async () => {
    const list = { eventId: FACTS.eventId, asOf: NOW, expiresAt: NOW + 1, all: false, tickets: [] };
    expect(await faultOf(await signRevocationList(list, KEY))).toBe('malformed');
  });
});

describe('after a change of the keys', () => {
  const codesOf = (keys: TicketKeys) =>
    createTicketCodes({ signing: unchangingKeys(keys), verification: unchangingKeys(ticketKeySetOf(keys)) });

  it('codes of all earlier keys stay valid, and the new key signs when every device can know it', async () => {
    const rotated = await rotateTicketKeys(KEYS, NOW);
    const twice = await rotateTicketKeys(rotated, NOW + TICKET_KEYS_SETTLE_MS);
    const codes = codesOf(twice);
    expect(await codes.verify(CODE)).toEqual({ facts: FACTS });
    expect(await codesOf(rotated).sign(FACTS, NOW + TICKET_KEYS_SETTLE_MS - 1)).toBe(CODE);
    const next = await codesOf(rotated).sign(FACTS, NOW + TICKET_KEYS_SETTLE_MS);
    expect(next).not.toBe(CODE);
    expect(await codes.verify(next)).toEqual({ facts: FACTS });
    // The oldest private key is gone.
    expect(twice.signing.map(({ kid }) => kid)).not.toContain(KEY.kid);
    expect((await codes.publicKeys()).map(({ kid }) => kid)).toContain(KEY.kid);
  });

  it('a code of a removed key, or of a leaked key that was replaced, is of an unknown key', async () => {
    const rotated = await rotateTicketKeys(KEYS, NOW);
    const removed = withoutTicketKey(rotated, KEY.kid);
    expect(await codesOf(removed).verify(CODE)).toEqual({ fault: 'unknown-key' });
    expect(await codesOf(await TICKET_KEYS.replace(KEYS)).verify(CODE)).toEqual({ fault: 'unknown-key' });
  });

  it('a leak of the present keys keeps the codes of older keys, whose private halves are gone', async () => {
    const twice = await rotateTicketKeys(await rotateTicketKeys(KEYS, NOW), NOW + TICKET_KEYS_SETTLE_MS);
    const replaced = await TICKET_KEYS.replace(twice);
    expect(await codesOf(replaced).verify(CODE)).toEqual({ facts: FACTS });
    for (const leaked of twice.signing) {
      expect(await codesOf(replaced).verify(await signTicketCode(FACTS, leaked))).toEqual({ fault: 'unknown-key' });
    }
  });

  it('a verifier that meets an unknown key reads the keys again', async () => {
    const rotated = await rotateTicketKeys(KEYS, NOW);
    const [newest] = rotated.signing as [SigningKey];
    let reads = 0;
    const ring: KeyRing<TicketKeySet> = {
      known: async () => SET,
      newerThan: async () => {
        reads += 1;
        return ticketKeySetOf(rotated);
      },
    };
    const codes = createTicketCodes({ signing: unchangingKeys(rotated), verification: ring });
    expect(await codes.verify(await signTicketCode(FACTS, newest))).toEqual({ facts: FACTS });
    expect(await codes.verify(CODE)).toEqual({ facts: FACTS });
    expect(await codes.verify('x')).toEqual({ fault: 'malformed' });
    expect(reads).toBe(1);
  });
});
