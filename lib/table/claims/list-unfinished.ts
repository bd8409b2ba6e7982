/** Lists claims with an unfinished payment, for the reconciler and for administration. */
import { UNFINISHED_SHARDS } from '../../domain/limits.ts';
import type { UnfinishedPayment } from '../../ports/administration.ts';
import type { Page, PageRequest, UnfinishedClaim } from '../../ports/store.ts';
import { fillPage, itemsOfRows, mergePartitions, type ReadPartition, sortKeyIn } from '../index-pages.ts';
import { INDEXES, nameIn, PREFIX, sortable, stuckPartition, timeInSortKey, unfinishedPartition } from '../keys.ts';
import { queryIndex } from '../queries.ts';
import type { Table } from '../table.ts';
import type { Row } from '../transact.ts';
import { claimOf } from './claim-rows.ts';

/** One run of the reconciler reads at most this many claims of a shard. It takes them in random order, so none waits for ever. */
const UNFINISHED_READ_MAX = 5_000;

/** Returns the claims of one shard whose payment has been unfinished since `until` (epoch ms) or before; eventually consistent. */
export async function listUnfinishedClaims(table: Table, partition: string, until: number): Promise<UnfinishedClaim[]> {
  const { partitionKey, sortKey } = INDEXES.byUnfinished;
  const entries = await queryIndex(table, {
    IndexName: 'byUnfinished',
    KeyConditionExpression: `${partitionKey} = :pk AND ${sortKey} <= :until`,
    ExpressionAttributeValues: { ':pk': partition, ':until': `${sortable(until)}~` },
    Limit: UNFINISHED_READ_MAX,
  });
  return entries.map(entry => ({ claimId: nameIn(entry.pk, PREFIX.claim), since: sinceOf(entry) }));
}

const sinceOf = (entry: Row): number => timeInSortKey(sortKeyIn(entry, 'byUnfinished'));

/** Returns the claims with an unfinished payment that match, oldest first. It merges the shards of the index by time. */
export function listUnfinishedPayments(
  table: Table,
  matches: (found: UnfinishedPayment) => boolean,
  page: PageRequest,
): Promise<Page<UnfinishedPayment>> {
  const { partitionKey, sortKey } = INDEXES.byUnfinished;
  const shards = Array.from({ length: UNFINISHED_SHARDS }, (_, shard) => shard);
  const partitions = [...shards.map(unfinishedPartition), ...shards.map(stuckPartition)];
  const readPartition =
    (partition: string): ReadPartition =>
    (after, count) =>
      queryIndex(table, {
        IndexName: 'byUnfinished',
        KeyConditionExpression: `${partitionKey} = :pk AND ${sortKey} > :after`,
        ExpressionAttributeValues: { ':pk': partition, ':after': after ?? '0' },
        Limit: count,
      });
  return fillPage(table, page, {
    // While a payment becomes stuck or is resumed, its entry may be in two partitions.
    ...mergePartitions('byUnfinished', partitions.map(readPartition), { order: 'oldest-first' }),
    readItems: itemsOfRows(table, row => {
      // The payment was finished after the index was read.
      if (row[sortKey] === undefined) return undefined;
      const found = { claim: claimOf(row), since: sinceOf(row) };
      return matches(found) ? found : undefined;
    }),
  });
}
