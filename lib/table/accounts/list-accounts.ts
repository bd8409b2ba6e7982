/** Lists accounts, newest first. */
import type { Account } from '../../domain/account.ts';
import { USERS_SHARDS } from '../../domain/limits.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { fillPage, itemsOfRows, mergePartitions, newestIn } from '../index-pages.ts';
import { registrationPartition } from '../keys.ts';
import type { Table } from '../table.ts';
import { accountOf } from './account-rows.ts';

/** Returns the accounts that match. It merges the shards of the index by time. */
export function listAccounts(
  table: Table,
  matches: (account: Account) => boolean,
  page: PageRequest,
): Promise<Page<Account>> {
  const shards = Array.from({ length: USERS_SHARDS }, (_, shard) =>
    newestIn(table, 'byRegistration', registrationPartition(shard)),
  );
  return fillPage(table, page, {
    ...mergePartitions('byRegistration', shards, { order: 'newest-first' }),
    readItems: itemsOfRows(table, row => {
      const account = accountOf(row);
      return matches(account) ? account : undefined;
    }),
  });
}
