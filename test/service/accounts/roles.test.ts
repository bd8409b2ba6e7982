/** Roles: who grants them, from when they count, and that each grant is on record. */
import { describe, expect, it } from 'vitest';
import { giveRoleTo } from '../../../lib/commands/grant-role.ts';
import type { User } from '../../../lib/contract/accounts/messages.ts';
import { changePassword, login, PASSWORD, refresh, register } from '../../support/accounts.ts';
import { MINUTE, newEvent, openWorld, type Person, type ProblemFields, type World } from '../../support/world.ts';

const world: World = await openWorld();
const admin = await world.person('admin');

const changeRole = (userId: string, role: string, as: Person = admin, at = world) =>
  at.invoke<User & ProblemFields>('change-role', { as, params: { userId }, body: { role } });
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

  it('is granted by who is an admin at that very moment: two who demote each other leave one', async () => {
    for (let round = 0; round < 5; round++) {
      const [one, other] = await Promise.all([world.person('admin'), world.person('admin')]);
      const another = await world.another();
      const answers = await Promise.all([
        changeRole(other.userId, 'customer', one, world),
        changeRole(one.userId, 'customer', other, another),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    }
  });

  it('is not granted by an admin who was demoted after the call had begun', async () => {
    const { user } = (await register(world)).body;
    const demoted = await world.person('admin');
    const late = await world.another();
    late.faults.beforeRequests(async ({ name }) => {
      if (name === 'TransactWriteCommand') await changeRole(demoted.userId, 'customer');
    });
    const { status, body } = await changeRole(user.id, 'admin', demoted, late);
    expect([status, body.code]).toEqual([403, 'forbidden']);
    expect(await world.service.dependencies.store.readJournal(user.id)).toEqual([]);
  });

  it('that two calls of one request id want differently is told truly to both', async () => {
    const { user } = (await register(world)).body;
    const wish = (role: string) =>
      world.invoke<User>('change-role', {
        as: admin,
        params: { userId: user.id },
        body: { role },
        headers: { 'x-request-id': 'the-same' },
      });
    const answers = await Promise.all([wish('organizer'), wish('admin')]);
    const entries = await world.service.dependencies.store.readJournal(user.id);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(entries.map(({ to }) => to).sort()).toEqual(answers.map(({ body }) => body.role).sort());
  });

  it('of a session from before a change of the password counts no more, and of the one that changed it goes on', async () => {
    const { user, accessToken } = (await register(world)).body;
    await changeRole(user.id, 'organizer');
    const elsewhere = (await login(world, user.email)).body.accessToken;
    expect((await changePassword(world, accessToken, PASSWORD, 'another sentence of mine')).status).toBe(204);
    expect(await publishWith(elsewhere)).toBe(401);
    expect(await publishWith(accessToken)).toBe(201);
  });

  it('is granted once though the reply was lost', async () => {
    const { user } = (await register(world)).body;
    world.faults.injectIntoTransactions('lost-reply');
    expect((await changeRole(user.id, 'organizer')).status).toBe(200);
    world.faults.clear();
    expect(await world.service.dependencies.store.readJournal(user.id)).toHaveLength(1);
  });
});

describe('the command that grants a role', () => {
  it('makes the first admin, who can then grant roles, and says what it did', async () => {
    const fresh = await openWorld();
    const { user, accessToken: token } = (await register(fresh)).body;
    const { user: other } = (await register(fresh)).body;
    expect(await giveRoleTo(fresh.table, user.email.toUpperCase(), 'admin')).toBe(
      `${user.email} is admin now, and was customer.`,
    );
    expect(await giveRoleTo(fresh.table, user.email, 'admin')).toBe(`${user.email} is admin already.`);
    const ask = { token, params: { userId: other.id }, body: { role: 'organizer' } };
    expect((await fresh.invoke('change-role', ask)).status).toBe(200);
    const entries = await fresh.service.dependencies.store.readJournal(user.id);
    expect(entries).toMatchObject([{ action: 'user.role-changed', actor: 'operator', from: 'customer', to: 'admin' }]);
  });

  it('says how to begin where there is no such account', async () => {
    await expect(giveRoleTo(world.table, 'nobody@holdfast.example', 'admin')).rejects.toThrow('register it first');
  });
});

describe('the list of users', () => {
  it('has cursors for its own caller and filter only, and not for what is made up', async () => {
    const query = { limit: '1' };
    const { body } = await world.invoke<{ nextCursor: string }>('list-users', { as: admin, query });
    const use = async (as: Person, others: Record<string, string>) =>
      (await world.invoke<ProblemFields>('list-users', { as, query: { cursor: body.nextCursor, ...others } })).status;
    expect(await use(admin, {})).toBe(200);
    expect(await use(await world.person('admin'), {})).toBe(400);
    expect(await use(admin, { role: 'admin' })).toBe(400);
    expect(await use(admin, { cursor: Buffer.from('made up').toString('base64url') })).toBe(400);
  });

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
