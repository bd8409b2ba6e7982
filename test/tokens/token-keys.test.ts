/** The keys behind all tokens: generated, rotated and parsed, and never quoted in errors. */
import { createPrivateKey } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  generateTokenKeys,
  inOrderOfUse,
  KEYS_KEPT,
  KEYS_SETTLE_MS,
  parseTokenKeys,
  parseVerificationKeys,
  ROTATION_PAUSE_MS,
  rotateTokenKeys,
  type TokenKeys,
  verificationKeysOf,
} from '../../lib/tokens/token-keys.ts';

const NOW = Date.UTC(2027, 0, 1);
let keys: TokenKeys;
beforeAll(async () => {
  keys = await generateTokenKeys();
});

describe('new token keys', () => {
  it('are a private P-256 key, named by its thumbprint, and 32 random bytes', async () => {
    const [signing] = keys.signing;
    expect(createPrivateKey({ key: { ...signing }, format: 'jwk' }).asymmetricKeyDetails).toMatchObject({
      namedCurve: 'prime256v1',
    });
    expect(signing?.kid).toBe(await calculateJwkThumbprint({ ...signing }));
    expect(keys.refresh.map(key => Buffer.from(key, 'base64url').length)).toEqual([32]);
  });

  it('are different each time', async () => {
    const others = await generateTokenKeys();
    expect(others.signing[0]?.d).not.toBe(keys.signing[0]?.d);
    expect(others.refresh).not.toEqual(keys.refresh);
  });
});

describe('a rotation', () => {
  it('puts the new keys first and keeps the previous ones', async () => {
    const rotated = await rotateTokenKeys(keys, NOW);
    expect(rotated.signing.slice(1)).toEqual(keys.signing);
    expect(rotated.refresh.slice(1)).toEqual(keys.refresh);
    const again = await rotateTokenKeys(rotated, NOW + ROTATION_PAUSE_MS);
    expect(again.signing).toHaveLength(KEYS_KEPT);
    expect(again.signing[1]).toEqual(rotated.signing[0]);
    expect(again.refresh[1]).toEqual(rotated.refresh[0]);
  });

  it('is refused until the previous one is complete, with the time of its end', async () => {
    const rotated = await rotateTokenKeys(keys, NOW);
    await expect(rotateTokenKeys(rotated, NOW + ROTATION_PAUSE_MS - 1)).rejects.toThrow('2027-01-01T00:30:00.000Z');
    await expect(rotateTokenKeys(rotated, NOW + ROTATION_PAUSE_MS)).resolves.toBeDefined();
  });

  it('uses the old keys first until KEYS_SETTLE_MS have passed', async () => {
    const rotated = await rotateTokenKeys(keys, NOW);
    const before = inOrderOfUse(rotated, NOW + KEYS_SETTLE_MS - 1);
    expect([before.signing[0], before.refresh[0]]).toEqual([keys.signing[0], keys.refresh[0]]);
    expect([before.signing.length, before.refresh.length]).toEqual([2, 2]);
    expect(inOrderOfUse(rotated, NOW + KEYS_SETTLE_MS)).toEqual(rotated);
    expect(inOrderOfUse(keys, NOW)).toEqual(keys);
  });
});

describe('the public half', () => {
  it('is a key set without private values', async () => {
    const rotated = await rotateTokenKeys(keys, NOW);
    const published = verificationKeysOf(rotated);
    expect(published.keys.map(({ kid }) => kid)).toEqual(rotated.signing.map(({ kid }) => kid));
    for (const secret of secretsOf(rotated)) expect(JSON.stringify(published)).not.toContain(secret);
    expect(parseVerificationKeys(JSON.stringify(published))).toEqual(published);
  });

  it('is refused if it has a private key, or no key', () => {
    for (const wrong of [{ keys: keys.signing }, { keys: [] }, {}]) {
      expect(() => parseVerificationKeys(JSON.stringify(wrong))).toThrow('the verification keys are not');
      expect(() => parseVerificationKeys(JSON.stringify(wrong))).not.toThrow(String(keys.signing[0]?.d));
    }
  });
});

describe('the secret', () => {
  it('is parsed from JSON, before and after a rotation', async () => {
    const rotated = await rotateTokenKeys(keys, NOW);
    expect(parseTokenKeys(JSON.stringify(keys))).toEqual(keys);
    expect(parseTokenKeys(JSON.stringify(rotated))).toEqual(rotated);
  });

  it('with all keys that are kept needs at most half of a standard parameter (4 KB)', async () => {
    const rotated = JSON.stringify(await rotateTokenKeys(keys, NOW));
    expect(rotated.length).toBeLessThan(4_096 / 2);
  });

  it.each<[string, (json: string) => string]>([
    ['empty', () => ''],
    ['truncated at its start', json => json.slice(1)],
    ['truncated at its end', json => json.slice(0, -1)],
    ['without keys', () => '{}'],
    ['without a signing key', () => JSON.stringify({ ...keys, signing: [] })],
    ['without a refresh key', () => JSON.stringify({ ...keys, refresh: [] })],
    ['with a short refresh key', () => JSON.stringify({ ...keys, refresh: ['c2hvcnQ'] })],
    ['with a public key as signing key', () => JSON.stringify({ ...keys, signing: verificationKeysOf(keys).keys })],
    [
      'with a signing key without a kid',
      () => JSON.stringify({ ...keys, signing: keys.signing.map(key => ({ ...key, kid: '' })) }),
    ],
  ])('is refused if it is %s, without being quoted', (_name, invalidate) => {
    const invalid = invalidate(JSON.stringify(keys));
    expect(() => parseTokenKeys(invalid)).toThrow('npm run token-keys');
    for (const secret of secretsOf(keys)) expect(() => parseTokenKeys(invalid)).not.toThrow(secret);
  });
});

const secretsOf = ({ signing, refresh }: TokenKeys): string[] => [...signing.map(({ d }) => d), ...refresh];
