/** The tokens of links: a token is for one purpose, of one stage, until its time; nothing else verifies. */
import { generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  type DatedLink,
  LINK_PURPOSES,
  LINK_TOKEN_LENGTH_MAX,
  type Link,
  type LinkPurpose,
} from '../../lib/domain/links.ts';
import { createAccessTokens } from '../../lib/tokens/access-tokens.ts';
import { fixedKeys, type KeyRing, unchangingKeys } from '../../lib/tokens/key-ring.ts';
import {
  generateLinkKeys,
  LINK_KEYS,
  type LinkKey,
  type LinkKeys,
  rotateLinkKeys,
} from '../../lib/tokens/link-keys.ts';
import { createLinkTokens } from '../../lib/tokens/link-tokens.ts';
import { generateTokenKeys, KEYS_SETTLE_MS } from '../../lib/tokens/token-keys.ts';

const NOW = Date.UTC(2027, 0, 1);
const END = NOW + 30 * 60_000;
const KEYS = await generateLinkKeys();
const KEY = KEYS.keys[0] as LinkKey;
const TOKENS = createLinkTokens(unchangingKeys(KEYS));

const LINKS: { [Purpose in LinkPurpose]: Extract<Link, { purpose: Purpose }> } = {
  verify: { purpose: 'verify', userId: 'usr_a', email: 'anna@example.org' },
  reset: { purpose: 'reset', userId: 'usr_a', email: 'anna@example.org', passwordVersion: 0 },
  change: { purpose: 'change', linkId: 'mal_1', userId: 'usr_a', email: 'b@example.org', passwordVersion: 3 },
  guest: { purpose: 'guest', linkId: 'mal_2', email: 'anna@example.org', name: 'Łucja محمد', language: 'de' },
  invitation: { purpose: 'invitation', organizationId: 'org_a', invitationId: 'inv_b' },
  booking: { purpose: 'booking', claimId: '7c1mz5q0xk4wr9t2ydb8hv6ne' },
};
const LINK: DatedLink = { link: LINKS.reset, expiresAt: END };
const TOKEN = await TOKENS.sign(LINK, NOW);
const verify = (token: string, now = NOW) => TOKENS.verify(token, 'reset', now);

/** Signs any header and payload, by default with the key of the stage. */
const signed = (
  header: object,
  payload: object = { userId: 'usr_a', email: 'anna@example.org', passwordVersion: 0, exp: END / 1000 },
  key: Parameters<SignJWT['sign']>[0] = Buffer.from(KEY.k, 'base64url'),
) =>
  new SignJWT({ ...payload })
    .setProtectedHeader({ alg: 'HS256', kid: KEY.kid, typ: 'holdfast-reset+jwt', ...header })
    .sign(key);

describe('the token of a link', () => {
  it.each(LINK_PURPOSES)('gives the facts of a link to %s back', async purpose => {
    const token = await TOKENS.sign({ link: LINKS[purpose], expiresAt: END }, NOW);
    expect(await TOKENS.verify(token, purpose, NOW)).toEqual({ link: LINKS[purpose] });
  });

  it.each(LINK_PURPOSES)('is foreign for every purpose but its own: %s', async purpose => {
    const token = await TOKENS.sign({ link: LINKS[purpose], expiresAt: END }, NOW);
    for (const other of LINK_PURPOSES.filter(candidate => candidate !== purpose)) {
      expect(await TOKENS.verify(token, other, NOW)).toEqual({ fault: 'foreign' });
    }
  });

  it('is valid until the last second before its end', async () => {
    expect(await verify(TOKEN, END - 1)).toEqual({ link: LINKS.reset });
    expect(await verify(TOKEN, END)).toEqual({ fault: 'expired' });
  });

  it('is short enough with the longest address and name', async () => {
    const link: Link = { ...LINKS.guest, email: `${'a'.repeat(64)}@${'b'.repeat(189)}`, name: '𝒜'.repeat(100) };
    expect((await TOKENS.sign({ link, expiresAt: END }, NOW)).length).toBeLessThan(LINK_TOKEN_LENGTH_MAX / 2);
  });

  it('is the same for the same link, so that a mail that is built twice has one link', async () => {
    expect(await TOKENS.sign(LINK, NOW + 5_000)).toBe(TOKEN);
  });
});

