/** The conditions of accounts and sessions: a row changes only if it is as it was read. */
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Account, Session } from '../../lib/domain/account.ts';
import type { JournalEntry } from '../../lib/domain/journal.ts';
import type { MailRequest } from '../../lib/domain/mail.ts';
import type { AccountChange } from '../../lib/ports/accounts.ts';
import { createAccountStore } from '../../lib/table/accounts/accounts.ts';
import { emailKey, type Key, mailKey, usedLinkKey, userKey } from '../../lib/table/keys.ts';
import { openWorld, START } from '../support/world.ts';

const world = await openWorld();
const { accounts, sessions, ids, mailStore, store } = world.service.dependencies;
let account: Account;
let session: Session;

beforeEach(async () => {
  const id = `usr_${ids.next()}`;
  const known = { name: 'A', role: 'customer' as const, createdAt: START, version: 0, passwordVersion: 0 };
  account = { id, email: `${id}@holdfast.example`, passwordHash: 'first', ...known };
  session = {
    id: ids.next(),
    userId: id,
    passwordVersion: 0,
    tokenHash: 'one',
    createdAt: START,
    expiresAt: START + 1_000,
  };
  await accounts.create(account, { session });
});

const entryOf = ({ id, version }: Account): JournalEntry => ({
  subjectId: id,
  position: version,
  action: 'user.role-changed',
  at: START,
  actor: 'test',
  requestId: 'test',
  changeId: ids.next(),
  to: 'x',
});
const deletionOf = (of: Account): JournalEntry => ({ ...entryOf(of), action: 'user.deleted', to: 'deleted' });
const sessionNow = async () => (await accounts.readWithSession(account.id, session.id)).session;

describe('an account', () => {
  it('changes only if it has the version that was read, even if its journal has no entry of a later one', async () => {
    const later = new UpdateCommand({
      TableName: world.table.names.accounts,
      Key: userKey(account.id),
      UpdateExpression: 'SET version = :later',
      ExpressionAttributeValues: { ':later': 5 },
    });
    await world.table.documents.send(later);
    expect(await accounts.changeRole(account, 'admin', entryOf(account))).toBe('stale');
    expect(await accounts.changePassword(account, 'second', entryOf(account), session.id)).toBe(false);
    expect(await accounts.read(account.id)).toMatchObject({ role: 'customer', passwordHash: 'first', version: 5 });
    expect(await store.readJournal(account.id)).toEqual([]);
    expect((await sessionNow())?.passwordVersion).toBe(0);
  });

  it('is deleted only if it has the version that was read', async () => {
    expect(await accounts.changeRole(account, 'organizer', entryOf(account))).toBe('done');
    expect(await accounts.delete(account, deletionOf(account))).toBe('stale');
    expect(await accounts.readByEmail(account.email)).toMatchObject({ id: account.id, role: 'organizer', version: 1 });
    expect(await store.readJournal(account.id)).toMatchObject([{ action: 'user.role-changed' }]);
  });

  it('is deleted once, also when the reply of DynamoDB was lost', async () => {
    world.faults.injectIntoTransactions('lost-reply');
    expect(await accounts.delete(account, deletionOf(account))).toBe('done');
    world.faults.clear();
    expect(await accounts.delete(account, deletionOf(account))).toBe('stale');
    expect(await store.readJournal(account.id)).toMatchObject([{ action: 'user.deleted', position: 0 }]);
  });

  it('leaves its address to another account that has it, also if that got it during the deletion', async () => {
    const giveAway = () =>
      world.table.documents.send(
        new UpdateCommand({
          TableName: world.table.names.accounts,
          Key: emailKey(account.email),
          UpdateExpression: 'SET userId = :other',
          ExpressionAttributeValues: { ':other': 'usr_other' },
        }),
      );
    let isGiven = false;
    world.faults.beforeRequests(async ({ name }) => {
      if (name !== 'TransactWriteCommand' || isGiven) return;
      isGiven = true;
      await giveAway();
    });
    expect(await accounts.delete(account, deletionOf(account))).toBe('stale');
    expect(await accounts.delete(account, deletionOf(account))).toBe('done');
    world.faults.clear();
    const key = { TableName: world.table.names.accounts, Key: emailKey(account.email) };
    expect((await world.table.documents.send(new GetCommand(key))).Item).toMatchObject({ userId: 'usr_other' });
    expect(await accounts.read(account.id)).toMatchObject({ email: 'deleted', deletedAt: START });
  });

  it('gets a new hash only if it has the password that was verified', async () => {
    await accounts.changePassword(account, 'second', entryOf(account));
    await accounts.rehash(account, 'first, new hash');
    expect((await accounts.read(account.id))?.passwordHash).toBe('second');
    await accounts.rehash({ ...account, passwordHash: 'second' }, 'second, new hash');
    expect(await accounts.read(account.id)).toMatchObject({ passwordHash: 'second, new hash', version: 1 });
  });
});

