/** The link routes over HTTP: equal answers for every address, limits for each address from any number of networks, and live sessions. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SignedIn } from '../../../lib/contract/accounts/responses.ts';
import { MAIL_LINK_SECONDS } from '../../../lib/domain/limits.ts';
import type { Link } from '../../../lib/domain/links.ts';
import { ownOrganizationOf } from '../../../lib/domain/organization.ts';
import { newEmail, PASSWORD } from '../../support/accounts.ts';
import { openWorld, type Person, type ProblemFields, type World } from '../../support/world.ts';

const SECOND = 1_000;
let world: World;
let networks = 0;
beforeEach(async () => {
  world = await openWorld({ rateLimits: {} });
});

/** An address of another network each time. */
const nextIp = () => `198.51.${Math.floor(networks / 200)}.${(networks++ % 200) + 1}`;
const registered = async () => {
  const body = { email: newEmail(), password: PASSWORD, name: 'Somebody' };
  return (await world.invoke<SignedIn>('register', { body, ip: nextIp() })).body;
};
const tokenOf = (link: Link) =>
  world.service.dependencies.linkTokens.sign({ link, expiresAt: world.now + MAIL_LINK_SECONDS * SECOND }, world.now);
const personOf = async ({ accessToken }: SignedIn) =>
  (await world.service.dependencies.accessTokens.verify(accessToken, world.now)) as Person;

const REQUESTS = [
  ['request-password-reset', 'password-reset-mails', (email: string) => ({ email })],
  ['request-guest-link', 'guest-link-mails', (email: string) => ({ email, name: 'Dora' })],
] as const;

describe.each(REQUESTS)('%s', (operation, limit, bodyOf) => {
  const ask = (email: string, ip = nextIp()) =>
    world.invoke<ProblemFields & { limit?: string }>(operation, { body: bodyOf(email), ip });

  it('answers alike for a known and an unknown address', async () => {
    const [known, unknown] = [await ask((await registered()).user.email), await ask(newEmail())];
    const { 'x-request-id': _own, ...headers } = known.headers;
    expect(unknown).toMatchObject({ status: known.status, body: known.body, headers });
    expect([known.status, known.body]).toEqual([202, '']);
  });

  it('sends one address five mails in the time of a link, from any number of networks', async () => {
    const email = newEmail();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(email)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(5);
    const [refused] = answers.filter(({ status }) => status === 429);
    expect(refused?.body).toMatchObject({ code: 'rate-limited', limit });
    expect((await ask(newEmail())).status).toBe(202);
    world.now += MAIL_LINK_SECONDS * SECOND;
    expect((await ask(email)).status).toBe(202);
  });

  it('counts an address in one form, however it is typed', async () => {
    for (let times = 0; times < 5; times++) expect((await ask('Anna@MÜNCHEN.example')).status).toBe(202);
    expect((await ask('anna@xn--mnchen-3ya.example')).status).toBe(429);
  });

  it('is limited for one network too', async () => {
    const ip = nextIp();
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(newEmail(), ip)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(10);
  });

  it('is limited by each process while the counters cannot be reached', async () => {
    world.faults.inject(({ name }) => (name === 'UpdateCommand' ? 'throttle' : undefined));
    const email = newEmail();
    const answers = [];
    for (let times = 0; times < 6; times++) answers.push((await ask(email)).status);
    expect(answers).toEqual([202, 202, 202, 202, 202, 429]);
    world.faults.clear();
  });
});

it('asks for links of guests to 100 addresses a day for one network', async () => {
  const ip = nextIp();
  const ask = () =>
    world.invoke<ProblemFields & { limit?: string }>('request-guest-link', {
      body: { email: newEmail(), name: 'Dora' },
      ip,
    });
  for (let times = 0; times < 100; times++) {
    if (times % 10 === 0) world.now += 300 * SECOND;
    expect((await ask()).status).toBe(202);
  }
  world.now += 300 * SECOND;
  expect((await ask()).body.limit).toBe('guest-link-day');
});

