/** Acceptance scenario 17: limits on callers hold under a crowd, tell how much is left, and stand in nobody's way when they break. */
import { beforeEach, describe, expect, it } from 'vitest';
import { networkOf } from '../../../lib/caches/rate-limiter.ts';
import type { Event } from '../../../lib/contract/events/messages.ts';
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

/** The seats that are asked for are not there, which is counted as well. */
const isOfLimits = (name: string): boolean => name.startsWith('RateLimit');

const parsed = (header: string | undefined): Record<string, number> =>
  Object.fromEntries([...(header ?? '').matchAll(/;(\w)=(\d+)/g)].map(([, name, value]) => [name, Number(value)]));

/** Asks for a seat that is not there: the call counts, and costs nobody a seat. */
const ask = (as: Person = alice, at = world) => hold(at, as, event, ['nowhere/1']);
const isLimited = ({ status }: ApiResponse<unknown>): boolean => status === 429;

describe('a limit of 5', () => {
  it('lets exactly 5 of 200 calls at once through, over four functions', async () => {
    const functions = [world];
    for (let i = 0; i < 3; i++) functions.push(await world.another({ rateLimits: {} }));
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => ask(alice, functions[i % 4])));
    expect(answers.filter(answer => !isLimited(answer))).toHaveLength(5);
    for (const { body, headers } of answers.filter(isLimited)) {
      expect(body).toMatchObject({ code: 'rate-limited', status: 429, retryAfterSeconds: 60 });
      expect(headers['retry-after']).toBe('60');
      expect(headers['ratelimit-policy']).toBe('"place-hold";q=5;w=60');
      expect(headers.ratelimit).toBe('"place-hold";r=0;t=60');
      expect(headers['content-type']).toBe('application/problem+json');
    }
  });

  it('counts down on every answer, and slides', async () => {
    for (let i = 0; i < 5; i++) {
      const { headers } = await ask();
      expect(parsed(headers['ratelimit-policy'])).toEqual({ q: 5, w: 60 });
      expect(parsed(headers.ratelimit)).toEqual({ r: 4 - i, t: 60 - 10 * i });
      world.now += 10 * SECOND;
    }
    const early = await ask();
    expect([early.status, early.headers['retry-after']]).toEqual([429, '10']);
    world.now += 10 * SECOND - 1;
    expect((await ask()).status).toBe(429);
    world.now += 1;
    expect((await ask()).status).toBe(422);
    expect((await ask()).status).toBe(429);
  });

  it('is over when Retry-After says so', async () => {
    for (let i = 0; i < 5; i++) await ask();
    world.now += 12_345;
    const { headers } = await ask();
    world.now += Number(headers['retry-after']) * SECOND;
    expect((await ask()).status).toBe(422);
  });

  it('is one for each customer', async () => {
    for (let i = 0; i < 6; i++) await ask();
    expect((await ask(await world.person())).status).toBe(422);
  });

  it('asks DynamoDB once for a call, and not at all for a caller who is known to be refused', async () => {
    const requestsOf = async (act: () => Promise<unknown>): Promise<string[]> => {
      world.faults.requests.length = 0;
      await act();
      return world.faults.requests.map(({ name }) => name);
    };
    await ask();
    expect(await requestsOf(() => hold(world, alice, event, ['a/A-1']))).toEqual([
      'UpdateCommand',
      'TransactWriteCommand',
    ]);
    for (let i = 0; i < 3; i++) await ask();
    expect(await requestsOf(() => ask())).toEqual(['UpdateCommand']);
    expect(await requestsOf(() => ask())).toEqual([]);
    world.now += 60 * SECOND;
    expect(await requestsOf(() => ask())).toContain('UpdateCommand');
  });

  it('is not for reading, nor for giving back', async () => {
    const { body: held } = await hold(world, alice, event, ['a/B-1']);
    for (let i = 0; i < 5; i++) await ask();
    const { status, headers } = await release(world, alice, held);
    expect([status, headers.ratelimit]).toEqual([204, undefined]);
  });

  it('bounds who holds and gives back in turns, to keep others from a seat', async () => {
    for (let i = 0; i < 5; i++) {
      const { status, body } = await hold(world, alice, event, ['a/C-1']);
      expect(status).toBe(201);
      world.now += 1;
      await release(world, alice, body);
      world.now += 1;
    }
    expect((await hold(world, alice, event, ['a/C-1'])).status).toBe(429);
  });

  it('comes before the form of the request: a wrong one counts as well, and tells what is left', async () => {
    const wrong = () =>
      world.invoke('place-hold', { as: alice, key: newKey(), params: { eventId: event.id }, body: { seats: 7 } });
    const { status, headers } = await wrong();
    expect([status, parsed(headers.ratelimit).r]).toEqual([400, 4]);
    for (let i = 0; i < 4; i++) await wrong();
    expect((await wrong()).status).toBe(429);
  });

  it('tells its policy also to who is not signed in', async () => {
    const { status, headers } = await world.invoke('place-hold', { params: { eventId: event.id }, body: {} });
    expect([status, headers['ratelimit-policy']]).toEqual([401, '"place-hold";q=5;w=60']);
    expect(headers.ratelimit).toBeUndefined();
  });

  it('lets everybody through while its counter cannot be reached, and somebody hears of it', async () => {
    world.faults.inject(({ name }) => (name === 'UpdateCommand' ? 'lost-request' : undefined));
    for (let i = 0; i < 9; i++) expect((await ask()).status).toBe(422);
    expect(world.countedMetrics.filter(isOfLimits)).toEqual(Array(9).fill('RateLimitUnavailable'));
    world.faults.clear();
    expect((await ask()).status).toBe(422);
  });

  it('counts each refusal', async () => {
    for (let i = 0; i < 7; i++) await ask();
    expect(world.countedMetrics.filter(isOfLimits)).toEqual(['RateLimited', 'RateLimited']);
  });
});

