/** The writes that erase an account, and their repetition after a restore that brought the account back. */
import { type Account, DELETED } from '../../domain/account.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { busy } from '../../domain/refusals.ts';
import { accountIsUnchanged, addressIsTheirs, isAbsent } from '../conditions.ts';
import { deletion, expression, put, update } from '../expression.ts';
import { journalRow } from '../journal/journal-rows.ts';
import { emailKey, journalKey, userKey } from '../keys.ts';
import { forgetMails } from '../mail/forget-mails.ts';
import { readRow } from '../queries.ts';
import type { Table } from '../table.ts';
import { type Action, transact } from '../transact.ts';
import { accountOf, userIdOf } from './account-rows.ts';

/**
 * Removes the name, the address and the password, and frees the address, if the account is as it was read. Every session has the
 * version of the password with which it was opened, so the new version ends all of them, also one that a login is opening now.
 */
export function erasureOf(
  table: Table,
  account: Account,
  { version, at }: { version: number; at: number },
): { change: Action; address: Action } {
  const change = update(table.names.accounts, userKey(account.id), {
    set: [
      expression`email = ${DELETED}`,
      expression`#name = ${DELETED}`,
      expression`#role = ${'customer'}`,
      expression`version = ${version}`,
      expression`passwordVersion = ${version}`,
      expression`deletedAt = ${at}`,
    ],
    remove: ['passwordHash', 'passwordChangedAt', 'emailVerifiedAt', '#language', 'isGuest'],
    condition: accountIsUnchanged(account.version),
  });
  const address = deletion(table.names.accounts, emailKey(account.email), addressIsTheirs(account.id));
  return { change: { Update: change }, address: { Delete: address } };
}

/** `absent`: the account was registered after the time of the restore. `stale`: it is being changed; the call can be repeated. */
export type RepeatedDeletion = 'erased' | 'erased-before' | 'absent' | 'stale';

/**
 * Erases an account again, by the journal entry of its deletion. The journal keeps the entry, or gets it back under the same
 * position. The address may belong to another account by now, which keeps it.
 */
export async function repeatDeletion(table: Table, entry: JournalEntry): Promise<RepeatedDeletion> {
  const { subjectId, position, at } = entry;
  const row = await readRow(table, userKey(subjectId));
  if (!row) return 'absent';
  const account = accountOf(row);
  if (account.deletedAt !== undefined) return 'erased-before';
  await forgetMails(table, account.email);
  const owner = await readRow(table, emailKey(account.email));
  const isTaken = owner !== undefined && userIdOf(owner) !== subjectId;
  const hasEntry = (await readRow(table, journalKey(subjectId, position))) !== undefined;
  const version = Math.max(account.version, position) + 1;
  const { change, address } = erasureOf(table, account, { version, at });
  const entryPut = { Put: put(table.names.journal, journalRow(entry), isAbsent) };
  const actions = [change, ...(isTaken ? [] : [address]), ...(hasEntry ? [] : [entryPut])];
  const sent = await transact(table, actions, { idempotencyFirst: false });
  if (sent.is === 'busy') throw busy();
  return sent.is === 'committed' ? 'erased' : 'stale';
}
