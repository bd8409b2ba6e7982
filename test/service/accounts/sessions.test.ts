/** Acceptance scenario 19, and what else a session promises: one successor, one family, and an end that everybody sees. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SignedIn } from '../../../lib/contract/accounts/messages.ts';
import { fixedKeys } from '../../../lib/tokens/key-ring.ts';
import { createRefreshTokens } from '../../../lib/tokens/refresh-tokens.ts';
import { generateTokenKeys } from '../../../lib/tokens/token-keys.ts';
import { login, logout, PASSWORD, refresh, register } from '../../support/accounts.ts';
import type { Fault } from '../../support/faults.ts';
import { MINUTE, openWorld, type World } from '../../support/world.ts';

const SECOND = 1_000;
const DAY = 24 * 60 * MINUTE;
const world: World = await openWorld();
let mine: SignedIn;

beforeEach(async () => {
  world.faults.clear();
  world.countedMetrics.length = 0;
  mine = (await register(world)).body;
  world.now += MINUTE;
});

const refused = async (token: string, at = world): Promise<void> => {
  const { status, body } = await refresh(at, token);
  expect([status, body.code]).toEqual([401, 'invalid-refresh-token']);
};
const successorOf = async (token: string): Promise<string> => {
  const { status, body } = await refresh(world, token);
  expect(status).toBe(200);
  return body.refreshToken;
};

describe('a refresh token', () => {
  it('is answered with a new pair that works, and the user', async () => {
    const { status, body, headers } = await refresh(world, mine.refreshToken);
    expect(status).toBe(200);
    expect(body).toMatchObject({ user: mine.user, tokenType: 'Bearer', expiresIn: 900 });
    expect(body.refreshToken).not.toBe(mine.refreshToken);
    expect(headers['cache-control']).toBe('no-store');
    expect((await world.invoke('read-profile', { token: body.accessToken })).status).toBe(200);
  });

  it('refreshed 20 times at once, by several functions, has exactly one successor', async () => {
    const functions = [world, await world.another(), await world.another(), await world.another()];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => refresh(functions[i % functions.length] ?? world, mine.refreshToken)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(new Set(answers.map(({ body }) => body.refreshToken)).size).toBe(1);
    await successorOf(answers[0]?.body.refreshToken ?? '');
  });

  it('whose reply was lost on the way from DynamoDB is answered as if it had come', async () => {
    const faults: Fault[] = ['lost-reply'];
    world.faults.inject(({ name }) => (name === 'UpdateCommand' ? faults.shift() : undefined));
    const successor = await successorOf(mine.refreshToken);
    expect(await successorOf(mine.refreshToken)).toBe(successor);
  });

  it('is not spent while DynamoDB cannot say whose it is: who comes again later is let in', async () => {
    for (const name of ['GetCommand', 'BatchGetCommand']) {
      world.faults.inject(request => (request.name === name ? 'throttle' : undefined));
      expect((await refresh(world, mine.refreshToken)).body.code).toBe('busy');
    }
    world.faults.clear();
    world.now += 5 * MINUTE;
    await successorOf(mine.refreshToken);
    expect(world.countedMetrics).not.toContain('RefreshTokenReused');
  });

  it('whose reply was lost on the way to its owner gets the same again, for thirty seconds', async () => {
    const successor = await successorOf(mine.refreshToken);
    world.now += 30 * SECOND - 1;
    expect(await successorOf(mine.refreshToken)).toBe(successor);
    await successorOf(successor);
  });

  it('spent longer ago than that ends its family, with every token of it', async () => {
    const successor = await successorOf(mine.refreshToken);
    world.now += 30 * SECOND;
    await refused(mine.refreshToken);
    await refused(successor);
    expect(world.countedMetrics).toContain('RefreshTokenReused');
  });

  it('spent before the last one ends its family, however soon it comes', async () => {
    const second = await successorOf(mine.refreshToken);
    const third = await successorOf(second);
    await refused(mine.refreshToken);
    await refused(third);
  });

  it('is still answered again after the key that derives successors was changed', async () => {
    const { ids } = world.service.dependencies;
    const [older, newer] = ['o', 'n'].map(letter => Buffer.alloc(32, letter).toString('base64url')) as [string, string];
    const chance = { ids, bytes: (count: number) => Buffer.alloc(count, ids.next()) };
    const keys = await generateTokenKeys();
    const rotating = await world.another();
    const deriveBy = (...refreshKeys: string[]) => {
      const ring = fixedKeys({ ...keys, refresh: refreshKeys });
      rotating.service.dependencies.refreshTokens = createRefreshTokens(ring, chance);
    };
    deriveBy(older);
    const { body: first } = await register(rotating);
    const { body: before } = await refresh(rotating, first.refreshToken);
    deriveBy(newer, older);
    expect((await refresh(rotating, first.refreshToken)).body.refreshToken).toBe(before.refreshToken);
    expect((await refresh(rotating, before.refreshToken)).status).toBe(200);
  });

  it('of the family with another secret is nobody but a thief: the family ends', async () => {
    const [family] = mine.refreshToken.split('.');
    await refused(`${family}.${'A'.repeat(43)}`);
    await refused(mine.refreshToken);
  });

  it.each(['', 'nonsense', 'a.b', `${'a'.repeat(25)}.${'b'.repeat(44)}`, `${'A'.repeat(25)}.${'b'.repeat(43)}`])(
    'that is none of ours is refused without asking the table: %j',
    async text => {
      world.faults.requests.length = 0;
      await refused(text);
      expect(world.faults.requests).toEqual([]);
    },
  );

  it('of a session that never was is refused', async () => {
    await refused(`${'a'.repeat(25)}.${'b'.repeat(43)}`);
  });

  it('is no access token, and an access token is no refresh token', async () => {
    expect((await world.invoke('read-profile', { token: mine.refreshToken })).status).toBe(401);
    await refused(mine.accessToken);
    await refused('x'.repeat(8_000));
  });

  it('asks to come again where DynamoDB is too busy, and is not spent by that', async () => {
    world.faults.inject(({ name }) => (name === 'UpdateCommand' ? 'throttle' : undefined));
    expect((await refresh(world, mine.refreshToken)).body.code).toBe('busy');
    world.faults.clear();
    await successorOf(mine.refreshToken);
  });

  it('that is refused is counted and logged as a failed authentication', async () => {
    await refused('nonsense');
    await refused(`${'a'.repeat(25)}.${'b'.repeat(43)}`);
    expect(world.countedMetrics).toEqual(['AuthenticationFailed', 'AuthenticationFailed']);
  });
});

describe('a session', () => {
  it('ends seven days after its login, however often it is refreshed', async () => {
    const born = world.now - MINUTE;
    let token = mine.refreshToken;
    for (let day = 1; day < 7; day++) {
      world.now = born + day * DAY;
      token = await successorOf(token);
    }
    world.now = born + 7 * DAY - 1;
    token = await successorOf(token);
    world.now = born + 7 * DAY;
    await refused(token);
  });

  it('is independent of another one of the same millisecond', async () => {
    const [one, other] = await Promise.all([login(world, mine.user.email), login(world, mine.user.email)]);
    expect((await logout(world, one?.body.refreshToken ?? '')).status).toBe(204);
    await refused(one?.body.refreshToken ?? '');
    await successorOf(other?.body.refreshToken ?? '');
    await successorOf(mine.refreshToken);
  });

  it('leaves no token behind in the table, nor any part of one', async () => {
    const { body } = await refresh(world, mine.refreshToken);
    const { Items } = await world.table.documents.send(new ScanCommand({ TableName: world.table.name }));
    const rows = JSON.stringify(Items);
    expect(rows).toContain(mine.user.id);
    for (const token of [mine.refreshToken, body.refreshToken]) {
      const [family = '', secret = ''] = token.split('.');
      expect(rows).not.toContain(secret);
      expect(rows).not.toContain(family);
      expect(family).toMatch(/^[0-9a-z]{25}$/);
      expect(Buffer.from(secret, 'base64url').length).toBe(32);
    }
  });

  it('does not give its family away in its access tokens', async () => {
    const [, claims = ''] = mine.accessToken.split('.');
    const [family = ''] = mine.refreshToken.split('.');
    expect(Buffer.from(claims, 'base64url').toString()).toContain('"sid"');
    expect(Buffer.from(claims, 'base64url').toString()).not.toContain(family);
  });
});

describe('logging out', () => {
  it('ends the session, and may be repeated when its reply was lost', async () => {
    expect((await logout(world, mine.refreshToken)).status).toBe(204);
    expect((await logout(world, mine.refreshToken)).status).toBe(204);
    await refused(mine.refreshToken);
  });

  it('works with the token before the last, whose successor never arrived', async () => {
    const successor = await successorOf(mine.refreshToken);
    world.now += MINUTE;
    expect((await logout(world, mine.refreshToken)).status).toBe(204);
    await refused(successor);
  });

  it('with an older token is refused, and ends the session all the same', async () => {
    const last = await successorOf(await successorOf(mine.refreshToken));
    expect((await logout(world, mine.refreshToken)).body.code).toBe('invalid-refresh-token');
    await refused(last);
  });

  it('with what is no token is refused', async () => {
    for (const text of ['nonsense', `${'a'.repeat(25)}.${'b'.repeat(43)}`]) {
      expect((await logout(world, text)).status).toBe(401);
    }
  });

  it('does not end what has expired', async () => {
    world.now += 8 * DAY;
    expect((await logout(world, mine.refreshToken)).status).toBe(401);
    expect((await login(world, mine.user.email, PASSWORD)).status).toBe(200);
  });
});