describe('an account and a session that are read together', () => {
  it('are read as they are after a change of the password that came between the two reads', async () => {
    const before = await sessionNow();
    await accounts.changePassword(account, 'second', entryOf(account), session.id);
    const torn = {
      ...world.table,
      documents: {
        send: async (command: { constructor: { name: string } }) => {
          const output = await world.table.documents.send(command as never);
          if (command.constructor.name !== 'BatchGetCommand') return output;
          const rows = (output as { Responses: Record<string, Record<string, unknown>[]> }).Responses[
            world.table.names.accounts
          ];
          for (const row of rows ?? []) {
            if (String(row.pk).endsWith(session.id)) row.passwordVersion = before?.passwordVersion;
          }
          return output;
        },
      } as never,
    };
    const read = await createAccountStore(torn).readWithSession(account.id, session.id);
    expect([read.account?.passwordVersion, read.session?.passwordVersion]).toEqual([1, 1]);
  });
});

describe('a session', () => {
  it('is refreshed only by its current token', async () => {
    expect(await sessions.refresh(session.id, 'other', 'two', START)).toMatchObject({ is: 'refused', session });
    expect((await sessions.refresh(session.id, 'one', 'two', START)).is).toBe('done');
    expect((await sessions.refresh(session.id, 'one', 'three', START)).is).toBe('refused');
    expect(await sessionNow()).toMatchObject({ tokenHash: 'two', previousHash: 'one', refreshedAt: START });
  });

  it('that has ended stays ended, also under a new password', async () => {
    expect((await sessions.end(session.id, START, 'one')).is).toBe('done');
    expect((await sessions.refresh(session.id, 'one', 'two', START + 1)).is).toBe('refused');
    expect((await sessions.end(session.id, START + 1)).is).toBe('refused');
    expect(await accounts.changePassword(account, 'second', entryOf(account), session.id)).toBe(true);
    expect(await sessionNow()).toEqual({ ...session, endedAt: START });
  });

  it('cannot be refreshed from the exact millisecond of its expiry', async () => {
    expect((await sessions.refresh(session.id, 'one', 'two', START + 999)).is).toBe('done');
    expect((await sessions.refresh(session.id, 'two', 'three', START + 1_000)).is).toBe('refused');
    expect((await sessions.end(session.id, START + 1_000, 'two')).is).toBe('refused');
  });

  it('can be ended by its current token and by the previous one, and by no other', async () => {
    await sessions.refresh(session.id, 'one', 'two', START);
    expect((await sessions.end(session.id, START, 'zero')).is).toBe('refused');
    expect((await sessions.end(session.id, START, 'one')).is).toBe('done');
  });

  it('that does not exist is refused, and no row is written', async () => {
    expect(await sessions.refresh('nowhere', 'one', 'two', START)).toEqual({ is: 'refused', session: undefined });
    expect(await sessions.end('nowhere', START)).toEqual({ is: 'refused', session: undefined });
    expect((await accounts.readWithSession(account.id, 'nowhere')).session).toBeUndefined();
  });
});

