/** Access tokens: exactly the tokens that we signed are accepted, also while keys rotate or cannot be read. */
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

/** A token with the claims and headers given, signed with our key or another. */
async function signed(claims: object, header: object = {}, signing = keys): Promise<string> {
  const [key] = keys.signing;
  return new SignJWT({ ...CLAIMS, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: key?.kid, typ: 'at+jwt', ...header } as never)
    .sign(await importJWK(signing.signing[0] as JWK, 'ES256'), { crit: { new: true } });
}

/** Claims of an attacker, with one of our public keys as the HMAC secret, in a form that a verifier might accept. */
async function confused(secretOf: (key: JWK) => string | Promise<string>): Promise<string> {
  const [key] = verificationKeysOf(keys).keys;
  const text = `${encoded({ alg: 'HS256', kid: key?.kid, typ: 'at+jwt' })}.${encoded(CLAIMS)}`;
  return `${text}.${createHmac('sha256', await secretOf(key as JWK))
    .update(text)
    .digest('base64url')}`;
}
const spkiOf = async (key: JWK): Promise<string> =>
  exportSPKI((await importJWK(key, 'ES256', { extractable: true })) as Parameters<typeof exportSPKI>[0]);

/**
 * Our token with one character changed in the middle of a part. The last character may be padding, and change nothing.
 */
function tampered(part: 0 | 1 | 2): string {
  const parts = mine.split('.');
  const text = parts[part] ?? '';
  const at = Math.floor(text.length / 2);
  const other = text[at] === 'A' ? 'B' : 'A';
  return parts.with(part, `${text.slice(0, at)}${other}${text.slice(at + 1)}`).join('.');
}

