/**
 * A step of the migration: lists the bookings of an event under their references. Bookings of version 0.5 have no rows,
 * because its stream function did not put them. Their claims are not changed, so sales may continue.
 */
import { CLAIMS_SHARDS } from '../../domain/limits.ts';
import { claimOf } from '../../table/claims/claim-rows.ts';
import { claimKey, claimsPartition } from '../../table/keys.ts';
import { BATCH_READS_MAX } from '../../table/long-reads.ts';
import type { Table } from '../../table/table.ts';
import { listUnderReferences } from '../shared/list-under-references.ts';
import type { Pace } from '../shared/pace.ts';
import { queryPages, readBatch } from '../shared/paced-reads.ts';
import type { MigrationContext } from './migration.ts';

/** Returns the number of rows that it put. Claims of the last seconds may be missing in the event's list; the stream puts their rows. */
export async function putReferences(
  { table, pace }: Pick<MigrationContext, 'table' | 'pace'>,
  eventId: string,
): Promise<number> {
  let put = 0;
  for (let shard = 0; shard < CLAIMS_SHARDS; shard++) {
    const claimIds = await claimIdsIn(table, pace, claimsPartition(eventId, shard));
    for (let from = 0; from < claimIds.length; from += BATCH_READS_MAX) {
      const rows = await readBatch(table, pace, claimIds.slice(from, from + BATCH_READS_MAX).map(claimKey));
      put += await listUnderReferences(table, pace, rows.map(claimOf));
    }
  }
  return put;
}

async function claimIdsIn(table: Table, pace: Pace, partition: string): Promise<string[]> {
  const rows = await queryPages(table, pace, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': partition },
    ProjectionExpression: 'sk',
    ConsistentRead: true,
  });
  return rows.map(({ sk }) => String(sk));
}
