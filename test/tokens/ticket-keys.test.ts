/** The keys of ticket codes: generated, rotated, removed and parsed, within the size of a parameter, and never quoted in errors. */
import { createPrivateKey } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  changeStoredKeys,
  createStoredKeys,
  replaceStoredKeys,
  rotateStoredKeys,
} from '../../lib/tokens/stored-keys.ts';
import {
  generateTicketKeys,
  PRIVATE_KEYS_KEPT,
  PUBLIC_KEYS_MAX,
  parseTicketKeySet,
  parseTicketKeys,
  rotateTicketKeys,
  TICKET_KEYS,
  TICKET_KEYS_SETTLE_MS,
  type TicketKeys,
  ticketKeyInUse,
  ticketKeySetOf,
  withoutTicketKey,
} from '../../lib/tokens/ticket-keys.ts';
import { type FakeParameters, fakeParameters } from '../support/parameters.ts';

/** The limit of a standard parameter. */
const PARAMETER_CHARACTERS_MAX = 4_096;
const NOW = Date.UTC(2027, 0, 1);
let keys: TicketKeys;
beforeAll(async () => {
  keys = await generateTicketKeys();
});

async function rotatedTimes(times: number): Promise<TicketKeys> {
  let rotated = keys;
  for (let i = 0; i < times; i += 1) rotated = await rotateTicketKeys(rotated, NOW + i * TICKET_KEYS_SETTLE_MS);
  return rotated;
}

describe('new ticket keys', () => {
  it('are a private Ed25519 key, named by the beginning of its thumbprint, and its public half', async () => {
    const [key] = keys.signing;
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: key?.x ?? '', d: key?.d ?? '' };
    expect(createPrivateKey({ key: jwk, format: 'jwk' }).asymmetricKeyType).toBe('ed25519');
    expect((await calculateJwkThumbprint(jwk)).startsWith(key?.kid ?? '-')).toBe(true);
    expect(keys.verification).toEqual([{ kid: key?.kid, x: key?.x }]);
  });
});

describe('a rotation', () => {
  it('keeps all public keys and the last private ones', async () => {
    const rotated = await rotatedTimes(3);
    expect(rotated.verification).toHaveLength(4);
    expect(rotated.verification.at(-1)).toEqual(keys.verification[0]);
    expect(rotated.signing).toHaveLength(PRIVATE_KEYS_KEPT);
    expect(rotated.signing.map(({ kid }) => kid)).toEqual(rotated.verification.slice(0, 2).map(({ kid }) => kid));
  });

  it('changes the key that signs only after a day', async () => {
    const rotated = await rotateTicketKeys(keys, NOW);
    expect(ticketKeyInUse(rotated, NOW + TICKET_KEYS_SETTLE_MS - 1)).toEqual(keys.signing[0]);
    expect(ticketKeyInUse(rotated, NOW + TICKET_KEYS_SETTLE_MS)).toEqual(rotated.signing[0]);
    await expect(rotateTicketKeys(rotated, NOW + TICKET_KEYS_SETTLE_MS - 1)).rejects.toThrow('is not over');
  });

  it('is refused with as many keys as a parameter holds; then both parameters are as long as allowed', async () => {
    const full = await rotatedTimes(PUBLIC_KEYS_MAX - 1);
    expect(JSON.stringify(full).length).toBeLessThanOrEqual(PARAMETER_CHARACTERS_MAX);
    expect(JSON.stringify(ticketKeySetOf(full)).length).toBeLessThanOrEqual(PARAMETER_CHARACTERS_MAX);
    const later = NOW + PUBLIC_KEYS_MAX * TICKET_KEYS_SETTLE_MS;
    await expect(rotateTicketKeys(full, later)).rejects.toThrow('remove an old one');
    const fewer = withoutTicketKey(full, keys.verification[0]?.kid ?? '');
    expect((await rotateTicketKeys(fewer, later)).verification).toHaveLength(PUBLIC_KEYS_MAX);
  });
});

