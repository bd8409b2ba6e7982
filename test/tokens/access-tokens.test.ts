/** Access tokens: ours are known, whatever becomes of the keys, and nothing else is. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { exportSPKI, importJWK, type JWK, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { Refusal } from '../../lib/domain/refusals.ts';
import type { AccessTokens } from '../../lib/ports/accounts.ts';
import { createAccessTokens, TOKEN_LENGTH_MAX } from '../../lib/tokens/access-tokens.ts';
import { fixedKeys, type KeyRing, type Keys, REREAD_PAUSE_MS, readKeys } from '../../lib/tokens/key-ring.ts';
import {
  generateTokenKeys,
  inOrderOfUse,
  KEYS_AGE_MAX_MS,
  KEYS_SETTLE_MS,
  ROTATION_PAUSE_MS,
  rotateTokenKeys,
  type TokenKeys,
  verificationKeysOf,
} from '../../lib/tokens/token-keys.ts';

const NOW = Date.UTC(2027, 0, 1);
const MINUTE = 60_000;
const CALLER = { userId: 'usr_alice', role: 'customer' as const, sessionId: 'family' };
let keys: TokenKeys;
let tokens: AccessTokens;
let mine: string;

beforeAll(async () => {
  keys = await generateTokenKeys();
  tokens = createAccessTokens(fixedKeys(keys));
  mine = await tokens.sign(CALLER, NOW);
});

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const CLAIMS = {
  role: 'admin',
  iss: 'holdfast',
  aud: 'holdfast-api',
  sub: 'usr_mallory',
  iat: NOW / 1000,
  exp: NOW / 1000 + 900,
};

/** A token signed with our key, or another, but with other claims or headers. */
async function signed(claims: object, header: object = {}, signing = keys): Promise<string> {
  const [key] = keys.signing;
  return new SignJWT({ ...CLAIMS, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: key?.kid, typ: 'at+jwt', ...header } as never)
    .sign(await importJWK(signing.signing[0] as JWK, 'ES256'), { crit: { new: true } });
}

/** Claims of Mallory's under a public key of ours as an HMAC secret, in a form that a verifier might take it in. */
async function confused(secretOf: (key: JWK) => string | Promise<string>): Promise<string> {
  const [key] = verificationKeysOf(keys).keys;
  const text = `${encoded({ alg: 'HS256', kid: key?.kid, typ: 'at+jwt' })}.${encoded(CLAIMS)}`;
  return `${text}.${createHmac('sha256', await secretOf(key as JWK))
    .update(text)
    .digest('base64url')}`;
}
const spkiOf = async (key: JWK): Promise<string> =>
  exportSPKI((await importJWK(key, 'ES256', { extractable: true })) as Parameters<typeof exportSPKI>[0]);

/** The middle of a part of a token, one character changed: the last one may be padding, and change nothing. */
function tampered(part: 0 | 1 | 2): string {
  const parts = mine.split('.');
  const text = parts[part] ?? '';
  const at = Math.floor(text.length / 2);
  const other = text[at] === 'A' ? 'B' : 'A';
  return parts.with(part, `${text.slice(0, at)}${other}${text.slice(at + 1)}`).join('.');
}

