/** The account store port on DynamoDB: conditional puts make ids and e-mails unique. */
import { busy } from '../domain/refusals.ts';
import type { Account, AccountStore } from '../usecases/dependencies.ts';
import { isAbsent } from './conditions.ts';
import { put } from './expression.ts';
import { accountOf, emailRow, userRow } from './items.ts';
import { emailKey, userKey } from './keys.ts';
import { readRow } from './queries.ts';
import type { Table } from './table.ts';
import { transact } from './transact.ts';

export const createAccountStore = (table: Table): AccountStore => ({
  create: account => create(table, account),
  async read(userId) {
    const row = await readRow(table, userKey(userId));
    return row && accountOf(row);
  },
  async readByEmail(email) {
    const owner = await readRow(table, emailKey(email));
    const row = owner && (await readRow(table, userKey(String(owner.userId))));
    return row && accountOf(row);
  },
});

async function create(table: Table, account: Account): Promise<boolean> {
  const sent = await transact(
    table,
    [{ Put: put(table.name, emailRow(account), isAbsent) }, { Put: put(table.name, userRow(account), isAbsent) }],
    { idempotencyFirst: false },
  );
  if (sent.is === 'busy') throw busy();
  // After a lost reply the e-mail stands there with our own id.
  return sent.is === 'committed' || sent.reasons[0]?.row?.userId === account.id;
}
