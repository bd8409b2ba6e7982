/** Acceptance scenario 19: a refresh token has one successor, and its reuse ends the session for all its tokens. */

import { beforeEach, describe, expect, it } from 'vitest';
import type { SignedIn } from '../../../lib/contract/accounts/responses.ts';
import { fixedKeys } from '../../../lib/tokens/key-ring.ts';
import { createRefreshTokens } from '../../../lib/tokens/refresh-tokens.ts';
import { generateTokenKeys } from '../../../lib/tokens/token-keys.ts';
import { login, logout, PASSWORD, refresh, register } from '../../support/accounts.ts';
import type { Fault } from '../../support/faults.ts';
import { rowsOf } from '../../support/replay.ts';
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

const expectRefused = async (token: string, at = world): Promise<void> => {
  const { status, body } = await refresh(at, token);
  expect([status, body.code]).toEqual([401, 'invalid-refresh-token']);
};
const successorOf = async (token: string): Promise<string> => {
  const { status, body } = await refresh(world, token);
  expect(status).toBe(200);
  return body.refreshToken;
};

describe('a refresh token', () => {
  it('returns a new pair of working tokens and the user', async () => {
    const { status, body, headers } = await refresh(world, mine.refreshToken);
    expect(status).toBe(200);
    expect(body).toMatchObject({ user: mine.user, tokenType: 'Bearer', expiresIn: 900 });
    expect(body.refreshToken).not.toBe(mine.refreshToken);
    expect(headers['cache-control']).toBe('no-store');
    expect((await world.invoke('read-profile', { token: body.accessToken })).status).toBe(200);
  });

  it('has exactly one successor when several functions refresh it 20 times at once', async () => {
    const functions = [world, await world.another(), await world.another(), await world.another()];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => refresh(functions[i % functions.length] ?? world, mine.refreshToken)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(new Set(answers.map(({ body }) => body.refreshToken)).size).toBe(1);
    await successorOf(answers[0]?.body.refreshToken ?? '');
  });

  it('gets its successor also when the reply of DynamoDB was lost', async () => {
    const faults: Fault[] = ['lost-reply'];
    world.faults.inject(({ name }) => (name === 'UpdateCommand' ? faults.shift() : undefined));
    const successor = await successorOf(mine.refreshToken);
    expect(await successorOf(mine.refreshToken)).toBe(successor);
  });

  it('is not spent while DynamoDB throttles the reads, and works in a later retry', async () => {
    for (const name of ['GetCommand', 'BatchGetCommand']) {
      world.faults.inject(request => (request.name === name ? 'throttle' : undefined));
      expect((await refresh(world, mine.refreshToken)).body.code).toBe('busy');
    }
    world.faults.clear();
    world.now += 5 * MINUTE;
    await successorOf(mine.refreshToken);
    expect(world.countedMetrics).not.toContain('RefreshTokenReused');
  });

  it('returns the same successor again for 30 seconds, for a caller whose response was lost', async () => {
    const successor = await successorOf(mine.refreshToken);
    world.now += 30 * SECOND - 1;
    expect(await successorOf(mine.refreshToken)).toBe(successor);
    await successorOf(successor);
  });

  it('ends its session and every token of it when it is reused after 30 seconds', async () => {
    const successor = await successorOf(mine.refreshToken);
    world.now += 30 * SECOND;
    await expectRefused(mine.refreshToken);
    await expectRefused(successor);
    expect(world.countedMetrics).toContain('RefreshTokenReused');
  });

  it('ends its session when it is reused after its successor was spent, however soon', async () => {
    const second = await successorOf(mine.refreshToken);
    const third = await successorOf(second);
    await expectRefused(mine.refreshToken);
    await expectRefused(third);
  });

  it('returns the same successor after the key that derives successors was rotated', async () => {
    const { ids } = world.service.dependencies;
    const [older, newer] = ['o', 'n'].map(letter => Buffer.alloc(32, letter).toString('base64url')) as [string, string];
    const randomness = { ids, bytes: (count: number) => Buffer.alloc(count, ids.next()) };
    const keys = await generateTokenKeys();
    const rotating = await world.another();
    const deriveBy = (...refreshKeys: string[]) => {
      const ring = fixedKeys({ ...keys, refresh: refreshKeys });
      rotating.service.dependencies.refreshTokens = createRefreshTokens(ring, randomness);
    };
    deriveBy(older);
    const { body: first } = await register(rotating);
    const { body: before } = await refresh(rotating, first.refreshToken);
    deriveBy(newer, older);
    expect((await refresh(rotating, first.refreshToken)).body.refreshToken).toBe(before.refreshToken);
    expect((await refresh(rotating, before.refreshToken)).status).toBe(200);
  });

  it('of the same session with another secret ends the session', async () => {
    const [family] = mine.refreshToken.split('.');
    await expectRefused(`${family}.${'A'.repeat(43)}`);
    await expectRefused(mine.refreshToken);
  });

  it.each(['', 'nonsense', 'a.b', `${'a'.repeat(25)}.${'b'.repeat(44)}`, `${'A'.repeat(25)}.${'b'.repeat(43)}`])(
    'of another format is refused without a request to the table: %j',
    async text => {
      world.faults.requests.length = 0;
      await expectRefused(text);
      expect(world.faults.requests).toEqual([]);
    },
  );

  it('of an unknown session is refused', async () => {
    await expectRefused(`${'a'.repeat(25)}.${'b'.repeat(43)}`);
  });

  it('is not accepted as an access token, nor an access token as a refresh token', async () => {
    expect((await world.invoke('read-profile', { token: mine.refreshToken })).status).toBe(401);
    await expectRefused(mine.accessToken);
    await expectRefused('x'.repeat(8_000));
  });

  it('is answered with `busy` while DynamoDB throttles the write, and is not spent', async () => {
    world.faults.inject(({ name }) => (name === 'UpdateCommand' ? 'throttle' : undefined));
    expect((await refresh(world, mine.refreshToken)).body.code).toBe('busy');
    world.faults.clear();
    await successorOf(mine.refreshToken);
  });

  it('is counted as a failed authentication when it is refused', async () => {
    await expectRefused('nonsense');
    await expectRefused(`${'a'.repeat(25)}.${'b'.repeat(43)}`);
    expect(world.countedMetrics).toEqual(['AuthenticationFailed', 'AuthenticationFailed']);
  });
});

