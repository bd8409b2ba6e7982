/** Roles: which callers may grant them, when they take effect, and the journal entry of each change. */
import { describe, expect, it } from 'vitest';
import { giveRoleTo } from '../../../lib/commands/grant-role.ts';
import type { User } from '../../../lib/contract/accounts/user.ts';
import { changePassword, login, PASSWORD, refresh, register } from '../../support/accounts.ts';
import { MINUTE, newEvent, openWorld, type Person, type ProblemFields, type World } from '../../support/world.ts';

const world: World = await openWorld();
const admin = await world.person('admin');

const changeRole = (userId: string, role: string, as: Person = admin, at = world) =>
  at.invoke<User & ProblemFields>('change-role', { as, params: { userId }, body: { role } });
const publishWith = async (token: string): Promise<number> =>
  (await world.invoke('publish-event', { token, body: newEvent() })).status;

describe('a role', () => {
  it('takes effect at once with an older access token, and ends at once when it is revoked', async () => {
    const { user, accessToken } = (await register(world)).body;
    expect(await publishWith(accessToken)).toBe(403);
    const granted = await changeRole(user.id, 'organizer');
    expect([granted.status, granted.body]).toEqual([200, { ...user, role: 'organizer' }]);
    expect(await publishWith(accessToken)).toBe(201);
    await changeRole(user.id, 'customer');
    expect(await publishWith(accessToken)).toBe(403);
  });

  it('is in the next access token', async () => {
    const { user, refreshToken } = (await register(world)).body;
    await changeRole(user.id, 'admin');
    const { body } = await refresh(world, refreshToken);
    expect(body.user.role).toBe('admin');
    const caller = await world.service.dependencies.accessTokens.verify(body.accessToken, world.now);
    expect(caller?.role).toBe('admin');
  });

  it('ends with its session, before the access token expires', async () => {
    const { user, accessToken, refreshToken } = (await register(world)).body;
    await changeRole(user.id, 'organizer');
    expect(await publishWith(accessToken)).toBe(201);
    await world.invoke('logout', { body: { refreshToken } });
    expect(await publishWith(accessToken)).toBe(401);
  });

  it('cannot be changed by its owner, so that one admin always remains', async () => {
    const { status, body } = await changeRole(admin.userId, 'customer');
    expect([status, body.code]).toEqual([409, 'own-role']);
  });

  it('cannot be granted to an unknown user, and must be one of three', async () => {
    const missing = await changeRole(`usr_${'9'.repeat(25)}`, 'admin');
    expect([missing.status, missing.body.code]).toEqual([404, 'user-not-found']);
    expect((await changeRole('nonsense', 'admin')).body.code).toBe('user-not-found');
    expect((await changeRole(admin.userId, 'root')).body.code).toBe('validation-failed');
  });

  it('has one journal entry for each change, in order, with the admin who granted it', async () => {
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

  it('that the user already has leaves no journal entry', async () => {
    const { user } = (await register(world)).body;
    expect((await changeRole(user.id, 'customer')).status).toBe(200);
    expect(await world.service.dependencies.store.readJournal(user.id)).toEqual([]);
  });

  it('is granted only while the caller is an admin: of two admins who demote each other, one remains', async () => {
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

  it('is not granted by an admin who was demoted during the call', async () => {
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

  it('is reported correctly to two calls that share a request id and set different roles', async () => {
    const { user } = (await register(world)).body;
    const setRole = (role: string) =>
      world.invoke<User>('change-role', {
        as: admin,
        params: { userId: user.id },
        body: { role },
        headers: { 'x-request-id': 'the-same' },
      });
    const answers = await Promise.all([setRole('organizer'), setRole('admin')]);
    const entries = await world.service.dependencies.store.readJournal(user.id);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(entries.map(({ to }) => to).sort()).toEqual(answers.map(({ body }) => body.role).sort());
  });

  it('ends with the other sessions when the password changes, and continues in the session that changed it', async () => {
    const { user, accessToken } = (await register(world)).body;
    await changeRole(user.id, 'organizer');
    const elsewhere = (await login(world, user.email)).body.accessToken;
    expect((await changePassword(world, accessToken, PASSWORD, 'another sentence of mine')).status).toBe(204);
    expect(await publishWith(elsewhere)).toBe(401);
    expect(await publishWith(accessToken)).toBe(201);
  });

  it('is granted once when the reply of DynamoDB was lost', async () => {
    const { user } = (await register(world)).body;
    world.faults.injectIntoTransactions('lost-reply');
    expect((await changeRole(user.id, 'organizer')).status).toBe(200);
    world.faults.clear();
    expect(await world.service.dependencies.store.readJournal(user.id)).toHaveLength(1);
  });
});

describe('the command that grants a role', () => {
  it('creates the first admin, who can then grant roles, and prints the change', async () => {
    const fresh = await openWorld();
    const { user, accessToken: token } = (await register(fresh)).body;
    const { user: other } = (await register(fresh)).body;
    expect(await giveRoleTo(fresh.table, user.email.toUpperCase(), 'admin')).toBe(
      `${user.email} now has the role admin instead of customer.`,
    );
    expect(await giveRoleTo(fresh.table, user.email, 'admin')).toBe(`${user.email} already has the role admin.`);
    const request = { token, params: { userId: other.id }, body: { role: 'organizer' } };
    expect((await fresh.invoke('change-role', request)).status).toBe(200);
    const entries = await fresh.service.dependencies.store.readJournal(user.id);
    expect(entries).toMatchObject([{ action: 'user.role-changed', actor: 'operator', from: 'customer', to: 'admin' }]);
  });

  it('says that an unknown user must register first', async () => {
    await expect(giveRoleTo(world.table, 'nobody@holdfast.example', 'admin')).rejects.toThrow('Register it first');
  });
});

describe('the list of users', () => {
  it('refuses the cursor of another caller or filter, and an invented cursor', async () => {
    const query = { limit: '1' };
    const { body } = await world.invoke<{ nextCursor: string }>('list-users', { as: admin, query });
    const use = async (as: Person, others: Record<string, string>) =>
      (await world.invoke<ProblemFields>('list-users', { as, query: { cursor: body.nextCursor, ...others } })).status;
    expect(await use(admin, {})).toBe(200);
    expect(await use(await world.person('admin'), {})).toBe(400);
    expect(await use(admin, { role: 'admin' })).toBe(400);
    expect(await use(admin, { cursor: Buffer.from('invented').toString('base64url') })).toBe(400);
  });

  it('returns each user once over all pages, newest first and without secrets', async () => {
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

  it('filters by role, and finds an e-mail address in any letter case', async () => {
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