describe('a stored secret', () => {
  it.each([
    '',
    '{',
    'null',
    '{}',
    '{"signing":[],"verification":[]}',
    '{"signing":[{"kid":"12345678"}],"verification":[]}',
  ])('that is %j is refused without quoting it', text => {
    expect(() => parseTicketKeys(text)).toThrow('docs/tickets.md');
  });

  it('is refused if a key signs that is not published, or is published with another value', async () => {
    const other = await generateTicketKeys();
    expect(() => parseTicketKeys(JSON.stringify({ ...keys, verification: other.verification }))).toThrow(
      'docs/tickets.md',
    );
    const [key] = keys.verification;
    const changed = [{ kid: key?.kid, x: other.verification[0]?.x }];
    expect(() => parseTicketKeys(JSON.stringify({ ...keys, verification: changed }))).toThrow('docs/tickets.md');
  });

  it('is no key set, and neither is a set with a private key or a key of tokens', () => {
    const [key] = ticketKeySetOf(keys).keys;
    for (const set of [
      keys,
      { keys: [] },
      { keys: [{ ...key, d: keys.signing[0]?.d }] },
      { keys: [{ ...key, alg: 'ES256' }] },
      { keys: [{ ...key, kty: 'oct' }] },
    ]) {
      expect(() => parseTicketKeySet(JSON.stringify(set))).toThrow('is not a set'.replace('is', 'are'));
    }
  });
});

describe('the parameters of ticket keys', () => {
  const NAMES = { secret: '/holdfast/test/ticket-keys', public: '/holdfast/test/ticket-verification-keys' };
  let store: FakeParameters;
  beforeEach(async () => {
    store = fakeParameters();
    await createStoredKeys(TICKET_KEYS, store, NAMES);
  });
  const textOf = (name: string): string => store.values.get(name)?.value ?? '';
  const secret = () => parseTicketKeys(textOf(NAMES.secret));
  const published = () => parseTicketKeySet(textOf(NAMES.public));

  it.each([0, 1, 2, 3, 4, 5])(
    'never sign with a key that is not published, if a rotation fails after %i steps',
    async steps => {
      let left = steps;
      store.before = () => {
        left -= 1;
        if (left < 0) throw new Error('interrupted by the test');
      };
      await rotateStoredKeys(TICKET_KEYS, store, NAMES, NOW).catch(() => undefined);
      store.before = () => undefined;
      const known = published().keys.map(({ kid }) => kid);
      expect(secret().signing.every(({ kid }) => known.includes(kid))).toBe(true);
      await createStoredKeys(TICKET_KEYS, store, NAMES);
      expect(published()).toEqual(ticketKeySetOf(secret()));
    },
  );

  it('get a new key in use at once after a leak, also if the secret cannot be parsed', async () => {
    const before = secret();
    await rotateStoredKeys(TICKET_KEYS, store, NAMES, NOW);
    const { kids, newestIsUsedFrom } = await replaceStoredKeys(TICKET_KEYS, store, NAMES, NOW);
    expect([kids.length, newestIsUsedFrom]).toEqual([1, new Date(NOW).toISOString()]);
    expect(kids).not.toContain(before.signing[0]?.kid);
    store.values.set(NAMES.secret, { value: 'invalid', isSecret: true });
    await replaceStoredKeys(TICKET_KEYS, store, NAMES, NOW);
    expect(published()).toEqual(ticketKeySetOf(secret()));
  });

  it('lose one key on request, and nothing if there is no such key', async () => {
    const { kids } = await rotateStoredKeys(TICKET_KEYS, store, NAMES, NOW);
    const change = (kid: string) => ({ now: NOW, change: (stored: TicketKeys) => withoutTicketKey(stored, kid) });
    await expect(changeStoredKeys(TICKET_KEYS, store, NAMES, change('12345678'))).rejects.toThrow('no ticket key');
    const report = await changeStoredKeys(TICKET_KEYS, store, NAMES, change(kids[1] ?? ''));
    expect(report.kids).toEqual(kids.slice(0, 1));
    expect(published().keys.map(({ kid }) => kid)).toEqual(kids.slice(0, 1));
    await expect(changeStoredKeys(TICKET_KEYS, store, NAMES, change(kids[0] ?? ''))).rejects.toThrow(
      'no other key signs',
    );
  });
});
