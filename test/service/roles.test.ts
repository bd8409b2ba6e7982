/** Roles: who grants them, from when they count, and that each grant is on record. */
import { describe, expect, it } from 'vitest';
import type { User } from '../../lib/contract/account-messages.ts';
import { refresh, register } from '../support/accounts.ts';
import { MINUTE, newEvent, openWorld, type Person, type Said, type World } from '../support/world.ts';

const world: World = await openWorld();
const admin = await world.person('admin');

const changeRole = (userId: string, role: string, as: Person = admin, at = world) =>
  at.invoke<User & Said>('change-role', { as, params: { userId }, body: { role } });
const publishWith = async (token: string): Promise<number> =>
  (await world.invoke('publish-event', { token, body: newEvent() })).status;

describe('a role', () => {
  it('that is granted counts at once, with the token from before, and when it is revoked no longer', async () => {
    const { user, accessToken } = (await register(world)).body;
    expect(await publishWith(accessToken)).toBe(403);
    const granted = await changeRole(user.id, 'organizer');
    expect([granted.status, granted.body]).toEqual([200, { ...user, role: 'organizer' }]);
    expect(await publishWith(accessToken)).toBe(201);
    await changeRole(user.id, 'customer');
    expect(await publishWith(accessToken)).toBe(403);
  });

  it('is told by the next token', async () => {
    const { user, refreshToken } = (await register(world)).body;
    await changeRole(user.id, 'admin');
    const { body } = await refresh(world, refreshToken);
    expect(body.user.role).toBe('admin');
    const caller = await world.service.dependencies.accessTokens.verify(body.accessToken, world.now);
    expect(caller?.role).toBe('admin');
  });

  it('ends with its session, also within the life of its access token', async () => {
    const { user, accessToken, refreshToken } = (await register(world)).body;
    await changeRole(user.id, 'organizer');
    expect(await publishWith(accessToken)).toBe(201);
    await world.invoke('logout', { body: { refreshToken } });
    expect(await publishWith(accessToken)).toBe(401);
  });

  it('is nothing that anybody changes for themselves, so that one admin is always left', async () => {
    const { status, body } = await changeRole(admin.userId, 'customer');
    expect([status, body.code]).toEqual([409, 'own-role']);
  });

  it('cannot be given to nobody, and is one of three', async () => {
    const missing = await changeRole(`usr_${'9'.repeat(25)}`, 'admin');
    expect([missing.status, missing.body.code]).toEqual([404, 'user-not-found']);
    expect((await changeRole('nonsense', 'admin')).body.code).toBe('user-not-found');
    expect((await changeRole(admin.userId, 'root')).body.code).toBe('validation-failed');
  });

  it('is on record with who gave it, once for each change and in their order', async () => {
    const { user } = (await register(world)).body;
    const others = await Promise.all([world.another(), world.another()]);
    const admins = await Promise.all([world.person('admin'), world.person('admin')]);
    const answers = await Promise.all([
      changeRole(user.id, 'organizer', admins[0], others[0]),
      changeRole(user.id, 'admin', admins[1], others[1]),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const entries = await world.service.dependencies.store.readJournal(user.id);
    expect(entries.map(({ position }) => position)).toEqual([0, 1]);
    expect(entries[0]).toMatchObject({ action: 'user.role-changed', from: 'customer' });
    expect(entries[1]?.from).toBe(entries[0]?.to);
    expect(new Set(entries.map(({ actor }) => actor))).toEqual(new Set(admins.map(({ userId }) => userId)));
    const { body } = await world.invoke<{ items: User[] }>('list-users', { as: admin, query: { email: user.email } });
    expect(body.items[0]?.role).toBe(entries[1]?.to);
  });

  it('that is there already is no change, and leaves no entry', async () => {
    const { user } = (await register(world)).body;
    expect((await changeRole(user.id, 'customer')).status).toBe(200);
    expect(await world.service.dependencies.store.readJournal(user.id)).toEqual([]);
  });

  it('is granted once though the reply was lost', async () => {
    const { user } = (await register(world)).body;
    world.faults.injectIntoTransactions('lost-reply');
    expect((await changeRole(user.id, 'organizer')).status).toBe(200);
    world.faults.heal();
    expect(await world.service.dependencies.store.readJournal(user.id)).toHaveLength(1);
  });
});

describe('the list of users', () => {
  it('has everybody once, newest first, page by page, and no secrets', async () => {
    const fresh = await openWorld();
    const boss = await fresh.person('admin');
    const emails: string[] = [];
    for (let i = 0; i < 23; i++) {
      fresh.now += MINUTE;
      emails.unshift((await register(fresh)).body.user.email);
    }
    fresh.now += MINUTE;
    const seen: User[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { limit: '5', ...(cursor && { cursor }) };
      const { body }: { body: { items: User[]; nextCursor: string | null } } = await fresh.invoke('list-users', {
        as: boss,
        query,
      });
      expect(body.items.length).toBeLessThanOrEqual(5);
      seen.push(...body.items);
      cursor = body.nextCursor;
    } while (cursor);
    expect(seen.map(({ email }) => email)).toEqual([...emails, `${boss.userId}@holdfast.example`]);
    for (const user of seen) expect(Object.keys(user).sort()).toEqual(['createdAt', 'email', 'id', 'name', 'role']);
  });

  it('is filtered by role, and finds an address in any case', async () => {
    const { user } = (await register(world)).body;
    const list = (query: Record<string, string>) =>
      world.invoke<{ items: User[] }>('list-users', { as: admin, query: { limit: '100', ...query } });
    const admins = (await list({ role: 'admin' })).body.items;
    expect(admins.map(({ id }) => id)).toContain(admin.userId);
    expect(admins.every(({ role }) => role === 'admin')).toBe(true);
    expect((await list({ email: user.email.toUpperCase() })).body.items).toEqual([user]);
    expect((await list({ email: user.email, role: 'admin' })).body.items).toEqual([]);
    expect((await list({ email: 'nobody@holdfast.example' })).body.items).toEqual([]);
  });
});
