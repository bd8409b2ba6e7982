/** Sessions of browsers: the refresh token is a cookie that no script can read, and no other site can use. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { CookieSession } from '../../../lib/contract/accounts/responses.ts';
import { SESSION_SECONDS } from '../../../lib/domain/limits.ts';
import { newEmail, PASSWORD } from '../../support/accounts.ts';
import { type ApiResponse, openWorld, type ProblemFields, type RequestParts, type World } from '../../support/world.ts';

type Answer = ApiResponse<CookieSession & ProblemFields>;

let world: World;
let email: string;
beforeEach(async () => {
  world = await openWorld();
  email = newEmail();
});

const OF_APP = { 'holdfast-session': 'cookie' };
type Operation =
  | 'register-with-cookie'
  | 'login-with-cookie'
  | 'refresh-with-cookie'
  | 'logout-with-cookie'
  | 'open-guest-session-with-cookie';
const ask = (operation: Operation, parts: RequestParts = {}): Promise<Answer> =>
  world.invoke(operation, { headers: OF_APP, ...parts });
const register = () => ask('register-with-cookie', { body: { email, password: PASSWORD, name: 'A customer' } });

/** The cookie as a browser sends it back. */
const sent = ({ cookies: [cookie = ''] }: Answer): string[] => [cookie.split(';')[0] ?? ''];
const tokenOf = (answer: Answer): string => sent(answer)[0]?.split('=')[1] ?? '';

async function ended(answer: Answer): Promise<string[]> {
  await ask('logout-with-cookie', { cookies: sent(answer) });
  return sent(answer);
}
async function expired(answer: Answer): Promise<string[]> {
  world.now += (SESSION_SECONDS + 1) * 1_000;
  return sent(answer);
}
async function spent(answer: Answer): Promise<string[]> {
  const next = await ask('refresh-with-cookie', { cookies: sent(answer) });
  await ask('refresh-with-cookie', { cookies: sent(next) });
  world.now += 10 * 60_000;
  return sent(answer);
}

describe('a session with a cookie', () => {
  it('begins with registering, and no member of the response is the refresh token', async () => {
    const { status, body, cookies } = await register();
    expect(status).toBe(201);
    expect(Object.keys(body).sort()).toEqual(['accessToken', 'expiresIn', 'tokenType', 'user']);
    expect(cookies).toEqual([
      expect.stringMatching(
        new RegExp(
          `^__Secure-holdfast=[\\w.-]{20,}; Path=/v1/auth; Max-Age=${SESSION_SECONDS}; HttpOnly; SameSite=Strict; Secure$`,
        ),
      ),
    ]);
    expect(JSON.stringify(body)).not.toContain(cookies[0]?.slice('__Secure-holdfast='.length).split(';')[0]);
  });

  it('begins with signing in, is renewed, and ends with signing out', async () => {
    await register();
    const signedIn = await ask('login-with-cookie', { body: { email, password: PASSWORD } });
    expect(signedIn.status).toBe(200);
    const renewed = await ask('refresh-with-cookie', { cookies: sent(signedIn) });
    expect([renewed.status, renewed.body.user.email]).toEqual([200, email]);
    expect(tokenOf(renewed)).not.toBe(tokenOf(signedIn));
    const out = await ask('logout-with-cookie', { cookies: sent(renewed) });
    expect([out.status, out.body]).toEqual([204, '']);
    expect(out.cookies).toEqual(['__Secure-holdfast=; Path=/v1/auth; Max-Age=0; HttpOnly; SameSite=Strict; Secure']);
    expect((await ask('refresh-with-cookie', { cookies: sent(renewed) })).body.code).toBe('invalid-refresh-token');
  });

  it('survives a lost reply of a refresh: the cookie before gives the same successor', async () => {
    const first = await register();
    const [lost, again] = [
      await ask('refresh-with-cookie', { cookies: sent(first) }),
      await ask('refresh-with-cookie', { cookies: sent(first) }),
    ];
    expect([again.status, tokenOf(again)]).toEqual([200, tokenOf(lost)]);
  });

  it('ends if a cookie is used that was spent long before', async () => {
    const first = await register();
    const second = await ask('refresh-with-cookie', { cookies: sent(first) });
    world.now += 10 * 60_000;
    const third = await ask('refresh-with-cookie', { cookies: sent(second) });
    expect((await ask('refresh-with-cookie', { cookies: sent(first) })).status).toBe(401);
    expect((await ask('refresh-with-cookie', { cookies: sent(third) })).status).toBe(401);
  });

  it('is refused without a cookie, and with a cookie of another name', async () => {
    const token = tokenOf(await register());
    for (const cookies of [undefined, [`holdfast=${token}`], ['__Secure-holdfast='], ['other=1']]) {
      const { status, body } = await ask('refresh-with-cookie', cookies && { cookies });
      expect([status, body.code]).toEqual([401, 'invalid-refresh-token']);
    }
  });

  it.each([
    ['without a cookie', async () => []],
    ['with a cookie that is no token', async () => ['__Secure-holdfast=x']],
    ['with a cookie whose session has ended', async () => ended(await register())],
    ['with a cookie whose session has expired', async () => expired(await register())],
    ['with a cookie that was spent long before', async () => spent(await register())],
  ])('is signed out, and the cookie is cleared, also %s', async (_case, cookies) => {
    const { status, body, cookies: cleared } = await ask('logout-with-cookie', { cookies: await cookies() });
    expect([status, body]).toEqual([204, '']);
    expect(cleared).toEqual([expect.stringMatching(/^__Secure-holdfast=; .*Max-Age=0;/)]);
  });

  it('ends when it is signed out with a cookie that was spent long before', async () => {
    const first = await register();
    const second = await ask('refresh-with-cookie', { cookies: sent(first) });
    await ask('refresh-with-cookie', { cookies: sent(second) });
    world.now += 10 * 60_000;
    await ask('logout-with-cookie', { cookies: sent(first) });
    expect((await ask('refresh-with-cookie', { cookies: sent(second) })).status).toBe(401);
  });

  it('has on a local service a cookie that browsers keep over http', async () => {
    world.service.isDeployed = false;
    const answer = await register();
    expect(answer.cookies[0]).toMatch(/^holdfast=[\w.-]+; Path=\/v1\/auth; Max-Age=\d+; HttpOnly; SameSite=Strict$/);
    expect((await ask('refresh-with-cookie', { cookies: sent(answer) })).status).toBe(200);
  });
});

