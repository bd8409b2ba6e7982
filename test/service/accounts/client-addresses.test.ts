/** The client's address behind proxies, the limits on logins, and the counters of a process while the table cannot be reached. */
import { hash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { addressList, clientAddress, parseAddresses, parseSecretDigests } from '../../../lib/contract/addresses.ts';
import { login, newEmail, PASSWORD, register } from '../../support/accounts.ts';
import { type ApiResponse, openWorld, type ProblemFields, type World } from '../../support/world.ts';

const SECRET = 'the secret of the proxy';
const PROXY = '203.0.113.1';
const DIGEST = hash('sha256', SECRET, 'hex');

let world: World;
beforeEach(async () => {
  world = await openWorld({ rateLimits: {}, proxySecretDigests: [DIGEST] });
});

type Answer = ApiResponse<ProblemFields & { limit: string }>;
const guess = (headers: Record<string, string>, body: object = { email: newEmail() }, by = world): Promise<Answer> =>
  by.invoke('login', { ip: PROXY, headers, body });
const through = (address: string, secret = SECRET) => ({
  'x-forwarded-for': address,
  'x-holdfast-proxy-secret': secret,
});

describe('A3: logins behind one proxy', () => {
  it('of eleven accounts from eleven client addresses are not limited', async () => {
    for (let i = 0; i < 11; i++) {
      const answer = await guess(through(`198.51.100.${i}`), { email: newEmail(), password: 'x' });
      expect(answer.status).toBe(401);
    }
  });

  it('with a forged X-Forwarded-For and no secret all count as one address: 429 at the 101st', async () => {
    for (let i = 0; i < 100; i++) expect((await guess({ 'x-forwarded-for': `198.51.100.${i}` })).status).toBe(400);
    const refused = await guess({ 'x-forwarded-for': '198.51.100.200' });
    expect([refused.status, refused.body.limit]).toEqual([429, 'login']);
    // A wrong secret proves nothing, and neither does one where no secret is configured.
    expect((await guess(through('198.51.100.201', 'another secret'))).status).toBe(429);
    expect((await guess(through('198.51.100.201'))).status).toBe(400);
    const direct = await world.another({ rateLimits: {} });
    expect((await guess(through('198.51.100.201'), { email: newEmail() }, direct)).status).toBe(429);
  });

  it('count the entry of the proxy itself, and not those that the client has put before it', async () => {
    for (let i = 0; i < 100; i++) await guess(through(`192.0.2.${i}, 198.51.100.7, ${PROXY}`));
    expect((await guess(through(`192.0.2.200, 198.51.100.7, ${PROXY}`))).status).toBe(429);
    expect((await guess(through('192.0.2.200, 198.51.100.7'))).status).toBe(429);
    expect((await guess(through('198.51.100.7, 192.0.2.200'))).status).toBe(400);
  });
});

describe('logins', () => {
  it('are limited to 10 in 300 s for an address and account, in whatever form the account is written', async () => {
    const email = newEmail();
    const forms = [email, email.toUpperCase()];
    // A byte order mark is no way around the limit either.
    const wrong = (i: number) =>
      world.invoke<ProblemFields & { limit: string }>('login', {
        ip: PROXY,
        headers: { 'content-type': 'application/json' },
        body: `${i % 3 === 0 ? '\ufeff' : ''}${JSON.stringify({ email: forms[i % 2], password: 'x' })}`,
      });
    for (let i = 0; i < 10; i++) expect((await wrong(i)).status).toBe(401);
    const refused = await wrong(0);
    expect([refused.status, refused.body.limit]).toEqual([429, 'login-account']);
    expect(refused.headers['ratelimit-policy']).toBe('"login-account";q=10;w=300');
    // The refused call does not use up the calls of the address.
    expect((await guess({})).headers.ratelimit).toBe('"login";r=89;t=300');
    world.now += 300_000;
    expect((await wrong(0)).status).toBe(401);
  });

  it('of the owner are not refused because of an attacker at another address', async () => {
    const { user } = (await register(world)).body;
    for (let i = 0; i < 12; i++) await guess({}, { email: user.email, password: 'wrong' });
    expect((await guess({}, { email: user.email, password: PASSWORD })).status).toBe(429);
    expect((await login(world, user.email)).status).toBe(200);
  });
});

describe('while the counter cannot be reached', () => {
  beforeEach(() => {
    world.faults.inject(({ name }) => (name === 'UpdateCommand' ? 'throttle' : undefined));
  });

  it('logins and registrations are counted in the process', async () => {
    for (let i = 0; i < 100; i++) expect((await guess({})).status).toBe(400);
    expect((await guess({})).status).toBe(429);
    for (let i = 0; i < 10; i++) expect((await world.invoke('register', { body: {} })).status).toBe(400);
    expect((await world.invoke('register', { body: {} })).status).toBe(429);
    expect((await (await world.another({ rateLimits: {} })).invoke('register', { body: {} })).status).toBe(400);
  });

  it('other calls pass', async () => {
    for (let i = 0; i < 70; i++) {
      expect((await world.invoke('refresh', { body: { refreshToken: 'x' } })).status).toBe(401);
    }
  });
});

describe('the address of a client', () => {
  const ask = (forwarded: string | undefined, sourceIp: string | undefined = PROXY) =>
    clientAddress({ headers: { 'x-forwarded-for': forwarded, 'x-holdfast-proxy-secret': SECRET }, sourceIp }, [
      '0'.repeat(64),
      DIGEST,
    ]);

  it.each([
    ['198.51.100.7', '198.51.100.7'],
    ['198.51.100.7:4711', '198.51.100.7'],
    ['[2001:db8::7]:4711', '2001:db8::7'],
    ['2001:db8::7', '2001:db8::7'],
    [`forged, 198.51.100.7 , ${PROXY}`, '198.51.100.7'],
    ['unknown', PROXY],
    ['', PROXY],
    [undefined, PROXY],
    // The proxy itself is the client.
    [PROXY, PROXY],
  ])('with X-Forwarded-For %s is %s', (forwarded, address) => {
    expect(ask(forwarded)).toBe(address);
  });
});

describe('a list of addresses', () => {
  it('has the addresses of its networks, in every form', () => {
    const isListed = addressList(parseAddresses('203.0.113.7, 198.51.100.0/24, 2001:db8::/32'));
    const addresses = ['203.0.113.7', '::ffff:cb00:7107', '198.51.100.255', '2001:db8:ffff::1'];
    expect(addresses.map(isListed)).toEqual([true, true, true, true]);
    expect(['203.0.113.8', '198.51.101.0', '2001:db9::1', 'unknown', '', undefined].map(isListed)).not.toContain(true);
  });

  it.each(['203.0.113', '203.0.113.7/33', '2001:db8::/129', '203.0.113.7/0', '203.0.113.7/8/8', '', 'example.org'])(
    'cannot contain "%s"',
    entry => {
      expect(() => parseAddresses(entry)).toThrow(`"${entry}" is no address or network`);
    },
  );

  it('needs whole digests of secrets', () => {
    expect(parseSecretDigests(`${DIGEST.toUpperCase()}, ${'0'.repeat(64)}`)).toEqual([DIGEST, '0'.repeat(64)]);
    expect(() => parseSecretDigests(SECRET)).toThrow('is no SHA-256 digest of a secret');
  });
});
