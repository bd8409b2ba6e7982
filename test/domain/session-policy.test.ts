/** The standing of a presented refresh token, on both sides of every deadline. */
import { describe, expect, it } from 'vitest';
import type { Account, Session } from '../../lib/domain/account.ts';
import { isLive, standingOf } from '../../lib/domain/session-policy.ts';

const NOW = 1_000_000;
const SESSION: Session = {
  id: 's',
  userId: 'usr_a',
  passwordVersion: 3,
  tokenHash: 'two',
  previousHash: 'one',
  refreshedAt: NOW,
  createdAt: NOW - 5_000,
  expiresAt: NOW + 100_000,
};
const ACCOUNT = { id: 'usr_a', passwordVersion: 3 } as Account;

describe('a refresh token', () => {
  it('is "current" until its session expires or ends', () => {
    expect(standingOf(SESSION, 'two', [], NOW + 99_999)).toBe('current');
    expect(standingOf(SESSION, 'two', [], NOW + 100_000)).toBe('over');
    expect(standingOf({ ...SESSION, endedAt: NOW }, 'two', [], NOW)).toBe('over');
  });

  it('is "repeated" for thirty seconds after it was replaced, then "spent"', () => {
    expect(standingOf(SESSION, 'one', ['two'], NOW + 29_999)).toBe('repeated');
    expect(standingOf(SESSION, 'one', ['two'], NOW + 30_000)).toBe('spent');
    expect(standingOf({ ...SESSION, endedAt: NOW }, 'one', ['two'], NOW)).toBe('over');
  });

  it('is "repeated" only if its own successor is current', () => {
    expect(standingOf(SESSION, 'one', ['other'], NOW)).toBe('spent');
    expect(standingOf(SESSION, 'one', ['other', 'two'], NOW)).toBe('repeated');
    expect(standingOf({ ...SESSION, tokenHash: 'three', previousHash: 'two' }, 'one', ['two'], NOW)).toBe('spent');
  });

  it('that never belonged to the session is "spent": a caller who knows the session had one of its tokens', () => {
    expect(standingOf(SESSION, 'forged', ['x'], NOW)).toBe('spent');
  });
});

describe('a session', () => {
  it('is live only for its own account, with the password of its login, until it ends or expires', () => {
    expect(isLive(SESSION, ACCOUNT, NOW)).toBe(true);
    expect(isLive(SESSION, { ...ACCOUNT, id: 'usr_b' }, NOW)).toBe(false);
    expect(isLive(SESSION, { ...ACCOUNT, passwordVersion: 4 }, NOW)).toBe(false);
    expect(isLive({ ...SESSION, passwordVersion: 4 }, ACCOUNT, NOW)).toBe(true);
    expect(isLive({ ...SESSION, endedAt: NOW }, ACCOUNT, NOW)).toBe(false);
    expect(isLive(SESSION, ACCOUNT, NOW + 99_999)).toBe(true);
    expect(isLive(SESSION, ACCOUNT, NOW + 100_000)).toBe(false);
  });
});
