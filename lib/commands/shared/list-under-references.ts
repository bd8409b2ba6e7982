/**
 * Puts the missing rows that list bookings under their references: rows that the stream function of version 0.5 did not put, and
 * rows that were lost. Each row is put only if absent, so this is safe to repeat, during sales and beside the stream.
 */
import type { Claim } from '../../domain/model.ts';
import { busy } from '../../domain/refusals.ts';
import { referenceKeyOf, referenceRow } from '../../table/claims/claim-references.ts';
import { isAbsent } from '../../table/conditions.ts';
import { put } from '../../table/expression.ts';
import { journalKey, type Key } from '../../table/keys.ts';
import { BATCH_READS_MAX } from '../../table/long-reads.ts';
import { mapConcurrently } from '../../table/map-concurrently.ts';
import type { Table } from '../../table/table.ts';
import { putOne } from '../../table/transact.ts';
import type { Pace } from './pace.ts';
import { readBatch } from './paced-reads.ts';

/**
 * Returns how many rows it has put; with `dryRun`, how many it would put. If the journal lacks the confirmation of a booking, its
 * row is left to the stream, which puts the row before the confirmation.
 */
export async function listUnderReferences(
  table: Table,
  pace: Pace,
  claims: Claim[],
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<number> {
  const bookings = claims.filter(({ booking }) => booking !== undefined);
  const listed = await presentOf(table, pace, bookings, referenceKeyOf);
  const unlisted = bookings.filter(({ id }) => !listed.has(id));
  const published = await presentOf(table, pace, unlisted, confirmationKeyOf);
  const forgotten = unlisted.filter(({ id }) => published.has(id));
  if (dryRun) return forgotten.length;
  const put = await mapConcurrently(forgotten, claim => list(table, pace, claim));
  return put.filter(Boolean).length;
}

/** The journal entry that confirmed the booking. */
const confirmationKeyOf = ({ id, history }: Claim): Key =>
  journalKey(
    id,
    history.findIndex(({ action }) => action === 'booking.confirmed'),
  );

/** Returns the ids of those claims that have a row with this key. */
async function presentOf(
  table: Table,
  pace: Pace,
  claims: Claim[],
  keyOf: (claim: Claim) => Key,
): Promise<Set<string>> {
  const present = new Set<string>();
  for (let from = 0; from < claims.length; from += BATCH_READS_MAX) {
    const batch = claims.slice(from, from + BATCH_READS_MAX);
    const rows = new Set((await readBatch(table, pace, batch.map(keyOf))).map(({ pk, sk }) => `${pk} ${sk}`));
    for (const claim of batch) if (rows.has(`${keyOf(claim).pk} ${keyOf(claim).sk}`)) present.add(claim.id);
  }
  return present;
}

async function list(table: Table, pace: Pace, claim: Claim): Promise<boolean> {
  const sent = await putOne(table, put(table.name, referenceRow(claim), isAbsent));
  if (sent.is === 'busy') throw busy();
  await pace(1);
  return sent.is === 'committed';
}
