/** The account store port on DynamoDB. Conditional puts make ids and e-mails unique, and versions keep changes in order. */
import type { Account, Role } from '../../domain/account.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { busy } from '../../domain/refusals.ts';
import type { AccountStore, CreateOutcome, NewAccountParts, RoleOutcome } from '../../ports/accounts.ts';
import { accountIsUnchanged, hasRole, isAbsent, passwordIsUnchanged, sessionIsOpen } from '../conditions.ts';
import { type ConditionCheck, check, type Expression, expression, put, type Update, update } from '../expression.ts';
import { emailKey, sessionKey, userKey } from '../keys.ts';
import { forgetMails } from '../mail/forget-mails.ts';
import { requestMail } from '../mail/mail-rows.ts';
import { readRow, readRows } from '../queries.ts';
import type { Table } from '../table.ts';
import { type Row, transact, updateOne } from '../transact.ts';
import { accountOf, emailRow, sessionOf, sessionRow, userIdOf, userRow } from './account-rows.ts';
import { changeAccount, openByLink, requestAlone, useOfLink } from './change-account.ts';
import { changeWithEntry } from './change-with-entry.ts';
import { erasureOf } from './erase-account.ts';
import { listAccounts } from './list-accounts.ts';

export const createAccountStore = (table: Table): AccountStore => ({
  create: (account, further) => create(table, account, further),
  read: async userId => accountOfRow(await readRow(table, userKey(userId))),
  readAll: async userIds => (await readRows(table, userIds.map(userKey))).map(accountOfRow),
  async readByEmail(email) {
    const owner = await readRow(table, emailKey(email));
    return accountOfRow(await readRow(table, userKey(owner ? userIdOf(owner) : NO_USER)));
  },
  readWithSession: (userId, sessionId) => readWithSession(table, userId, sessionId),
  list: (matches, page) => listAccounts(table, matches, page),
  changeRole: (account, role, entry, adminId) => changeRole(table, account, role, entry, adminId),
  changePassword: (account, passwordHash, entry, sessionId) =>
    changePassword(table, account, passwordHash, entry, sessionId),
  delete: (account, entry, adminId) => deleteAccount(table, account, entry, adminId),
  change: change => changeAccount(table, change),
  openByLink: (account, session, link) => openByLink(table, account, session, link),
  forgetMails: email => forgetMails(table, email),
  requestMail: request => requestAlone(table, request),
  rehash: (account, passwordHash) => rehash(table, account, passwordHash),
});

const accountOfRow = (row: Row | undefined): Account | undefined => row && accountOf(row);

/** The id of no user. With it an unknown e-mail takes the same two reads as a known one. */
const NO_USER = 'nobody';

async function create(
  table: Table,
  account: Account,
  { session, mail, link }: NewAccountParts = {},
): Promise<CreateOutcome> {
  const rows = [emailRow(account), userRow(account), ...(session ? [sessionRow(session)] : [])];
  const used = link ? [useOfLink(table, link)] : [];
  const puts = rows.map(row => ({ Put: put(table.names.accounts, row, isAbsent) }));
  const actions = [...used, ...puts, ...(mail ? [requestMail(table, mail)] : [])];
  const sent = await transact(table, actions, { idempotencyFirst: false });
  if (sent.is === 'busy') throw busy();
  if (sent.is === 'committed') return 'done';
  const ofEmail = sent.reasons[used.length];
  // The e-mail has our own id if the response to an earlier attempt was lost.
  if (ofEmail?.row?.userId === account.id) return 'done';
  return ofEmail?.refused ? 'email-taken' : 'link-used';
}

/** A batch is not a snapshot: a session that seems older than its account may have been read before both were changed. */
async function readWithSession(table: Table, userId: string, sessionId: string) {
  const [user, row] = await readRows(table, [userKey(userId), sessionKey(sessionId)]);
  const account = accountOfRow(user);
  const session = row && sessionOf(row);
  if (!account || !session || session.passwordVersion >= account.passwordVersion) return { account, session };
  const again = await readRow(table, sessionKey(sessionId));
  return { account, session: again && sessionOf(again) };
}

async function changeRole(
  table: Table,
  account: Account,
  role: Role,
  entry: JournalEntry,
  adminId: string | undefined,
): Promise<RoleOutcome> {
  const change = { Update: changeOf(table, account, [expression`#role = ${role}`]) };
  const admin = adminId === undefined ? [] : [{ ConditionCheck: isStillAdmin(table, adminId) }];
  const { refused } = await changeWithEntry(table, [change, ...admin], entry);
  if (refused.length === 0) return 'done';
  return refused.includes(0) ? 'stale' : 'not-admin';
}

/** If two admins demote each other, the second one is no admin any more and is refused. */
const isStillAdmin = (table: Table, userId: string): ConditionCheck =>
  check(table.names.accounts, userKey(userId), hasRole('admin'));

async function changePassword(
  table: Table,
  account: Account,
  passwordHash: string,
  entry: JournalEntry,
  sessionId: string | undefined,
): Promise<boolean> {
  const set = [
    expression`passwordHash = ${passwordHash}`,
    expression`passwordVersion = ${account.version + 1}`,
    expression`passwordChangedAt = ${entry.at}`,
  ];
  const change = { Update: changeOf(table, account, set) };
  const kept = sessionId === undefined ? [] : [{ Update: keepSession(table, account, sessionId, entry.at) }];
  const { refused } = await changeWithEntry(table, [change, ...kept], entry);
  if (refused.length === 0) return true;
  if (refused.includes(0)) return false;
  // Only the session has ended meanwhile, so the password is changed without it.
  return changePassword(table, account, passwordHash, entry, undefined);
}

async function deleteAccount(
  table: Table,
  account: Account,
  entry: JournalEntry,
  adminId: string | undefined,
): Promise<RoleOutcome> {
  const { change, address } = erasureOf(table, account, { version: account.version + 1, at: entry.at });
  const admin = adminId === undefined ? [] : [{ ConditionCheck: isStillAdmin(table, adminId) }];
  const owner = await readRow(table, emailKey(account.email));
  // The address is another user's only if the tables were restored to different times.
  const isTaken = owner !== undefined && userIdOf(owner) !== account.id;
  const { refused } = await changeWithEntry(table, [change, ...admin, ...(isTaken ? [] : [address])], entry);
  if (refused.length === 0) return 'done';
  return admin.length > 0 && refused.every(position => position === 1) ? 'not-admin' : 'stale';
}

/** Changes the account if it is as it was read, and raises its version. */
const changeOf = (table: Table, { id, version }: Account, set: Expression[]): Update =>
  update(table.names.accounts, userKey(id), {
    set: [...set, expression`version = ${version + 1}`],
    condition: accountIsUnchanged(version),
  });

/** Keeps the session that changed the password valid under the new one, unless it has ended. */
const keepSession = (table: Table, { version }: Account, sessionId: string, now: number): Update =>
  update(table.names.accounts, sessionKey(sessionId), {
    set: [expression`passwordVersion = ${version + 1}`],
    condition: sessionIsOpen(now),
  });

/** Replaces the hash of the same password, without a new version. If this fails, the next login tries again. */
async function rehash(table: Table, { id, passwordHash: before }: Account, passwordHash: string): Promise<void> {
  if (before === undefined) throw new Error(`the account ${id} has no password to hash again`);
  await updateOne(
    table,
    update(table.names.accounts, userKey(id), {
      set: [expression`passwordHash = ${passwordHash}`],
      condition: passwordIsUnchanged(before),
    }),
  );
}
