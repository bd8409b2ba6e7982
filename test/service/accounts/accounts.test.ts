/** Acceptance scenario 18, and what a password promises: nobody is told who is registered, and nobody is locked out. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SignedIn } from '../../../lib/contract/accounts/messages.ts';
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
  it('signs in a customer, whatever else is asked for', async () => {
    const { status, body } = await register(world, { name: 'Zoë' });
    expect([status, body.user.name, body.user.role]).toEqual([201, 'Zoë', 'customer']);
    const asked = { email: newEmail(), password: PASSWORD, name: 'Mallory', role: 'admin' };
    const { status: refused, body: problem } = await world.invoke<ProblemFields>('register', { body: asked });
    expect([refused, problem.code]).toEqual([400, 'validation-failed']);
  });

  it('is for one person to an e-mail address, in any case', async () => {
    const email = mine.user.email.toUpperCase();
    expect(await codeOf(register(world, { email }))).toEqual([409, 'email-taken']);
    const both = await Promise.all([
      register(world, { email: 'Both@holdfast.example' }),
      register(world, { email: 'bOTH@holdfast.example' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await login(world, 'BOTH@HOLDFAST.EXAMPLE')).body.user.email).toBe('both@holdfast.example');
  });

  it('of a taken address tells nothing about its owner', async () => {
    const { body } = await register(world, { email: mine.user.email });
    expect(JSON.stringify(body)).not.toContain(mine.user.id);
    expect(Object.keys(body).sort()).toEqual(['code', 'detail', 'requestId', 'status', 'title', 'type']);
  });

  it('that got through and was not heard of is repeated by nobody but its own retry', async () => {
    world.faults.injectOnce('lost-reply');
    const { status, body } = await register(world);
    expect(status).toBe(201);
    expect((await refresh(world, body.refreshToken)).status).toBe(200);
  });

  it.each<[string, string]>([
    ['11 characters', 'elevenchars'],
    ['129 characters', 'x'.repeat(129)],
    ['11 characters of 22 code units', '🔑'.repeat(11)],
    ['what everybody tries first', 'password1234'],
    ['that, in capitals', 'PASSWORD1234'],
  ])('refuses a password of %s', async (_name, password) => {
    expect(await codeOf(register(world, { password }))).toEqual([422, 'weak-password']);
  });

  it.each<[string, (email: string) => string]>([
    ['their own address', email => email],
    ['their own address in capitals', email => email.toUpperCase()],
    ['the first part of it and a year', email => `${email.split('@')[0]}2026`],
    ['their own name', () => 'Bartholomew Quill'],
    ['the name of the service', () => 'Holdfast2026!'],
  ])('refuses a password that is %s', async (_name, passwordOf) => {
    const email = newEmail();
    const wish = { email, name: 'Bartholomew Quill', password: passwordOf(email) };
    expect(await codeOf(register(world, wish))).toEqual([422, 'weak-password']);
  });

  it('counts characters in the form that is compared: six letters with their accents apart are six', async () => {
    expect(await codeOf(register(world, { password: 'e\u0301o\u0308u\u0308'.repeat(2) }))).toEqual([
      422,
      'weak-password',
    ]);
  });

  it.each<[string, string]>([
    ['12 characters', 'twelve chars'],
    ['128 characters', `${'long '.repeat(25)}end`],
    ['any script', 'пароль из слов 🔑'],
    ['spaces at its ends', '  kept as it is  '],
  ])('takes a password of %s, and signs in with exactly it', async (_name, password) => {
    const { status, body } = await register(world, { password });
    expect(status).toBe(201);
    expect((await login(world, body.user.email, password)).status).toBe(200);
    expect((await login(world, body.user.email, [...password].slice(0, -1).join(''))).status).toBe(401);
  });

  it.each<[string, object]>([
    ['no address', { email: 'nobody' }],
    ['an address of 300 characters', { email: `${'a'.repeat(290)}@x.example` }],
    ['a password of 2,000 characters', { password: 'x'.repeat(2000) }],
    ['an empty name', { name: '' }],
    ['a name with a NUL', { name: 'a\u0000b' }],
    ['half a character in a password', { password: `\ud800\ud801 a long sentence of mine` }],
    ['half a character in a name', { name: 'Zo\ud800' }],
    ['a number for a password', { password: 123456789012 }],
  ])('refuses %s', async (_name, change) => {
    expect(await codeOf(register(world, change))).toEqual([400, 'validation-failed']);
  });
});

describe('signing in', () => {
  it('answers an unknown e-mail and a wrong password alike: status, body, headers, and what is asked of the table', async () => {
    const ask = async (email: string) => {
      world.faults.requests.length = 0;
      const { status, body, headers } = await login(world, email, 'not the right one');
      const { requestId: _own, ...said } = body as unknown as ProblemFields;
      const { 'x-request-id': _id, ...told } = headers;
      return { status, said, told, requests: world.faults.requests.map(({ name }) => name) };
    };
    const unknown = await ask(newEmail());
    const wrong = await ask(mine.user.email);
    expect(unknown).toEqual(wrong);
    expect(wrong).toMatchObject({ status: 401, said: { code: 'bad-credentials' } });
    expect(wrong.requests).toEqual(['GetCommand', 'GetCommand', 'UpdateCommand']);
  });

  it('answers wrong passwords for one address later and later, known or not, and from wherever they come', async () => {
    for (const email of [mine.user.email, newEmail()]) {
      world.passwordDelays.length = 0;
      for (let i = 0; i < 9; i++) await login(world, email, 'not the right one');
      expect(world.passwordDelays).toEqual([250, 500, 1_000, 1_000, 1_000, 1_000]);
    }
  });

  it('never keeps the right password waiting, however many wrong ones there were', async () => {
    for (let i = 0; i < 30; i++) await login(world, mine.user.email, 'not the right one');
    world.passwordDelays.length = 0;
    expect((await login(world, mine.user.email)).status).toBe(200);
    expect(world.passwordDelays).toEqual([]);
  });

  it('forgets wrong passwords after a quarter of an hour', async () => {
    for (let i = 0; i < 9; i++) await login(world, mine.user.email, 'not the right one');
    world.now += 15 * MINUTE;
    world.passwordDelays.length = 0;
    await login(world, mine.user.email, 'not the right one');
    expect(world.passwordDelays).toEqual([]);
  });

  it('that fails does the work of one hash, whoever it is for', async () => {
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
    // argon2 of 19 MiB takes tens of milliseconds of this process, and no answer without it takes ten.
    expect(user).toBeGreaterThan(10_000);
  });

  it('that fails is counted and logged as such', async () => {
    world.countedMetrics.length = 0;
    await login(world, newEmail(), 'not the right one');
    await login(world, mine.user.email, 'not the right one');
    await changePassword(world, mine.accessToken, 'not the right one', OTHER);
    expect(world.countedMetrics).toEqual(Array(3).fill('AuthenticationFailed'));
  });

  it('goes on when wrong passwords cannot be counted', async () => {
    world.faults.inject(({ name }) => (name === 'UpdateCommand' ? 'lost-request' : undefined));
    expect(await codeOf(login(world, mine.user.email, 'not the right one'))).toEqual([401, 'bad-credentials']);
  });

  it('hashes a password anew where its parameters are not of today, and ends no session by that', async () => {
    const key = userKey(mine.user.id);
    const { table, service } = world;
    const old = '$argon2id$v=19$m=8192,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$';
    const { argon2Sync } = await import('node:crypto');
    const parameters = { message: PASSWORD, nonce: Buffer.alloc(16), memory: 8192, passes: 1, parallelism: 1 };
    const tag = argon2Sync('argon2id', { ...parameters, tagLength: 32 });
    const plant = new UpdateCommand({
      TableName: table.name,
      Key: key,
      UpdateExpression: 'SET passwordHash = :old',
      ExpressionAttributeValues: { ':old': `${old}${tag.toString('base64').replace(/=+$/, '')}` },
    });
    await table.documents.send(plant);
    const hashNow = async () => (await service.dependencies.accounts.read(mine.user.id))?.passwordHash ?? '';

    expect((await login(world, mine.user.email, 'not the right one')).status).toBe(401);
    expect(await hashNow()).toContain('m=8192');
    expect((await login(world, mine.user.email)).status).toBe(200);
    expect(await hashNow()).toContain('$m=19456,t=2,p=1$');
    expect((await login(world, mine.user.email)).status).toBe(200);
    expect((await refresh(world, mine.refreshToken)).status).toBe(200);
  });
});

describe('changing the password', () => {
  it('ends every session but the one that did it', async () => {
    const { body: elsewhere } = await login(world, mine.user.email);
    expect((await changePassword(world, mine.accessToken, PASSWORD, OTHER)).status).toBe(204);
    expect(await codeOf(refresh(world, elsewhere.refreshToken))).toEqual([401, 'invalid-refresh-token']);
    expect((await refresh(world, mine.refreshToken)).status).toBe(200);
    expect((await login(world, mine.user.email)).status).toBe(401);
    expect((await login(world, mine.user.email, OTHER)).status).toBe(200);
  });

  it('ends a session, too, that was being opened with the old password meanwhile', async () => {
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

  it('asks for the current one, at the same price as signing in', async () => {
    const wrong = () => codeOf(changePassword(world, mine.accessToken, 'not the right one', OTHER));
    for (let i = 0; i < 5; i++) expect(await wrong()).toEqual([401, 'bad-credentials']);
    expect(world.passwordDelays).toEqual([250, 500]);
  });

  it('refuses a weak one before it looks at the current one', async () => {
    for (const weak of ['short', 'password1234']) {
      expect(await codeOf(changePassword(world, mine.accessToken, 'wrong', weak))).toEqual([422, 'weak-password']);
    }
  });

  it('is not for a token whose session has ended, though others of it still work', async () => {
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

  it('twice at once happens once', async () => {
    const { body: elsewhere } = await login(world, mine.user.email);
    const other = await world.another();
    const answers = await Promise.all([
      changePassword(world, mine.accessToken, PASSWORD, OTHER),
      changePassword(other, elsewhere.accessToken, PASSWORD, `${OTHER} too`),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 401]);
  });

  it('whose reply was lost may be asked for again: it is done, and nothing happens twice', async () => {
    expect((await changePassword(world, mine.accessToken, PASSWORD, OTHER)).status).toBe(204);
    expect((await changePassword(world, mine.accessToken, PASSWORD, OTHER)).status).toBe(204);
    expect(await world.service.dependencies.store.readJournal(mine.user.id)).toHaveLength(1);
    expect(world.passwordDelays).toEqual([]);
  });

  it('is not done by naming the password that is in force as the new one', async () => {
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

  it('does not disturb a refresh of its own session at the same moment', async () => {
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

  it('leaves one entry in the journal, also when its reply was lost, and never the password', async () => {
    world.faults.injectIntoTransactions('lost-reply');
    expect((await changePassword(world, mine.accessToken, PASSWORD, OTHER)).status).toBe(204);
    const entries = await world.service.dependencies.store.readJournal(mine.user.id);
    expect(entries).toMatchObject([{ action: 'user.password-changed', actor: 'owner', position: 0, ip: '192.0.2.1' }]);
    expect(JSON.stringify(entries)).not.toMatch(/argon2|sentence/);
  });

  it('goes through though its session was ended at that moment, and does not bring it back', async () => {
    const other = await world.another();
    other.faults.beforeRequests(async ({ name }) => {
      if (name === 'TransactWriteCommand') await logout(world, mine.refreshToken);
    });
    expect((await changePassword(other, mine.accessToken, PASSWORD, OTHER)).status).toBe(204);
    expect((await refresh(world, mine.refreshToken)).status).toBe(401);
    expect((await login(world, mine.user.email, OTHER)).status).toBe(200);
  });
});