describe('an access token', () => {
  it('of ours names its caller and session for fifteen minutes', async () => {
    expect(await tokens.verify(mine, NOW)).toEqual(CALLER);
    expect(await tokens.verify(mine, NOW + 15 * MINUTE - 1)).toEqual(CALLER);
    expect(await tokens.verify(mine, NOW + 15 * MINUTE)).toBeUndefined();
  });

  it('of a demonstration customer has no session', async () => {
    const { sessionId, ...customer } = CALLER;
    expect(await tokens.verify(await tokens.sign(customer, NOW), NOW)).toEqual(customer);
  });

  it('is far shorter than the longest that is looked at', () => {
    expect(mine.length).toBeLessThan(TOKEN_LENGTH_MAX / 4);
  });

  it.each<[string, () => string | Promise<string>]>([
    ['without a signature (alg none)', () => `${encoded({ alg: 'none', typ: 'at+jwt' })}.${encoded(CLAIMS)}.`],
    ['without a signature, with our algorithm', () => mine.split('.').with(2, '').join('.')],
    ['signed with the public key in PEM as a secret (HS256)', () => confused(spkiOf)],
    ['signed with the public key in JSON as a secret (HS256)', () => confused(key => JSON.stringify(key))],
    ["signed with somebody else's key under our kid", async () => signed({}, {}, await generateTokenKeys())],
    ['of an unknown kid', () => signed({}, { kid: 'two' })],
    ['with a jwk header that brings its own key', () => broughtAlong(key => ({ jwk: key }))],
    ['with a jku header that says where its key is', () => broughtAlong(() => ({ jku: 'http://127.0.0.1:9/keys' }))],
    [
      'with an x5u header that says where its certificate is',
      () => broughtAlong(() => ({ x5u: 'http://127.0.0.1:9/' })),
    ],
    ['with a critical header that we do not know', () => signed({}, { crit: ['new'], new: 1 })],
    ['of another issuer', () => signed({ iss: 'elsewhere' })],
    ['for another audience', () => signed({ aud: 'elsewhere' })],
    ['of another type', () => signed({}, { typ: 'JWT' })],
    ['that expires at this very second', () => signed({ exp: NOW / 1000 })],
    ['that never expires', () => signed({ exp: undefined })],
    ['that is not valid yet', () => signed({ nbf: NOW / 1000 + 1 })],
    ['of no role of ours', () => signed({ role: 'root' })],
    ['of nobody', () => signed({ sub: '' })],
    ['of a session that is no text', () => signed({ sid: { $ne: '' } })],
    ['whose header was tampered with', () => tampered(0)],
    ['whose payload was tampered with', () => tampered(1)],
    ['whose signature was tampered with', () => tampered(2)],
    ['whose claims were swapped', () => mine.split('.').with(1, encoded(CLAIMS)).join('.')],
    ['that is a refresh token', () => `${'a'.repeat(25)}.${'b'.repeat(43)}`],
    ['that is longer than any of ours', () => signed({ note: 'x'.repeat(TOKEN_LENGTH_MAX) })],
    ['that is no token', () => 'nonsense'],
    ['that is empty', () => ''],
  ])('%s is nobody', async (_name, forge) => {
    expect(await tokens.verify(await forge(), NOW)).toBeUndefined();
  });

  it('of Mallory in our own hand would be Mallory: the forgeries above fail by what they forge', async () => {
    expect(await tokens.verify(await signed({}), NOW)).toEqual({ userId: 'usr_mallory', role: 'admin' });
  });

  it('that is any other text is nobody, and never a failure', async () => {
    const part = fc.oneof(
      fc.base64String(),
      fc.json().map(text => Buffer.from(text).toString('base64url')),
      fc.string(),
    );
    const header = fc.record({ alg: fc.constant('ES256'), kid: fc.constant(keys.signing[0]?.kid), typ: fc.string() });
    const text = fc.oneof(
      fc.string(),
      fc.tuple(part, part, part).map(parts => parts.join('.')),
      fc.tuple(header.map(encoded), part, part).map(parts => parts.join('.')),
    );
    await fc.assert(fc.asyncProperty(text, async forged => (await tokens.verify(forged, NOW)) === undefined));
  });
});

/** A token of Mallory's own key, which its header brings or names. */
async function broughtAlong(headerOf: (key: JWK | undefined) => object): Promise<string> {
  const own = await generateTokenKeys();
  const [key] = verificationKeysOf(own).keys;
  return signed({}, { kid: key?.kid, ...headerOf(key) }, own);
}