describe('a change of an account with its mail and its link', () => {
  const mailOf = (of: Account): MailRequest => ({
    id: `mal_${ids.next()}`,
    at: START,
    email: of.email,
    kind: 'verify-email',
    userId: of.id,
  });
  const linkOf = ({ id }: Account) => ({ linkId: `mal_${ids.next()}`, userId: id, usedAt: START });
  const rowAt = async (key: Key) =>
    (await world.table.documents.send(new GetCommand({ TableName: world.table.names.accounts, Key: key }))).Item;
  const change = (changes: Partial<Account>, parts: Partial<AccountChange> = {}) =>
    accounts.change({ before: account, after: { ...account, ...changes }, entry: entryOf(account), ...parts });

  it('is written with the mail, the use of the link, and an attribute that it removes', async () => {
    const [mail, link] = [mailOf(account), linkOf(account)];
    expect(await change({ name: 'B', passwordHash: undefined } as never, { mail, link })).toBe('done');
    expect(await rowAt(mailKey(mail.id))).toMatchObject({ state: 'requested', email: account.email, kind: mail.kind });
    expect(await rowAt(usedLinkKey(link.linkId))).toMatchObject({ userId: account.id, usedAt: START });
    expect(await accounts.read(account.id)).toEqual({
      ...account,
      name: 'B',
      version: 1,
      passwordHash: undefined,
    });
  });

  it('is written once, also when the reply of DynamoDB was lost', async () => {
    world.faults.injectIntoTransactions('lost-reply');
    const [mail, link] = [mailOf(account), linkOf(account)];
    expect(await change({ email: `new-${account.email}` }, { mail, link })).toBe('done');
    world.faults.clear();
    expect(await accounts.readByEmail(account.email)).toBeUndefined();
    expect(await accounts.readByEmail(`new-${account.email}`)).toMatchObject({ id: account.id, version: 1 });
    expect(await store.readJournal(account.id)).toHaveLength(1);
  });

  it('is not written with a stale account, a used link or a taken address', async () => {
    const link = linkOf(account);
    const other = { ...account, id: `usr_${ids.next()}`, email: `other-${account.email}` };
    expect(await accounts.create(other, { link })).toBe('done');
    const mail = mailOf(account);
    expect(await change({ name: 'B' }, { link, mail })).toBe('link-used');
    expect(await change({ email: other.email }, { mail })).toBe('email-taken');
    expect(await change({ name: 'B' }, { before: { ...account, version: 7 }, mail })).toBe('stale');
    expect(await rowAt(mailKey(mail.id))).toBeUndefined();
    expect(await accounts.read(account.id)).toEqual(account);
    expect(await store.readJournal(account.id)).toEqual([]);
  });

  it('is a new account: none is created with a used link or a taken address', async () => {
    const link = linkOf(account);
    const [first, second] = ['first', 'second'].map(name => ({
      ...account,
      id: `usr_${ids.next()}`,
      email: `${name}-${account.email}`,
    })) as [Account, Account];
    const mail = mailOf(second);
    expect(await accounts.create(first, { link })).toBe('done');
    expect(await accounts.create(second, { link, mail })).toBe('link-used');
    expect(await accounts.create({ ...second, email: first.email }, { mail })).toBe('email-taken');
    expect(await accounts.read(second.id)).toBeUndefined();
    expect(await rowAt(mailKey(mail.id))).toBeUndefined();
  });

  it('opens a session by a link once, and not for an account that has changed', async () => {
    const [link, opened] = [linkOf(account), { ...session, id: ids.next(), tokenHash: 'two' }];
    expect(await accounts.openByLink({ ...account, version: 1 }, opened, link)).toBe('stale');
    world.faults.injectIntoTransactions('lost-reply');
    expect(await accounts.openByLink(account, opened, link)).toBe('done');
    world.faults.clear();
    const another = { ...session, id: ids.next(), tokenHash: 'three' };
    expect(await accounts.openByLink(account, another, link)).toBe('link-used');
    expect(await sessions.read(another.id)).toBeUndefined();
  });

  it('leaves an address before that another account has since a restore', async () => {
    const giveAway = new UpdateCommand({
      TableName: world.table.names.accounts,
      Key: emailKey(account.email),
      UpdateExpression: 'SET userId = :other',
      ExpressionAttributeValues: { ':other': 'usr_other' },
    });
    await world.table.documents.send(giveAway);
    expect(await change({ email: `new-${account.email}` })).toBe('done');
    expect(await rowAt(emailKey(account.email))).toMatchObject({ userId: 'usr_other' });
  });

  it('loses the mails to its address that have not ended, more than one page of them, and no others', async () => {
    const requests = Array.from({ length: 60 }, () => mailOf(account));
    const other = { ...mailOf(account), email: `other-${account.email}` };
    for (const mail of [...requests, other]) await accounts.requestMail(mail);
    const ended = requests[30] as MailRequest;
    await mailStore.settle({ mailId: ended.id, kind: ended.kind, email: ended.email }, { state: 'not-needed' }, START);
    await accounts.forgetMails(account.email);
    const left = await Promise.all(requests.map(({ id }) => rowAt(mailKey(id))));
    expect(left.filter(row => row !== undefined)).toMatchObject([{ state: 'not-needed' }]);
    expect(JSON.stringify(left)).not.toContain(account.email);
    expect(await rowAt(mailKey(other.id))).toMatchObject({ state: 'requested' });
  });
});