describe('an access token', () => {
  it('identifies its caller and session for fifteen minutes', async () => {
    expect(await tokens.verify(mine, NOW)).toEqual(CALLER);
    expect(await tokens.verify(mine, NOW + 15 * MINUTE - 1)).toEqual(CALLER);
    expect(await tokens.verify(mine, NOW + 15 * MINUTE)).toBeUndefined();
  });

  it('has no session for a demonstration customer', async () => {
    const { sessionId, ...customer } = CALLER;
    expect(await tokens.verify(await tokens.sign(customer, NOW), NOW)).toEqual(customer);
  });

  it('is shorter than a quarter of the maximum length', () => {
    expect(mine.length).toBeLessThan(TOKEN_LENGTH_MAX / 4);
  });

  it.each<[string, () => string | Promise<string>]>([
    ['without a signature (alg none)', () => `${encoded({ alg: 'none', typ: 'at+jwt' })}.${encoded(CLAIMS)}.`],
    ['without a signature, with our algorithm', () => mine.split('.').with(2, '').join('.')],
    ['signed with the public key in PEM as a secret (HS256)', () => confused(spkiOf)],
    ['signed with the public key in JSON as a secret (HS256)', () => confused(key => JSON.stringify(key))],
    ['signed with a foreign key under our kid', async () => signed({}, {}, await generateTokenKeys())],
    ['of an unknown kid', () => signed({}, { kid: 'two' })],
    ['with a jwk header that contains its key', () => signedWithForeignKey(key => ({ jwk: key }))],
    ['with a jku header that links to its key', () => signedWithForeignKey(() => ({ jku: 'http://127.0.0.1:9/keys' }))],
    [
      'with an x5u header that links to its certificate',
      () => signedWithForeignKey(() => ({ x5u: 'http://127.0.0.1:9/' })),
    ],
    ['with a critical header that we do not know', () => signed({}, { crit: ['new'], new: 1 })],
    ['of another issuer', () => signed({ iss: 'elsewhere' })],
    ['for another audience', () => signed({ aud: 'elsewhere' })],
    ['of another type', () => signed({}, { typ: 'JWT' })],
    ['that expires in this second', () => signed({ exp: NOW / 1000 })],
    ['that never expires', () => signed({ exp: undefined })],
    ['that is not valid yet', () => signed({ nbf: NOW / 1000 + 1 })],
    ['with an unknown role', () => signed({ role: 'root' })],
    ['without a user', () => signed({ sub: '' })],
    ['with a session that is no string', () => signed({ sid: { $ne: '' } })],
    ['whose header was tampered with', () => tampered(0)],
    ['whose payload was tampered with', () => tampered(1)],
    ['whose signature was tampered with', () => tampered(2)],
    ['whose claims were swapped', () => mine.split('.').with(1, encoded(CLAIMS)).join('.')],
    ['that is a refresh token', () => `${'a'.repeat(25)}.${'b'.repeat(43)}`],
    ['that is longer than the maximum', () => signed({ note: 'x'.repeat(TOKEN_LENGTH_MAX) })],
    ['that is no token', () => 'nonsense'],
    ['that is empty', () => ''],
  ])('%s is refused', async (_name, forge) => {
    expect(await tokens.verify(await forge(), NOW)).toBeUndefined();
  });

  it('is accepted with the same claims under our signature, so each token above fails by its forgery', async () => {
    expect(await tokens.verify(await signed({}), NOW)).toEqual({ userId: 'usr_mallory', role: 'admin' });
  });

  it('is refused without an error if it is any other text', async () => {
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

/** A token signed with a foreign key, which its header contains or links to. */
async function signedWithForeignKey(headerOf: (key: JWK | undefined) => object): Promise<string> {
  const own = await generateTokenKeys();
  const [key] = verificationKeysOf(own).keys;
  return signed({}, { kid: key?.kid, ...headerOf(key) }, own);
}

/** A process with a controlled clock, which reads its keys from a source that can fail. */
function createProcess(source: { keys: TokenKeys; isDown?: boolean }, isSigner: boolean) {
  const process = { now: NOW, reads: 0, warnings: 0 };
  const read = async (): Promise<Keys> => {
    process.reads += 1;
    await Promise.resolve();
    if (source.isDown) throw new Error('the parameter store is down');
    const verification = verificationKeysOf(source.keys);
    return isSigner ? { verification, secret: inOrderOfUse(source.keys, process.now) } : { verification };
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

describe('after a rotation of the keys', () => {
  it('every process accepts every valid token, no matter when it read its keys', async () => {
    const source = { keys };
    const [early, late] = [createProcess(source, false), createProcess(source, false)];
    const signers = [createProcess(source, true), createProcess(source, true)];
    await early.verify(mine);
    for (const signer of signers) await signer.sign();
    const issued: { token: string; at: number }[] = [];
    const kids = new Set<string>();
    for (let minute = 0; minute <= ROTATION_PAUSE_MS / MINUTE; minute += 1) {
      const at = NOW + minute * MINUTE;
      if (minute === 1) source.keys = await rotateTokenKeys(source.keys, at);
      for (const signer of signers) {
        signer.now = at;
        // The second signer is a process that is frozen between requests: it signs only in every seventh minute.
        if (signer === signers[1] && minute % 7 !== 0) continue;
        issued.push({ token: await signer.sign(), at });
      }
      for (const { token, at: issuedAt } of issued.filter(({ at: then }) => at < then + 15 * MINUTE)) {
        kids.add(token.split('.')[0] ?? '');
        early.now = at;
        late.now = at;
        expect(await early.verify(token), `signed ${issuedAt}, verified ${at}`).toEqual(CALLER);
        if (minute > 9) expect(await late.verify(token), `signed ${issuedAt}, verified ${at}`).toEqual(CALLER);
      }
    }
    expect(kids.size).toBe(2);
    await expect(rotateTokenKeys(source.keys, NOW + ROTATION_PAUSE_MS)).rejects.toThrow(
      'the last rotation is not over',
    );
    expect((await rotateTokenKeys(source.keys, NOW + MINUTE + ROTATION_PAUSE_MS)).signing).toHaveLength(2);
  });

  it('a signer uses the new key only once every process had time to read it', async () => {
    const source = { keys: await rotateTokenKeys(keys, NOW) };
    const signer = createProcess(source, true);
    expect(await tokens.verify(await signer.sign(), NOW)).toEqual(CALLER);
    expect(await tokens.verify(await signer.sign(KEYS_SETTLE_MS - 1), NOW)).toEqual(CALLER);
    const later = createProcess(source, true);
    expect(await tokens.verify(await later.sign(KEYS_SETTLE_MS), later.now)).toBeUndefined();
    expect(KEYS_SETTLE_MS).toBeGreaterThan(KEYS_AGE_MAX_MS + REREAD_PAUSE_MS);
  });
});

describe('a token with an unknown key', () => {
  it('makes a process read newer keys at once', async () => {
    const source = { keys };
    const verifier = createProcess(source, false);
    await verifier.verify(mine);
    source.keys = await generateTokenKeys();
    const token = await createAccessTokens(fixedKeys(source.keys)).sign(CALLER, NOW);
    expect(await verifier.verify(token)).toEqual(CALLER);
    expect(verifier.reads).toBe(2);
    expect(await verifier.verify(mine)).toBeUndefined();
  });

  it('gets "busy" instead of a refusal if another request is reading the keys', async () => {
    const source = { keys };
    const verifier = createProcess(source, false);
    await verifier.verify(mine);
    source.keys = await generateTokenKeys();
    const token = await createAccessTokens(fixedKeys(source.keys)).sign(CALLER, NOW);
    const [first, second] = await Promise.allSettled([verifier.verify(token), verifier.verify(token)]);
    expect(first).toEqual({ status: 'fulfilled', value: CALLER });
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'busy' } });
  });

  it('causes no second read for a request that saw the old keys while newer ones are already loaded', async () => {
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

  it('makes a process read its keys at most once in 30 s, no matter how many forged tokens arrive', async () => {
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

  it('gets "busy" instead of a refusal while the keys cannot be read', async () => {
    const source: { keys: TokenKeys; isDown?: boolean } = { keys };
    const verifier = createProcess(source, false);
    await verifier.verify(mine);
    source.keys = await generateTokenKeys();
    source.isDown = true;
    const token = await createAccessTokens(fixedKeys(source.keys)).sign(CALLER, NOW);
    for (let second = 0; second < 30; second += 1) {
      await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'busy' });
      await expect(verifier.verify(mine)).resolves.toEqual(CALLER);
      verifier.now += 1_000;
    }
    expect([verifier.reads, verifier.warnings]).toEqual([2, 1]);
    source.isDown = false;
    expect(await verifier.verify(token)).toEqual(CALLER);
  });

  it('of 4,097 characters causes no read of the keys', async () => {
    const verifier = createProcess({ keys }, false);
    expect(await verifier.verify('x'.repeat(TOKEN_LENGTH_MAX + 1))).toBeUndefined();
    expect(verifier.reads).toBe(0);
  });
});

it('a process that starts reads its keys once, with its first request', async () => {
  const verifier = createProcess({ keys }, false);
  expect(verifier.reads).toBe(0);
  for (let request = 0; request < 10; request += 1) await verifier.verify(mine);
  expect(verifier.reads).toBe(1);
});

describe('a process that cannot read its keys', () => {
  it('answers "busy" if it has no keys yet, and reads again at the next request', async () => {
    const source = { keys, isDown: true };
    const verifier = createProcess(source, false);
    await expect(verifier.verify(mine)).rejects.toThrow(Refusal);
    source.isDown = false;
    expect(await verifier.verify(mine)).toEqual(CALLER);
  });

  it('continues with the keys that it has, and reads again every 30 s', async () => {
    const source = { keys, isDown: false };
    const verifier = createProcess(source, false);
    const long = await signed({ exp: NOW / 1000 + 3_600, sub: 'usr_alice', role: 'customer' });
    await verifier.verify(long);
    source.isDown = true;
    await expect(verifier.verify(long, KEYS_AGE_MAX_MS)).resolves.toBeDefined();
    await expect(verifier.verify(long, REREAD_PAUSE_MS - 1)).resolves.toBeDefined();
    expect(verifier.reads).toBe(2);
    await expect(verifier.verify(long, 1)).resolves.toBeDefined();
    expect([verifier.reads, verifier.warnings]).toEqual([3, 2]);
  });
});

it('signing in a function without private keys throws an error, because it is a bug and no refusal', async () => {
  const refused = createProcess({ keys }, false).sign();
  await expect(refused).rejects.toThrow('only functions that sign people in');
  await expect(refused).rejects.not.toBeInstanceOf(Refusal);
});