it('invites one address five times in the time of a link, by any number of owners', async () => {
  const email = newEmail();
  const statuses: number[] = [];
  for (let times = 0; times < 6; times++) {
    const owner = await world.person('organizer');
    const params = { organizationId: ownOrganizationOf(owner.userId) };
    const { status } = await world.invoke('invite-member', { as: owner, params, body: { email, role: 'editor' } });
    statuses.push(status);
  }
  expect(statuses).toEqual([201, 201, 201, 201, 201, 429]);
});

describe('the routes of a signed-in user', () => {
  it('end with the session: a reset ends all of them', async () => {
    const signedIn = await registered();
    const { id: userId, email } = signedIn.user;
    const reset = await tokenOf({ purpose: 'reset', userId, email, passwordVersion: 0 });
    const body = { token: reset, newPassword: 'another long sentence' };
    expect((await world.invoke('reset-password', { body, ip: nextIp() })).status).toBe(204);
    const token = await tokenOf({ purpose: 'verify', userId, email });
    const as = await personOf(signedIn);
    for (const [operation, input] of [
      ['verify-email', { token }],
      ['request-verification-mail', undefined],
      ['request-email-change', { email: newEmail(), currentPassword: PASSWORD }],
      ['edit-profile', { name: 'X' }],
    ] as const) {
      const { status } = await world.invoke(operation, { as, ...(input && { body: input }), ip: nextIp() });
      expect([operation, status]).toEqual([operation, 401]);
    }
  });

  it('send five mails with a link to a new address, from any number of accounts', async () => {
    const email = newEmail();
    const statuses: number[] = [];
    for (let times = 0; times < 6; times++) {
      const as = await personOf(await registered());
      const body = { email, currentPassword: PASSWORD };
      statuses.push((await world.invoke('request-email-change', { as, body, ip: nextIp() })).status);
    }
    expect(statuses).toEqual([202, 202, 202, 202, 202, 429]);
  });

  it('used to send a mail to any number of addresses, by many sessions of one account', async () => {
    const signedIn = await registered();
    const ip = nextIp();
    const statuses: number[] = [];
    for (let times = 0; times < 11; times++) {
      const { body } = await world.invoke<SignedIn>('login', {
        body: { email: signedIn.user.email, password: PASSWORD },
        ip: nextIp(),
      });
      const input = { email: newEmail(), currentPassword: PASSWORD };
      statuses.push((await world.invoke('request-email-change', { as: await personOf(body), body: input, ip })).status);
    }
    expect(statuses.filter(status => status === 202)).toHaveLength(10);
    expect(statuses.at(-1)).toBe(429);
  });

  it('tell another account nothing about a link but that it is not theirs', async () => {
    const [owner, other] = [await registered(), await registered()];
    const token = await tokenOf({ purpose: 'verify', userId: owner.user.id, email: owner.user.email });
    const { status, body } = await world.invoke<ProblemFields>('verify-email', {
      as: await personOf(other),
      body: { token },
    });
    expect([status, body.code]).toEqual([403, 'link-of-other-account']);
    expect(JSON.stringify(body)).not.toContain(owner.user.id);
    expect(JSON.stringify(body)).not.toContain(owner.user.email);
  });
});

it('a link with a token that is too long, or of another form, is no server error', async () => {
  for (const token of [
    '',
    'x'.repeat(4_096),
    'a.b.c',
    '\u0000',
    '..',
    `${'a'.repeat(9)}.${'b'.repeat(9)}.${'c'.repeat(43)}`,
  ]) {
    const body = { token };
    const { status, body: problem } = await world.invoke<ProblemFields & { reason?: string }>('open-guest-session', {
      body,
      ip: nextIp(),
    });
    expect([status, problem.code, problem.reason]).toEqual([422, 'invalid-link', 'malformed']);
  }
  const long = await world.invoke('open-guest-session', { body: { token: 'x'.repeat(4_097) }, ip: nextIp() });
  expect(long.status).toBe(400);
});