describe('a text that is no token of this purpose', () => {
  const [head = '', body = '', signature = ''] = TOKEN.split('.');
  const unsigned = Buffer.from('{"alg":"none","typ":"holdfast-reset+jwt"}').toString('base64url');

  it.each([
    ['nothing', ''],
    ['two parts', `${head}.${body}`],
    ['four parts', `${TOKEN}.${signature}`],
    ['no signature', `${head}.${body}.`],
    ['algorithm none', `${unsigned}.${body}.`],
    ['algorithm none with a signature', `${unsigned}.${body}.${signature}`, 'foreign'],
    ['spaces', ` ${TOKEN}`],
    ['a line end', `${TOKEN}\n`],
    ['a header that is no JSON', `abcd.${body}.${signature}`],
    ['a token that is too long', `${head}.${'a'.repeat(LINK_TOKEN_LENGTH_MAX)}.${signature}`],
    ['another body', `${head}.${Buffer.from('{}').toString('base64url')}.${signature}`, 'foreign'],
  ])('is refused: %s', async (_what, text, fault = 'malformed') => {
    expect(await verify(text)).toEqual({ fault });
  });

  it('is refused with one character of its signature changed', async () => {
    const changed = `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    expect(await verify(changed)).toEqual({ fault: 'foreign' });
  });

  it.each([
    ['another type', { typ: 'JWT' }],
    ['no type', { typ: undefined }],
    ['no key', { kid: undefined }],
    ['another key', { kid: 'AAAAAAAA' }],
  ])('is refused with %s in its header', async (_what, header) => {
    expect(await verify(await signed(header))).toEqual({ fault: 'foreign' });
  });

  it.each([
    ['a missing member', { userId: 'usr_a', passwordVersion: 0, exp: END / 1000 }],
    [
      'a further member',
      { userId: 'usr_a', email: 'anna@example.org', passwordVersion: 0, role: 'admin', exp: END / 1000 },
    ],
    ['no end', { userId: 'usr_a', email: 'anna@example.org', passwordVersion: 0 }],
    ['a negative version', { userId: 'usr_a', email: 'anna@example.org', passwordVersion: -1, exp: END / 1000 }],
  ])('is refused with %s in its payload', async (_what, payload) => {
    expect(await verify(await signed({}, payload))).toEqual({ fault: 'foreign' });
  });

  it('is foreign, not expired, if another stage signed it', async () => {
    const other = createLinkTokens(unchangingKeys(await generateLinkKeys()));
    expect(await verify(await other.sign(LINK, NOW), END + 1)).toEqual({ fault: 'foreign' });
  });

  it('is refused with another algorithm, also under a key of this stage', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    expect(await verify(await signed({ alg: 'HS512' }))).toEqual({ fault: 'malformed' });
    expect(await verify(await signed({ alg: 'ES256' }, undefined, privateKey))).toEqual({ fault: 'malformed' });
  });

  it('is not an access token, and no access token is one', async () => {
    const access = createAccessTokens(fixedKeys(await generateTokenKeys()));
    const token = await access.sign({ userId: 'usr_a', role: 'admin' }, NOW);
    for (const purpose of LINK_PURPOSES) expect(await TOKENS.verify(token, purpose, NOW)).not.toHaveProperty('link');
    expect(await access.verify(TOKEN, NOW)).toBeUndefined();
  });
});

describe('the keys of links', () => {
  it('stay valid after a rotation, and the new one signs when every function can know it', async () => {
    const rotated = await rotateLinkKeys(KEYS, NOW);
    const tokens = createLinkTokens(unchangingKeys(rotated));
    expect(await tokens.verify(TOKEN, 'reset', NOW)).toEqual({ link: LINKS.reset });
    expect(await tokens.sign(LINK, NOW + KEYS_SETTLE_MS - 1)).toBe(TOKEN);
    expect(await tokens.sign(LINK, NOW + KEYS_SETTLE_MS)).not.toBe(TOKEN);
    await expect(rotateLinkKeys(rotated, NOW + KEYS_SETTLE_MS - 1)).rejects.toThrow('the last rotation is not over');
  });

  it('are read again for a token of a key that is not known yet', async () => {
    const newer = await rotateLinkKeys(KEYS, NOW);
    const token = await createLinkTokens(unchangingKeys(newer)).sign(LINK, NOW + KEYS_SETTLE_MS);
    const ring: KeyRing<LinkKeys> = { known: async () => KEYS, newerThan: async () => newer };
    expect(await createLinkTokens(ring).verify(token, 'reset', NOW)).toEqual({ link: LINKS.reset });
    expect(await verify(token)).toEqual({ fault: 'foreign' });
  });

  it('make all links invalid when they are replaced', async () => {
    const replaced = createLinkTokens(unchangingKeys(await LINK_KEYS.replace(KEYS)));
    expect(await replaced.verify(TOKEN, 'reset', NOW)).toEqual({ fault: 'foreign' });
  });

  it('fit into a parameter, however often they were rotated', async () => {
    let keys = KEYS;
    for (let i = 1; i <= 40; i++) keys = await rotateLinkKeys(keys, NOW + i * KEYS_SETTLE_MS);
    expect(JSON.stringify(keys).length).toBeLessThanOrEqual(4096);
    expect(LINK_KEYS.parse(JSON.stringify(keys))).toEqual(keys);
  });

  it('are not quoted by the error of a secret that cannot be parsed', () => {
    expect(() => LINK_KEYS.parse(`{"keys":[{"kid":"${KEY.kid}","k":"secret"}]}`)).toThrow(/^the link keys are not/);
  });
});