describe('the routes of sessions with a cookie', () => {
  const OPERATIONS: Operation[] = [
    'register-with-cookie',
    'login-with-cookie',
    'refresh-with-cookie',
    'logout-with-cookie',
    'open-guest-session-with-cookie',
  ];

  it.each(OPERATIONS)(
    '%s refuses a request without the header of the app, and one of another site',
    async operation => {
      const cookies = sent(await register());
      for (const headers of [{}, { 'holdfast-session': 'other' }, { ...OF_APP, 'sec-fetch-site': 'cross-site' }]) {
        const answer = await ask(operation, { headers, cookies, body: { email, password: PASSWORD } });
        expect([answer.status, answer.body.code, answer.cookies]).toEqual([403, 'session-header-required', []]);
      }
      expect((await ask('refresh-with-cookie', { cookies })).status).toBe(200);
    },
  );

  const TWO = { quota: 2, windowSeconds: 300 };
  it.each([
    ['register', 'register'],
    ['register', 'register-day'],
    ['login', 'login'],
    ['login', 'login-account'],
    ['refresh', 'refresh'],
    ['logout', 'logout'],
    ['open-guest-session', 'open-guest-session'],
  ] as const)(
    'count their calls together with those without a cookie: %s, by the limit %s',
    async (operation, limit) => {
      world = await openWorld({ rateLimits: { [limit]: TWO } });
      const body = BODIES[operation]();
      const [plain, withCookie] = [
        () => world.invoke(operation, { body }),
        () => ask(`${operation}-with-cookie`, BODIES_WITHOUT_TOKEN.has(operation) ? {} : { body }),
      ];
      const statuses = [(await plain()).status, (await withCookie()).status];
      expect(statuses).not.toContain(429);
      expect([(await withCookie()).status, (await plain()).status]).toEqual([429, 429]);
    },
  );

  /** Requests that are counted, and mostly refused then. */
  const BODIES = {
    register: () => ({ email, password: PASSWORD, name: 'A customer' }),
    login: () => ({ email, password: PASSWORD }),
    refresh: () => ({ refreshToken: 'x' }),
    logout: () => ({ refreshToken: 'x' }),
    'open-guest-session': () => ({ token: 'x' }),
  };
  const BODIES_WITHOUT_TOKEN = new Set<string>(['refresh', 'logout']);
});