/** A process whose clocks are in our hand, reading keys from a place that can fail. */
function createProcess(place: { keys: TokenKeys; isDown?: boolean }, isSigner: boolean) {
  const process = { now: NOW, reads: 0, warnings: 0 };
  const read = async (): Promise<Keys> => {
    process.reads += 1;
    await Promise.resolve();
    if (place.isDown) throw new Error('the parameter store is down');
    const verification = verificationKeysOf(place.keys);
    return isSigner ? { verification, secret: inOrderOfUse(place.keys, process.now) } : { verification };
  };
  const log = {
    warn: () => {
      process.warnings += 1;
    },
  };
  const ring: KeyRing = readKeys(read, { stopwatch: () => process.now - NOW, log });
  const { sign, verify } = createAccessTokens(ring);
  const after = (ms: number): number => {
    process.now += ms;
    return process.now;
  };
  return Object.assign(process, {
    sign: (later = 0) => sign(CALLER, after(later)),
    verify: (token: string, later = 0) => verify(token, after(later)),
  });
}

describe('when keys rotate', () => {
  it('every token of theirs is known to every process, whenever it read its keys', async () => {
    const place = { keys };
    const [early, late] = [createProcess(place, false), createProcess(place, false)];
    const signers = [createProcess(place, true), createProcess(place, true)];
    await early.verify(mine);
    for (const signer of signers) await signer.sign();
    const issued: { token: string; at: number }[] = [];
    const kids = new Set<string>();
    for (let minute = 0; minute <= ROTATION_PAUSE_MS / MINUTE; minute += 1) {
      const at = NOW + minute * MINUTE;
      if (minute === 1) place.keys = await rotateTokenKeys(place.keys, at);
      for (const signer of signers) {
        signer.now = at;
        // The second is a process that freezes between requests: it signs at every seventh minute only.
        if (signer === signers[1] && minute % 7 !== 0) continue;
        issued.push({ token: await signer.sign(), at });
      }
      for (const { token, at: issuedAt } of issued.filter(({ at: then }) => at < then + 15 * MINUTE)) {
        kids.add(token.split('.')[0] ?? '');
        early.now = at;
        late.now = at;
        expect(await early.verify(token), `signed ${issuedAt}, shown ${at}`).toEqual(CALLER);
        if (minute > 9) expect(await late.verify(token), `signed ${issuedAt}, shown ${at}`).toEqual(CALLER);
      }
    }
    expect(kids.size).toBe(2);
    await expect(rotateTokenKeys(place.keys, NOW + ROTATION_PAUSE_MS)).rejects.toThrow('the last rotation is not over');
    expect((await rotateTokenKeys(place.keys, NOW + MINUTE + ROTATION_PAUSE_MS)).signing).toHaveLength(2);
  });

  it('the new key signs when every process had time to read it, and not before', async () => {
    const place = { keys: await rotateTokenKeys(keys, NOW) };
    const signer = createProcess(place, true);
    expect(await tokens.verify(await signer.sign(), NOW)).toEqual(CALLER);
    expect(await tokens.verify(await signer.sign(KEYS_SETTLE_MS - 1), NOW)).toEqual(CALLER);
    const later = createProcess(place, true);
    expect(await tokens.verify(await later.sign(KEYS_SETTLE_MS), later.now)).toBeUndefined();
    expect(KEYS_SETTLE_MS).toBeGreaterThan(KEYS_AGE_MAX_MS + REREAD_PAUSE_MS);
  });
});

