/** Access tokens: ours are known, and nothing else is. */
import { createHmac } from 'node:crypto';
import { exportSPKI, importJWK, type JWK, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAccessTokens, type SigningKeys } from '../../lib/tokens/access-tokens.ts';
import { generateSigningKeys, parseSigningKeys } from '../../lib/tokens/signing-keys.ts';
import type { AccessTokens } from '../../lib/usecases/dependencies.ts';

const NOW = Date.UTC(2027, 0, 1);
const CALLER = { userId: 'usr_alice', role: 'customer' as const };
let keys: SigningKeys;
let tokens: AccessTokens;
let mine: string;

beforeAll(async () => {
  keys = await generateSigningKeys('one');
  tokens = await createAccessTokens(keys);
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

/** A token signed with our key, but with other claims or headers. */
async function signed(claims: object, header: object = {}): Promise<string> {
  const key = await importJWK(keys.keys[0] as JWK, 'ES256');
  return new SignJWT({ ...CLAIMS, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'one', typ: 'at+jwt', ...header } as never)
    .sign(key);
}

describe('an access token', () => {
  it('of ours names its caller for fifteen minutes', async () => {
    expect(await tokens.verify(mine, NOW)).toEqual(CALLER);
    expect(await tokens.verify(mine, NOW + 15 * 60_000 - 1)).toEqual(CALLER);
    expect(await tokens.verify(mine, NOW + 15 * 60_000)).toBeUndefined();
  });

  it('of an older key is still known after a rotation', async () => {
    const [newer] = (await generateSigningKeys('two')).keys;
    const rotated = await createAccessTokens({ keys: [newer as JWK, ...keys.keys] });
    expect(await rotated.verify(mine, NOW)).toEqual(CALLER);
    expect(await tokens.verify(await rotated.sign(CALLER, NOW), NOW)).toBeUndefined();
  });

  it.each<[string, () => string | Promise<string>]>([
    ['without a signature', () => `${encoded({ alg: 'none', typ: 'at+jwt' })}.${encoded(CLAIMS)}.`],
    [
      'signed with the public key as a secret',
      async () => {
        const publicKey = await importJWK({ ...keys.keys[0], d: undefined } as unknown as JWK, 'ES256', {
          extractable: true,
        });
        const text = `${encoded({ alg: 'HS256', kid: 'one', typ: 'at+jwt' })}.${encoded(CLAIMS)}`;
        return `${text}.${createHmac('sha256', await exportSPKI(publicKey as Parameters<typeof exportSPKI>[0]))
          .update(text)
          .digest('base64url')}`;
      },
    ],
    [
      'of a key that is not ours',
      async () => (await createAccessTokens(await generateSigningKeys('one'))).sign(CALLER, NOW),
    ],
    ['of an unknown key id', () => signed({}, { kid: 'two' })],
    [
      'that brings its own key',
      async () => signed({}, { kid: 'two', jwk: (await generateSigningKeys('two')).keys[0] }),
    ],
    ['that names where its key is', () => signed({}, { kid: 'two', jku: 'http://127.0.0.1/keys' })],
    ['of another issuer', () => signed({ iss: 'elsewhere' })],
    ['for another audience', () => signed({ aud: 'elsewhere' })],
    ['of another type', () => signed({}, { typ: 'JWT' })],
    ['that has expired', () => signed({ exp: NOW / 1000 })],
    ['that never expires', () => signed({ exp: undefined })],
    ['that is not valid yet', () => signed({ nbf: NOW / 1000 + 1 })],
    ['of no role of ours', () => signed({ role: 'root' })],
    ['of nobody', () => signed({ sub: '' })],
    ['that was tampered with', () => `${mine.slice(0, -4)}AAAA`],
    ['whose claims were swapped', () => mine.split('.').with(1, encoded(CLAIMS)).join('.')],
    ['that is no token', () => 'nonsense'],
    ['that is empty', () => ''],
  ])('%s is nobody', async (_name, forge) => {
    expect(await tokens.verify(await forge(), NOW)).toBeUndefined();
  });
});

describe('the signing keys', () => {
  it('are read from JSON, and a mistake does not repeat the secret', () => {
    expect(parseSigningKeys(JSON.stringify(keys))).toEqual(keys);
    const [key] = keys.keys;
    for (const wrong of [
      '',
      'secret',
      '{}',
      JSON.stringify({ keys: [{ ...key, d: undefined }] }),
      JSON.stringify(keys).slice(1),
    ]) {
      expect(() => parseSigningKeys(wrong)).toThrow('npm run signing-keys');
      expect(() => parseSigningKeys(wrong)).not.toThrow(String(key?.d));
    }
  });
});
