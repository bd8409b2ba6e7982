/** Acceptance scenario 17: rate limits hold under load, report the remaining quota, and fail open. */
import { beforeEach, describe, expect, it } from 'vitest';
import { networkOf } from '../../../lib/contract/addresses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { login, newEmail, PASSWORD, refresh, register } from '../../support/accounts.ts';
import {
  type ApiResponse,
  hold,
  newKey,
  openWorld,
  type Person,
  publish,
  release,
  type World,
} from '../../support/world.ts';

const SECOND = 1_000;
const world: World = await openWorld({ rateLimits: {} });
const event: Event = await publish(world);
let alice: Person;

beforeEach(async () => {
  world.faults.clear();
  world.countedMetrics.length = 0;
  alice = await world.person();
  world.now += 3600 * SECOND;
});

/** Filters the metrics of rate limits. The holds of these tests name unknown seats, which counts other metrics. */
const isLimitMetric = (name: string): boolean => name.startsWith('RateLimit');

const parsed = (header: string | undefined): Record<string, number> =>
  Object.fromEntries([...(header ?? '').matchAll(/;(\w)=(\d+)/g)].map(([, name, value]) => [name, Number(value)]));

/** Requests a hold of an unknown seat: the call counts for the limit and takes no seat. */
const tryHold = (as: Person = alice, at = world) => hold(at, as, event, ['nowhere/1']);
const isLimited = ({ status }: ApiResponse<unknown>): boolean => status === 429;

describe('a limit of 5', () => {
  it('allows exactly 5 of 200 concurrent calls over four functions', async () => {
    const functions = [world];
    for (let i = 0; i < 3; i++) functions.push(await world.another({ rateLimits: {} }));
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => tryHold(alice, functions[i % 4])));
    expect(answers.filter(answer => !isLimited(answer))).toHaveLength(5);
    for (const { body, headers } of answers.filter(isLimited)) {
      expect(body).toMatchObject({ code: 'rate-limited', status: 429, retryAfterSeconds: 60 });
      expect(headers['retry-after']).toBe('60');
      expect(headers['ratelimit-policy']).toBe('"place-hold";q=5;w=60');
      expect(headers.ratelimit).toBe('"place-hold";r=0;t=60');
      expect(headers['content-type']).toBe('application/problem+json');
    }
  });

  it('reports the remaining quota in every response, and uses a sliding window', async () => {
    for (let i = 0; i < 5; i++) {
      const { headers } = await tryHold();
      expect(parsed(headers['ratelimit-policy'])).toEqual({ q: 5, w: 60 });
      expect(parsed(headers.ratelimit)).toEqual({ r: 4 - i, t: 60 - 10 * i });
      world.now += 10 * SECOND;
    }
    const early = await tryHold();
    expect([early.status, early.headers['retry-after']]).toEqual([429, '10']);
    world.now += 10 * SECOND - 1;
    expect((await tryHold()).status).toBe(429);
    world.now += 1;
    expect((await tryHold()).status).toBe(422);
    expect((await tryHold()).status).toBe(429);
  });

  it('allows the next call after the time in Retry-After', async () => {
    for (let i = 0; i < 5; i++) await tryHold();
    world.now += 12_345;
    const { headers } = await tryHold();
    world.now += Number(headers['retry-after']) * SECOND;
    expect((await tryHold()).status).toBe(422);
  });

  it('is counted separately for each customer', async () => {
    for (let i = 0; i < 6; i++) await tryHold();
    expect((await tryHold(await world.person())).status).toBe(422);
  });

  it('costs two DynamoDB requests for a call, and over the limit a read of its key’s record and one of the membership', async () => {
    const requestsOf = async (act: () => Promise<unknown>): Promise<string[]> => {
      world.faults.requests.length = 0;
      await act();
      return world.faults.requests.map(({ name }) => name);
    };
    await tryHold();
    expect(await requestsOf(() => hold(world, alice, event, ['a/A-1']))).toEqual([
      'UpdateCommand',
      'UpdateCommand',
      'TransactWriteCommand',
    ]);
    for (let i = 0; i < 3; i++) await tryHold();
    expect(await requestsOf(() => tryHold())).toEqual(['UpdateCommand', 'GetCommand', 'GetCommand']);
    expect(await requestsOf(() => tryHold())).toEqual(['GetCommand', 'GetCommand']);
    world.now += 60 * SECOND;
    expect(await requestsOf(() => tryHold())).toContain('UpdateCommand');
  });

  it('does not apply to reads and releases', async () => {
    const { body: held } = await hold(world, alice, event, ['a/B-1']);
    for (let i = 0; i < 5; i++) await tryHold();
    const { status, headers } = await release(world, alice, held);
    expect([status, headers.ratelimit]).toEqual([204, undefined]);
  });

  it('applies to a caller who holds and releases the same seat repeatedly', async () => {
    for (let i = 0; i < 5; i++) {
      const { status, body } = await hold(world, alice, event, ['a/C-1']);
      expect(status).toBe(201);
      world.now += 1;
      await release(world, alice, body);
      world.now += 1;
    }
    expect((await hold(world, alice, event, ['a/C-1'])).status).toBe(429);
  });

  it('is checked before the body: an invalid request counts, and its response reports the remaining quota', async () => {
    const sendInvalid = () =>
      world.invoke('place-hold', { as: alice, key: newKey(), params: { eventId: event.id }, body: { seats: 7 } });
    const { status, headers } = await sendInvalid();
    expect([status, parsed(headers.ratelimit).r]).toEqual([400, 4]);
    for (let i = 0; i < 4; i++) await sendInvalid();
    expect((await sendInvalid()).status).toBe(429);
  });

  it('sends its policy also to a caller without a token', async () => {
    const { status, headers } = await world.invoke('place-hold', { params: { eventId: event.id }, body: {} });
    expect([status, headers['ratelimit-policy']]).toEqual([401, '"place-hold";q=5;w=60']);
    expect(headers.ratelimit).toBeUndefined();
  });

  it('allows every call while its counter cannot be reached, and counts RateLimitUnavailable', async () => {
    world.faults.inject(({ name }) => (name === 'UpdateCommand' ? 'lost-request' : undefined));
    for (let i = 0; i < 9; i++) expect((await tryHold()).status).toBe(422);
    expect(world.countedMetrics.filter(isLimitMetric)).toEqual(Array(18).fill('RateLimitUnavailable'));
    world.faults.clear();
    expect((await tryHold()).status).toBe(422);
  });

  it('counts RateLimited for each refusal', async () => {
    for (let i = 0; i < 7; i++) await tryHold();
    expect(world.countedMetrics.filter(isLimitMetric)).toEqual(['RateLimited', 'RateLimited']);
  });
});

