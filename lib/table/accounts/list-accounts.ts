/** Lists accounts, newest first. */
import type { Account } from '../../domain/account.ts';
import { USERS_SHARDS } from '../../domain/limits.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { fillPage, newestIn, positionOf, type ReadEntries } from '../index-pages.ts';
import { registrationPartition } from '../keys.ts';
import type { Table } from '../table.ts';
import type { Row } from '../transact.ts';
import { accountOf } from './account-rows.ts';

/** Returns the accounts that match. It merges the shards of the index by time. */
export function listAccounts(
  table: Table,
  matches: (account: Account) => boolean,
  page: PageRequest,
): Promise<Page<Account>> {
  const shards = Array.from({ length: USERS_SHARDS }, (_, shard) =>
    newestIn(table, 'byRegistration', registrationPartition(shard), page.limit),
  );
  const position = (entry: Row): string => positionOf(entry, 'byRegistration');
  const readEntries: ReadEntries = async after => {
    const entries = (await Promise.all(shards.map(readShard => readShard(after)))).flat();
    return entries.sort((one, other) => (position(one) < position(other) ? 1 : -1)).slice(0, page.limit);
  };
  return fillPage(table, page, 'byRegistration', readEntries, row => {
    const account = accountOf(row);
    return matches(account) ? account : undefined;
  });
}
