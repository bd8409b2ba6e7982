/** The account store port on DynamoDB: conditional puts make ids and e-mails unique, versions keep changes in order. */
import type { Account, Role, Session } from '../domain/account.ts';
import { busy } from '../domain/refusals.ts';
import type { AccountStore } from '../usecases/account-dependencies.ts';
import type { JournalEntry } from '../usecases/dependencies.ts';
import { accountIsUnchanged, isAbsent, passwordIsUnchanged, sessionIsOpen } from './conditions.ts';
import { put, type Update, update } from './expression.ts';
import { accountOf, emailRow, journalRow, sessionOf, sessionRow, userRow } from './items.ts';
import { emailKey, sessionKey, userKey } from './keys.ts';
import { listAccounts } from './lists.ts';
import { readRow, readRows } from './queries.ts';
import type { Table } from './table.ts';
import { type Action, type Reason, type Row, transact, updateOne } from './transact.ts';

export const createAccountStore = (table: Table): AccountStore => ({
  create: (account, session) => create(table, account, session),
  read: async userId => accountOfRow(await readRow(table, userKey(userId))),
  async readByEmail(email) {
    const owner = await readRow(table, emailKey(email));
    return accountOfRow(await readRow(table, userKey(owner ? String(owner.userId) : NOBODY)));
  },
  async readWithSession(userId, sessionId) {
    const [user, session] = await readRows(table, [userKey(userId), sessionKey(sessionId)]);
    return { account: accountOfRow(user), session: session && sessionOf(session) };
  },
  list: (matches, page) => listAccounts(table, matches, page),
  changeRole: (account, role, entry) => changeRole(table, account, role, entry),
  changePassword: (account, passwordHash, entry, sessionId) =>
    changePassword(table, account, passwordHash, entry, sessionId),
  rehash: (account, passwordHash) => rehash(table, account, passwordHash),
});

const accountOfRow = (row: Row | undefined): Account | undefined => row && accountOf(row);

/** Nobody's id: an unknown e-mail costs the same two reads as a known one. */
const NOBODY = 'nobody';

async function create(table: Table, account: Account, session: Session | undefined): Promise<boolean> {
  const rows = [emailRow(account), userRow(account), ...(session ? [sessionRow(session)] : [])];
  const puts = rows.map(row => ({ Put: put(table.name, row, isAbsent) }));
  const sent = await transact(table, puts, { idempotencyFirst: false });
  if (sent.is === 'busy') throw busy();
  // After a lost reply the e-mail stands there with our own id.
  return sent.is === 'committed' || sent.reasons[0]?.row?.userId === account.id;
}

async function changeRole(table: Table, account: Account, role: Role, entry: JournalEntry): Promise<boolean> {
  const change = changeOf(table, account, ['#role = :role'], { ':role': role });
  return changeWithEntry(table, [{ Update: change }], entry);
}

async function changePassword(
  table: Table,
  account: Account,
  passwordHash: string,
  entry: JournalEntry,
  sessionId: string | undefined,
): Promise<boolean> {
  const set = ['passwordHash = :passwordHash', 'passwordVersion = :next'];
  const change = { Update: changeOf(table, account, set, { ':passwordHash': passwordHash }) };
  const going = sessionId === undefined ? [] : [{ Update: goOn(table, account, sessionId, entry.at) }];
  return changeWithEntry(table, [change, ...going], entry);
}

/** One more version of the account, where it still is what was read. */
function changeOf(table: Table, { id, version }: Account, set: string[], values: Record<string, unknown>): Update {
  return update(table.name, userKey(id), {
    set: [...set, 'version = :next'],
    condition: accountIsUnchanged,
    values: { ...values, ':version': version, ':next': version + 1 },
  });
}

/** The session under whose token the password was changed speaks for the new one; a session that has ended does not come back. */
const goOn = (table: Table, { version }: Account, sessionId: string, now: number): Update =>
  update(table.name, sessionKey(sessionId), {
    set: ['passwordVersion = :next'],
    condition: sessionIsOpen,
    values: { ':next': version + 1, ':now': now },
  });

/** The account's update is the first of the changes; any other that is refused is left out, and the rest sent again. */
async function changeWithEntry(table: Table, changes: Action[], entry: JournalEntry): Promise<boolean> {
  const entryPut = { Put: put(table.name, journalRow(entry), isAbsent) };
  const sent = await transact(table, [entryPut, ...changes], { idempotencyFirst: false });
  if (sent.is === 'busy') throw busy();
  if (sent.is === 'committed') return true;
  const [ofEntry, ofAccount, ...others] = sent.reasons;
  if (ofEntry?.refused) return isOurs(ofEntry, entry);
  if (ofAccount?.refused) return false;
  const [first, ...rest] = changes;
  const possible = rest.filter((_, i) => !others[i]?.refused);
  return changeWithEntry(table, first ? [first, ...possible] : [], entry);
}

/** After a lost reply the entry of this very change stands there. */
const isOurs = ({ row }: Reason, entry: JournalEntry): boolean =>
  row?.requestId === entry.requestId && row.at === entry.at && row.actor === entry.actor && row.action === entry.action;

/** No change of the password, and so no new version: who read the account before may go on. The next login tries again. */
async function rehash(table: Table, account: Account, passwordHash: string): Promise<void> {
  await updateOne(
    table,
    update(table.name, userKey(account.id), {
      set: ['passwordHash = :rehashed'],
      condition: passwordIsUnchanged,
      values: { ':rehashed': passwordHash, ':passwordHash': account.passwordHash },
    }),
  );
}