describe('the other limits', () => {
  it.each<[string, number, (ip: string) => Promise<ApiResponse<unknown>>]>([
    ['registering', 10, ip => world.invoke('register', { ip, body: { email: newEmail(), password: 'x', name: 'A' } })],
    ['signing in', 100, ip => world.invoke('login', { ip, body: { email: newEmail() } })],
    ['refreshing', 60, ip => world.invoke('refresh', { ip, body: { refreshToken: 'x' } })],
    ['logging out', 60, ip => world.invoke('logout', { ip, body: { refreshToken: 'x' } })],
  ])('allow %s from one address %i times in 300 s', async (_action, quota, act) => {
    for (let i = 0; i < quota; i++) expect((await act('198.51.100.7')).status).not.toBe(429);
    const { status, headers } = await act('198.51.100.7');
    expect([status, parsed(headers['ratelimit-policy'])]).toEqual([429, { q: quota, w: 300 }]);
    expect((await act('198.51.100.8')).status).not.toBe(429);
    world.now += 300 * SECOND;
    expect((await act('198.51.100.7')).status).not.toBe(429);
  });

  it('allow a customer to pay 3 times a minute', async () => {
    const pay = () =>
      world.invoke('confirm-booking', { as: alice, key: newKey(), body: { holdId: 'x', paymentMethod: 'y' } });
    for (let i = 0; i < 3; i++) expect((await pay()).status).toBe(404);
    expect((await pay()).status).toBe(429);
  });

  it('allow a session 10 password changes in 5 minutes, and do not count them for another session', async () => {
    const { user, accessToken: stolen } = (await register(world)).body;
    const guess = () =>
      world.invoke('change-password', { token: stolen, body: { currentPassword: 'x', newPassword: 'y' } });
    for (let i = 0; i < 10; i++) expect((await guess()).status).toBe(422);
    expect((await guess()).status).toBe(429);
    const { accessToken: token } = (await login(world, user.email)).body;
    const body = { currentPassword: PASSWORD, newPassword: 'another sentence of mine' };
    expect((await world.invoke('change-password', { token, body })).status).toBe(204);
  });

  it('are counted separately: a caller over the login limit may still refresh', async () => {
    const ip = '198.51.100.23';
    const { refreshToken } = (await register(world)).body;
    const email = newEmail();
    const guess = () => world.invoke('login', { ip, body: { email, password: 'x' } });
    for (let i = 0; i < 10; i++) await guess();
    expect((await guess()).status).toBe(429);
    expect((await world.invoke('refresh', { ip, body: { refreshToken } })).status).toBe(200);
  });

  it('count all addresses of an IPv6 /64 network as one', async () => {
    const email = newEmail();
    const guess = (ip: string) => world.invoke('login', { ip, body: { email, password: 'x' } });
    for (let i = 0; i < 10; i++) await guess(`2001:db8:7:7::${i}`);
    expect((await guess('2001:db8:7:7:ffff::1')).status).toBe(429);
    expect((await guess('2001:db8:7:8::1')).status).toBe(401);
  });

  it('do not block the owner of an account when another address fails to log in to it', async () => {
    const { user, refreshToken } = (await register(world)).body;
    for (let i = 0; i < 12; i++) {
      await world.invoke('login', { ip: '203.0.113.9', body: { email: user.email, password: 'wrong' } });
    }
    expect((await login(world, user.email)).status).toBe(200);
    expect((await refresh(world, refreshToken)).status).toBe(200);
  });

  it('can be configured for a stage', async () => {
    const stage = await openWorld({ rateLimits: { login: { quota: 2, windowSeconds: 7 } } });
    for (let i = 0; i < 2; i++) expect((await login(stage, newEmail())).status).toBe(401);
    expect((await login(stage, newEmail())).headers['ratelimit-policy']).toBe('"login";q=2;w=7');
    expect((await register(stage)).headers['ratelimit-policy']).toBe('"register";q=10;w=300');
  });

  it('send no headers when they are off', async () => {
    const { headers } = await login(await openWorld(), newEmail());
    expect(Object.keys(headers).filter(name => name.startsWith('ratelimit'))).toEqual([]);
  });
});

describe('the network of an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:0201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:0:c000:201', '0:0:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1:2:3:4', 'fe80:0:0:0::/64'],
  ])('of %s is %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });
});