describe('the other limits', () => {
  it.each<[string, number, (ip: string) => Promise<ApiResponse<unknown>>]>([
    ['registering', 10, ip => world.invoke('register', { ip, body: { email: newEmail(), password: 'x', name: 'A' } })],
    ['signing in', 10, ip => world.invoke('login', { ip, body: { email: newEmail(), password: 'x' } })],
    ['refreshing', 60, ip => world.invoke('refresh', { ip, body: { refreshToken: 'x' } })],
    ['logging out', 60, ip => world.invoke('logout', { ip, body: { refreshToken: 'x' } })],
  ])('let an address go on %s %i times in 300 s', async (_what, quota, act) => {
    for (let i = 0; i < quota; i++) expect((await act('198.51.100.7')).status).not.toBe(429);
    const { status, headers } = await act('198.51.100.7');
    expect([status, parsed(headers['ratelimit-policy'])]).toEqual([429, { q: quota, w: 300 }]);
    expect((await act('198.51.100.8')).status).not.toBe(429);
    world.now += 300 * SECOND;
    expect((await act('198.51.100.7')).status).not.toBe(429);
  });

  it('let a customer pay 3 times a minute', async () => {
    const pay = () =>
      world.invoke('confirm-booking', { as: alice, key: newKey(), body: { holdId: 'x', paymentMethod: 'y' } });
    for (let i = 0; i < 3; i++) expect((await pay()).status).toBe(404);
    expect((await pay()).status).toBe(429);
  });

  it('let a session guess at its password 10 times in 5 minutes, and no session keep another from changing it', async () => {
    const { user, accessToken: stolen } = (await register(world)).body;
    const guess = () =>
      world.invoke('change-password', { token: stolen, body: { currentPassword: 'x', newPassword: 'y' } });
    for (let i = 0; i < 10; i++) expect((await guess()).status).toBe(422);
    expect((await guess()).status).toBe(429);
    const { accessToken: token } = (await login(world, user.email)).body;
    const body = { currentPassword: PASSWORD, newPassword: 'another sentence of mine' };
    expect((await world.invoke('change-password', { token, body })).status).toBe(204);
  });

  it('are apart: who may not sign in any more may still refresh', async () => {
    const ip = '198.51.100.23';
    const { refreshToken } = (await register(world)).body;
    const guess = () => world.invoke('login', { ip, body: { email: newEmail(), password: 'x' } });
    for (let i = 0; i < 10; i++) await guess();
    expect((await guess()).status).toBe(429);
    expect((await world.invoke('refresh', { ip, body: { refreshToken } })).status).toBe(200);
  });

  it('count all addresses of an IPv6 network as one', async () => {
    const guess = (ip: string) => world.invoke('login', { ip, body: { email: newEmail(), password: 'x' } });
    for (let i = 0; i < 10; i++) await guess(`2001:db8:7:7::${i}`);
    expect((await guess('2001:db8:7:7:ffff::1')).status).toBe(429);
    expect((await guess('2001:db8:7:8::1')).status).toBe(401);
  });

  it('do not let a stranger who fails to sign in keep anybody else out', async () => {
    const { user, refreshToken } = (await register(world)).body;
    for (let i = 0; i < 12; i++) {
      await world.invoke('login', { ip: '203.0.113.9', body: { email: user.email, password: 'wrong' } });
    }
    expect((await login(world, user.email)).status).toBe(200);
    expect((await refresh(world, refreshToken)).status).toBe(200);
  });

  it('may be set for a stage', async () => {
    const stage = await openWorld({ rateLimits: { login: { quota: 2, windowSeconds: 7 } } });
    for (let i = 0; i < 2; i++) expect((await login(stage, newEmail())).status).toBe(401);
    expect((await login(stage, newEmail())).headers['ratelimit-policy']).toBe('"login";q=2;w=7');
    expect((await register(stage)).headers['ratelimit-policy']).toBe('"register";q=10;w=300');
  });

  it('are silent where they are off', async () => {
    const { headers } = await login(await openWorld(), newEmail());
    expect(Object.keys(headers).filter(name => name.startsWith('ratelimit'))).toEqual([]);
  });
});

describe('whose calls an address counts for', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1:2:3:4', 'fe80:0:0:0::/64'],
  ])('%s is one of %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });
});
