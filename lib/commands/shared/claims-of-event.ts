/** Reads the claims of an event in batches. The event's list may lack claims of the last seconds. */
import { CLAIMS_SHARDS } from '../../domain/limits.ts';
import type { Claim } from '../../domain/model.ts';
import { claimOf } from '../../table/claims/claim-rows.ts';
import { claimKey, claimsPartition } from '../../table/keys.ts';
import { BATCH_READS_MAX } from '../../table/long-reads.ts';
import type { Table } from '../../table/table.ts';
import type { Pace } from './pace.ts';
import { queryPages, readBatch } from './paced-reads.ts';

export async function* claimsOfEvent(table: Table, pace: Pace, eventId: string): AsyncGenerator<Claim[]> {
  for (let shard = 0; shard < CLAIMS_SHARDS; shard++) {
    const claimIds = await claimIdsIn(table, pace, claimsPartition(eventId, shard));
    for (let from = 0; from < claimIds.length; from += BATCH_READS_MAX) {
      const rows = await readBatch(table, pace, claimIds.slice(from, from + BATCH_READS_MAX).map(claimKey));
      yield rows.map(claimOf);
    }
  }
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