describe('a session', () => {
  it('ends seven days after its login, also when it is refreshed', async () => {
    const openedAt = world.now - MINUTE;
    let token = mine.refreshToken;
    for (let day = 1; day < 7; day++) {
      world.now = openedAt + day * DAY;
      token = await successorOf(token);
    }
    world.now = openedAt + 7 * DAY - 1;
    token = await successorOf(token);
    world.now = openedAt + 7 * DAY;
    await expectRefused(token);
  });

  it('is independent of another session that was opened in the same millisecond', async () => {
    const [one, other] = await Promise.all([login(world, mine.user.email), login(world, mine.user.email)]);
    expect((await logout(world, one?.body.refreshToken ?? '')).status).toBe(204);
    await expectRefused(one?.body.refreshToken ?? '');
    await successorOf(other?.body.refreshToken ?? '');
    await successorOf(mine.refreshToken);
  });

  it('stores no token in the table, and no part of one', async () => {
    const { body } = await refresh(world, mine.refreshToken);
    const rows = JSON.stringify(await rowsOf(world, ''));
    expect(rows).toContain(mine.user.id);
    for (const token of [mine.refreshToken, body.refreshToken]) {
      const [family = '', secret = ''] = token.split('.');
      expect(rows).not.toContain(secret);
      expect(rows).not.toContain(family);
      expect(family).toMatch(/^[0-9a-z]{25}$/);
      expect(Buffer.from(secret, 'base64url').length).toBe(32);
    }
  });

  it('does not reveal the family of its refresh tokens in its access tokens', async () => {
    const [, claims = ''] = mine.accessToken.split('.');
    const [family = ''] = mine.refreshToken.split('.');
    expect(Buffer.from(claims, 'base64url').toString()).toContain('"sid"');
    expect(Buffer.from(claims, 'base64url').toString()).not.toContain(family);
  });
});

describe('logging out', () => {
  it('ends the session, and may be retried after a lost response', async () => {
    expect((await logout(world, mine.refreshToken)).status).toBe(204);
    expect((await logout(world, mine.refreshToken)).status).toBe(204);
    await expectRefused(mine.refreshToken);
  });

  it('accepts the token before the last, whose successor never arrived', async () => {
    const successor = await successorOf(mine.refreshToken);
    world.now += MINUTE;
    expect((await logout(world, mine.refreshToken)).status).toBe(204);
    await expectRefused(successor);
  });

  it('refuses an older token, and ends the session anyway', async () => {
    const last = await successorOf(await successorOf(mine.refreshToken));
    expect((await logout(world, mine.refreshToken)).body.code).toBe('invalid-refresh-token');
    await expectRefused(last);
  });

  it('refuses an invalid token', async () => {
    for (const text of ['nonsense', `${'a'.repeat(25)}.${'b'.repeat(43)}`]) {
      expect((await logout(world, text)).status).toBe(401);
    }
  });

  it('refuses the token of an expired session', async () => {
    world.now += 8 * DAY;
    expect((await logout(world, mine.refreshToken)).status).toBe(401);
    expect((await login(world, mine.user.email, PASSWORD)).status).toBe(200);
  });
});