describe('a token of an unknown key', () => {
  it('is looked for among newer keys at once, by one reading for all who ask', async () => {
    const place = { keys };
    const verifier = createProcess(place, false);
    await verifier.verify(mine);
    place.keys = await generateTokenKeys();
    const token = await createAccessTokens(fixedKeys(place.keys)).sign(CALLER, NOW);
    const answers = await Promise.all(Array.from({ length: 10 }, () => verifier.verify(token)));
    expect(answers).toEqual(Array.from({ length: 10 }, () => CALLER));
    expect(verifier.reads).toBe(2);
    expect(await verifier.verify(mine)).toBeUndefined();
  });

  it('is not looked for again by who saw the old keys, and asks when the new ones are there', async () => {
    let reads = 0;
    const read = async () => {
      reads += 1;
      return { verification: verificationKeysOf(keys) };
    };
    const ring = readKeys(read, { stopwatch: () => 0, log: { warn: () => undefined } });
    const old = await ring.known();
    const newer = await ring.newerThan(old);
    expect(await ring.newerThan(old)).toBe(newer);
    expect(await ring.newerThan(newer ?? old)).toBeUndefined();
    expect(reads).toBe(2);
  });

  it('makes a process read its keys at most once in 30 s, however many are forged', async () => {
    const verifier = createProcess({ keys }, false);
    await verifier.verify(mine);
    const forged = await Promise.all(['a', 'b', 'c'].map(kid => signed({}, { kid })));
    for (let second = 0; second < 30; second += 1) {
      for (const token of forged) expect(await verifier.verify(token)).toBeUndefined();
      expect(verifier.reads).toBe(2);
      verifier.now += 1_000;
    }
    for (const token of forged) expect(await verifier.verify(token)).toBeUndefined();
    expect(verifier.reads).toBe(3);
    expect(await verifier.verify(mine)).toEqual(CALLER);
  });

  it('is not called bad while the keys cannot be read: the caller is asked to come again', async () => {
    const place: { keys: TokenKeys; isDown?: boolean } = { keys };
    const verifier = createProcess(place, false);
    await verifier.verify(mine);
    place.keys = await generateTokenKeys();
    place.isDown = true;
    const token = await createAccessTokens(fixedKeys(place.keys)).sign(CALLER, NOW);
    for (let second = 0; second < 30; second += 1) {
      await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'busy' });
      await expect(verifier.verify(mine)).resolves.toEqual(CALLER);
      verifier.now += 1_000;
    }
    expect([verifier.reads, verifier.warnings]).toEqual([2, 1]);
    place.isDown = false;
    expect(await verifier.verify(token)).toEqual(CALLER);
  });

  it('of 4,097 characters costs no reading', async () => {
    const verifier = createProcess({ keys }, false);
    expect(await verifier.verify('x'.repeat(TOKEN_LENGTH_MAX + 1))).toBeUndefined();
    expect(verifier.reads).toBe(0);
  });
});

it('a process that starts reads its keys once, however many requests wait for them', async () => {
  const verifier = createProcess({ keys }, false);
  await Promise.all(Array.from({ length: 10 }, () => verifier.verify(mine)));
  expect(verifier.reads).toBe(1);
});

describe('a process that cannot read its keys', () => {
  it('is busy at first, and tries again with the next request', async () => {
    const place = { keys, isDown: true };
    const verifier = createProcess(place, false);
    await expect(verifier.verify(mine)).rejects.toThrow(Refusal);
    place.isDown = false;
    expect(await verifier.verify(mine)).toEqual(CALLER);
  });

  it('goes on with those it has, and tries again every 30 s', async () => {
    const place = { keys, isDown: false };
    const verifier = createProcess(place, false);
    const long = await signed({ exp: NOW / 1000 + 3_600, sub: 'usr_alice', role: 'customer' });
    await verifier.verify(long);
    place.isDown = true;
    await expect(verifier.verify(long, KEYS_AGE_MAX_MS)).resolves.toBeDefined();
    await expect(verifier.verify(long, REREAD_PAUSE_MS - 1)).resolves.toBeDefined();
    expect(verifier.reads).toBe(2);
    await expect(verifier.verify(long, 1)).resolves.toBeDefined();
    expect([verifier.reads, verifier.warnings]).toEqual([3, 2]);
  });
});

it('a function that was told no private keys cannot sign: asking it is a bug', async () => {
  const refused = createProcess({ keys }, false).sign();
  await expect(refused).rejects.toThrow('only functions that sign people in');
  await expect(refused).rejects.not.toBeInstanceOf(Refusal);
});
