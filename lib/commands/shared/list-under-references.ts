/** Lists bookings under their references where the stream has not. Each row is put only if absent, so it is safe to repeat. */
import type { Claim } from '../../domain/model.ts';
import { busy } from '../../domain/refusals.ts';
import { referenceKeyOf, referenceRow } from '../../table/claims/claim-references.ts';
import { isAbsent } from '../../table/conditions.ts';
import { put } from '../../table/expression.ts';
import { BATCH_READS_MAX } from '../../table/long-reads.ts';
import { mapConcurrently } from '../../table/map-concurrently.ts';
import type { Table } from '../../table/table.ts';
import { putOne } from '../../table/transact.ts';
import type { Pace } from './pace.ts';
import { readBatch } from './paced-reads.ts';

/** Returns the bookings that were not listed. With `dryRun` it puts no row. */
export async function listUnderReferences(
  table: Table,
  pace: Pace,
  claims: Claim[],
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<Claim[]> {
  const bookings = claims.filter(({ booking }) => booking !== undefined);
  const unlisted: Claim[] = [];
  for (let from = 0; from < bookings.length; from += BATCH_READS_MAX) {
    const batch = bookings.slice(from, from + BATCH_READS_MAX);
    const listed = new Set((await readBatch(table, pace, batch.map(referenceKeyOf))).map(({ sk }) => sk));
    unlisted.push(...batch.filter(({ id }) => !listed.has(id)));
  }
  if (!dryRun) await mapConcurrently(unlisted, claim => list(table, pace, claim));
  return unlisted;
}

async function list(table: Table, pace: Pace, claim: Claim): Promise<void> {
  const sent = await putOne(table, put(table.name, referenceRow(claim), isAbsent));
  if (sent.is === 'busy') throw busy();
  await pace(1);
}
