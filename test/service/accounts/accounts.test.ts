/** Acceptance scenario 18: responses do not reveal registered addresses, and wrong passwords lock no account. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { giveRoleTo } from '../../../lib/commands/grant-role.ts';
import type { SignedIn } from '../../../lib/contract/accounts/responses.ts';
import { userKey } from '../../../lib/table/keys.ts';
import { changePassword, login, logout, newEmail, PASSWORD, refresh, register } from '../../support/accounts.ts';
import { MINUTE, openWorld, type ProblemFields, type World } from '../../support/world.ts';

const OTHER = 'another sentence of mine';
const world: World = await openWorld();
let mine: SignedIn;

beforeEach(async () => {
  world.faults.clear();
  world.passwordDelays.length = 0;
  mine = (await register(world)).body;
  world.now += MINUTE;
});

const codeOf = async (answer: Promise<{ status: number; body: ProblemFields }>): Promise<[number, string]> => {
  const { status, body } = await answer;
  return [status, body?.code];
};

describe('registering', () => {
  it('creates a session for a new customer, and refuses a body that names a role', async () => {
    const { status, body } = await register(world, { name: 'Zoë' });
    expect([status, body.user.name, body.user.role]).toEqual([201, 'Zoë', 'customer']);
    const withRole = { email: newEmail(), password: PASSWORD, name: 'Mallory', role: 'admin' };
    const { status: refused, body: problem } = await world.invoke<ProblemFields>('register', { body: withRole });
    expect([refused, problem.code]).toEqual([400, 'validation-failed']);
  });

  it('refuses an e-mail address that is registered in any letter case', async () => {
    const email = mine.user.email.toUpperCase();
    expect(await codeOf(register(world, { email }))).toEqual([409, 'email-taken']);
    const both = await Promise.all([
      register(world, { email: 'Both@holdfast.example' }),
      register(world, { email: 'bOTH@holdfast.example' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await login(world, 'BOTH@HOLDFAST.EXAMPLE')).body.user.email).toBe('both@holdfast.example');
  });

  it('takes an international domain and its ASCII form as one address: before, only the ASCII form was accepted', async () => {
    const { status, body } = await register(world, { email: 'Anna@München.example' });
    expect([status, body.user.email]).toEqual([201, 'anna@xn--mnchen-3ya.example']);
    expect(await codeOf(register(world, { email: 'anna@XN--MNCHEN-3YA.example' }))).toEqual([409, 'email-taken']);
    for (const email of ['anna@münchen.example', 'anna@mu\u0308nchen.example', 'anna@xn--mnchen-3ya.example']) {
      expect((await login(world, email)).status).toBe(200);
    }
    expect(await giveRoleTo(world.table, 'ANNA@münchen.example', 'organizer')).toMatch(/now has the role organizer/);
    await expect(giveRoleTo(world.table, 'änna@x.example', 'organizer')).rejects.toThrow(
      'The e-mail address "änna@x.example" must have only ASCII characters before the @.',
    );
    const admin = await world.person('admin');
    const found = await world.invoke<{ items: unknown[] }>('list-users', {
      as: admin,
      query: { email: 'anna@münchen.example' },
    });
    expect(found.body.items).toHaveLength(1);
  });

  it('reveals nothing about the owner of a taken address', async () => {
    const { body } = await register(world, { email: mine.user.email });
    expect(JSON.stringify(body)).not.toContain(mine.user.id);
    expect(Object.keys(body).sort()).toEqual(['code', 'detail', 'requestId', 'status', 'title', 'type']);
  });

  it('succeeds when the reply of DynamoDB was lost and the request is retried', async () => {
    world.faults.injectOnce('lost-reply');
    const { status, body } = await register(world);
    expect(status).toBe(201);
    expect((await refresh(world, body.refreshToken)).status).toBe(200);
  });

  it.each<[string, string]>([
    ['11 characters', 'elevenchars'],
    ['129 characters', 'x'.repeat(129)],
    ['11 characters of 22 code units', '🔑'.repeat(11)],
    ['a common word and digits', 'password1234'],
    ['the same in capitals', 'PASSWORD1234'],
  ])('refuses a password of %s', async (_name, password) => {
    expect(await codeOf(register(world, { password }))).toEqual([422, 'weak-password']);
  });

  it.each<[string, (email: string) => string]>([
    ['the own address', email => email],
    ['the own address in capitals', email => email.toUpperCase()],
    ['the first part of the address and a year', email => `${email.split('@')[0]}2026`],
    ['the own name', () => 'Bartholomew Quill'],
    ['the name of the service', () => 'Holdfast2026!'],
  ])('refuses a password that is %s', async (_name, passwordOf) => {
    const email = newEmail();
    const body = { email, name: 'Bartholomew Quill', password: passwordOf(email) };
    expect(await codeOf(register(world, body))).toEqual([422, 'weak-password']);
  });

  it('counts the characters of a password after Unicode normalization: six letters with separate accents are six', async () => {
    expect(await codeOf(register(world, { password: 'e\u0301o\u0308u\u0308'.repeat(2) }))).toEqual([
      422,
      'weak-password',
    ]);
  });

  it.each<[string, string]>([
    ['12 characters', 'twelve chars'],
    ['128 characters', `${'long '.repeat(25)}end`],
    ['any script', 'пароль из слов 🔑'],
    ['spaces at both ends', '  kept as it is  '],
  ])('accepts a password of %s, and logs in with exactly this password', async (_name, password) => {
    const { status, body } = await register(world, { password });
    expect(status).toBe(201);
    expect((await login(world, body.user.email, password)).status).toBe(200);
    expect((await login(world, body.user.email, [...password].slice(0, -1).join(''))).status).toBe(401);
  });

  it.each<[string, object]>([
    ['an invalid address', { email: 'nobody' }],
    ['an address of 300 characters', { email: `${'a'.repeat(290)}@x.example` }],
    ['a password of 2,000 characters', { password: 'x'.repeat(2000) }],
    ['an empty name', { name: '' }],
    ['a name with a NUL', { name: 'a\u0000b' }],
    ['half a character in a password', { password: `\ud800\ud801 a long sentence of mine` }],
    ['half a character in a name', { name: 'Zo\ud800' }],
    ['a number as the password', { password: 123456789012 }],
  ])('refuses %s', async (_name, change) => {
    expect(await codeOf(register(world, change))).toEqual([400, 'validation-failed']);
  });
});

describe('logging in', () => {
  it('answers an unknown e-mail and a wrong password alike: status, body, headers and requests to the table', async () => {
    const tryLogin = async (email: string) => {
      world.faults.requests.length = 0;
      const { status, body, headers } = await login(world, email, 'not the right one');
      const { requestId: _requestId, ...problem } = body as unknown as ProblemFields;
      const { 'x-request-id': _header, ...otherHeaders } = headers;
      return { status, problem, otherHeaders, requests: world.faults.requests.map(({ name }) => name) };
    };
    const unknown = await tryLogin(newEmail());
    const wrong = await tryLogin(mine.user.email);
    expect(unknown).toEqual(wrong);
    expect(wrong).toMatchObject({ status: 401, problem: { code: 'bad-credentials' } });
    expect(wrong.requests).toEqual(['GetCommand', 'GetCommand', 'UpdateCommand']);
  });

  it('delays the responses to wrong passwords for one address more and more, registered or not', async () => {
    for (const email of [mine.user.email, newEmail()]) {
      world.passwordDelays.length = 0;
      for (let i = 0; i < 9; i++) await login(world, email, 'not the right one');
      expect(world.passwordDelays).toEqual([250, 500, 1_000, 1_000, 1_000, 1_000]);
    }
  });

  it('never delays a login with the right password, after any number of wrong ones', async () => {
    for (let i = 0; i < 30; i++) await login(world, mine.user.email, 'not the right one');
    world.passwordDelays.length = 0;
    expect((await login(world, mine.user.email)).status).toBe(200);
    expect(world.passwordDelays).toEqual([]);
  });

  it('forgets wrong passwords after 15 minutes', async () => {
    for (let i = 0; i < 9; i++) await login(world, mine.user.email, 'not the right one');
    world.now += 15 * MINUTE;
    world.passwordDelays.length = 0;
    await login(world, mine.user.email, 'not the right one');
    expect(world.passwordDelays).toEqual([]);
  });

  it('computes one hash for an unknown address, as for a wrong password', async () => {
    const { dependencies } = world.service;
    const { passwords } = dependencies;
    const verified: (string | undefined)[] = [];
    dependencies.passwords = {
      ...passwords,
      verify: (password, hash) => {
        verified.push(hash);
        return passwords.verify(password, hash);
      },
    };
    const began = process.cpuUsage();
    await login(world, newEmail(), 'not the right one');
    const { user } = process.cpuUsage(began);
    dependencies.passwords = passwords;
    expect(verified).toEqual([undefined]);
    // argon2 with 19 MiB takes tens of milliseconds of CPU time. A response without it takes less than ten.
    expect(user).toBeGreaterThan(10_000);
  });

  it('counts each failure as a failed authentication', async () => {
    world.countedMetrics.length = 0;
    await login(world, newEmail(), 'not the right one');
    await login(world, mine.user.email, 'not the right one');
    await changePassword(world, mine.accessToken, 'not the right one', OTHER);
    expect(world.countedMetrics).toEqual(Array(3).fill('AuthenticationFailed'));
  });

  it('refuses a wrong password also when the counter of wrong passwords cannot be written', async () => {
    world.faults.inject(({ name }) => (name === 'UpdateCommand' ? 'lost-request' : undefined));
    expect(await codeOf(login(world, mine.user.email, 'not the right one'))).toEqual([401, 'bad-credentials']);
  });

  it('replaces a hash of outdated parameters at the next login, and ends no session', async () => {
    const key = userKey(mine.user.id);
    const { table, service } = world;
    const old = '$argon2id$v=19$m=8192,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$';
    const { argon2Sync } = await import('node:crypto');
    const parameters = { message: PASSWORD, nonce: Buffer.alloc(16), memory: 8192, passes: 1, parallelism: 1 };
    const tag = argon2Sync('argon2id', { ...parameters, tagLength: 32 });
    const writeOldHash = new UpdateCommand({
      TableName: table.names.accounts,
      Key: key,
      UpdateExpression: 'SET passwordHash = :old',
      ExpressionAttributeValues: { ':old': `${old}${tag.toString('base64').replace(/=+$/, '')}` },
    });
    await table.documents.send(writeOldHash);
    const currentHash = async () => (await service.dependencies.accounts.read(mine.user.id))?.passwordHash ?? '';

    expect((await login(world, mine.user.email, 'not the right one')).status).toBe(401);
    expect(await currentHash()).toContain('m=8192');
    expect((await login(world, mine.user.email)).status).toBe(200);
    expect(await currentHash()).toContain('$m=19456,t=2,p=1$');
    expect((await login(world, mine.user.email)).status).toBe(200);
    expect((await refresh(world, mine.refreshToken)).status).toBe(200);
  });
});

describe('changing the password', () => {
  it('ends every session except the one that changed it', async () => {
    const { body: elsewhere } = await login(world, mine.user.email);
    expect((await changePassword(world, mine.accessToken, PASSWORD, OTHER)).status).toBe(204);
    expect(await codeOf(refresh(world, elsewhere.refreshToken))).toEqual([401, 'invalid-refresh-token']);
    expect((await refresh(world, mine.refreshToken)).status).toBe(200);
    expect((await login(world, mine.user.email)).status).toBe(401);
    expect((await login(world, mine.user.email, OTHER)).status).toBe(200);
  });

  it('ends a session that a concurrent login opened with the old password', async () => {
    let changed = false;
    const late = await world.another();
    late.faults.beforeRequests(async ({ name, input }) => {
      const isSession = name === 'PutCommand' && JSON.stringify(input).includes('SESSION#');
      if (!isSession || changed) return;
      changed = true;
      expect((await changePassword(world, mine.accessToken, PASSWORD, OTHER)).status).toBe(204);
    });
    const { status, body } = await login(late, mine.user.email);
    expect([status, changed]).toEqual([200, true]);
    expect((await refresh(world, body.refreshToken)).status).toBe(401);
  });

  it('requires the current password, and delays the responses to wrong ones as login does', async () => {
    const wrong = () => codeOf(changePassword(world, mine.accessToken, 'not the right one', OTHER));
    for (let i = 0; i < 5; i++) expect(await wrong()).toEqual([401, 'bad-credentials']);
    expect(world.passwordDelays).toEqual([250, 500]);
  });

  it('refuses a weak password before it verifies the current one', async () => {
    for (const weak of ['short', 'password1234']) {
      expect(await codeOf(changePassword(world, mine.accessToken, 'wrong', weak))).toEqual([422, 'weak-password']);
    }
  });

  it('refuses a token whose session has ended, although other routes still accept the token', async () => {
    await logout(world, mine.refreshToken);
    expect(await codeOf(changePassword(world, mine.accessToken, PASSWORD, OTHER))).toEqual([401, 'unauthenticated']);
    const customers = await world.invoke<{ items: { accessToken: string }[] }>('create-demo-customers', {
      as: await world.person('admin'),
      body: { count: 1 },
    });
    const withoutSession = customers.body.items[0]?.accessToken ?? '';
    expect(await codeOf(changePassword(world, withoutSession, PASSWORD, OTHER))).toEqual([401, 'unauthenticated']);
    expect((await world.invoke('read-profile', { token: mine.accessToken })).status).toBe(200);
  });

  it('succeeds once when two sessions change it at the same time', async () => {
    const { body: elsewhere } = await login(world, mine.user.email);
    const other = await world.another();
    const answers = await Promise.all([
      changePassword(world, mine.accessToken, PASSWORD, OTHER),
      changePassword(other, elsewhere.accessToken, PASSWORD, `${OTHER} too`),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 401]);
  });

  it('may be retried after a lost reply, and leaves one journal entry', async () => {
    expect((await changePassword(world, mine.accessToken, PASSWORD, OTHER)).status).toBe(204);
    expect((await changePassword(world, mine.accessToken, PASSWORD, OTHER)).status).toBe(204);
    expect(await world.service.dependencies.store.readJournal(mine.user.id)).toHaveLength(1);
    expect(world.passwordDelays).toEqual([]);
  });

  it('verifies the current password also when the new password equals the stored one', async () => {
    const { body: elsewhere } = await login(world, mine.user.email);
    expect(await codeOf(changePassword(world, mine.accessToken, 'not the right one', PASSWORD))).toEqual([
      401,
      'bad-credentials',
    ]);
    expect((await refresh(world, elsewhere.refreshToken)).status).toBe(200);
    expect((await changePassword(world, mine.accessToken, PASSWORD, OTHER)).status).toBe(204);
    world.now += 5 * MINUTE;
    expect((await changePassword(world, mine.accessToken, PASSWORD, OTHER)).status).toBe(401);
  });

  it('does not disturb a concurrent refresh of its own session', async () => {
    let changed = false;
    const late = await world.another();
    late.faults.beforeRequests(async ({ name }) => {
      if (name !== 'BatchGetCommand' || changed) return;
      changed = true;
      expect((await changePassword(world, mine.accessToken, PASSWORD, OTHER)).status).toBe(204);
    });
    expect((await refresh(late, mine.refreshToken)).status).toBe(200);
    expect(changed).toBe(true);
  });

  it('leaves one journal entry without the password, also when the reply of DynamoDB was lost', async () => {
    world.faults.injectIntoTransactions('lost-reply');
    expect((await changePassword(world, mine.accessToken, PASSWORD, OTHER)).status).toBe(204);
    const entries = await world.service.dependencies.store.readJournal(mine.user.id);
    expect(entries).toMatchObject([{ action: 'user.password-changed', actor: 'owner', position: 0 }]);
    expect(JSON.stringify(entries)).not.toMatch(/argon2|sentence/);
  });

  it('succeeds when a concurrent logout ends its session, and does not restore the session', async () => {
    const other = await world.another();
    other.faults.beforeRequests(async ({ name }) => {
      if (name === 'TransactWriteCommand') await logout(world, mine.refreshToken);
    });
    expect((await changePassword(other, mine.accessToken, PASSWORD, OTHER)).status).toBe(204);
    expect((await refresh(world, mine.refreshToken)).status).toBe(401);
    expect((await login(world, mine.user.email, OTHER)).status).toBe(200);
  });
});
