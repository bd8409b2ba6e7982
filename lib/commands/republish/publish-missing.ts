/**
 * Appends to the journal what it lacks of claims' histories, by the same code as the stream's reader: put where absent,
 * and counted with it. So it may run while the system sells, twice, and beside the stream; nothing is counted again.
 */
import type { JournalEntry } from '../../domain/journal.ts';
import type { Claim } from '../../domain/model.ts';
import { claimOf } from '../../table/claims/claim-rows.ts';
import { appendJournal } from '../../table/journal/journal.ts';
import { claimKey, journalKey, journalPartition, nameIn, PREFIX } from '../../table/keys.ts';
import { mapConcurrently } from '../../table/map-concurrently.ts';
import type { Table } from '../../table/table.ts';
import type { Row } from '../../table/transact.ts';
import { newEntries } from '../../usecases/administration/publish-history.ts';
import type { Pace } from '../shared/pace.ts';
import { queryPages } from '../shared/patient-reads.ts';

/** Which claims: of one event, and changed since a time (epoch ms). */
export interface Wanted {
  eventId?: string;
  since?: number;
}

export interface Republished {
  /** Claims that were read, and those of them that were wanted. */
  read: number;
  looked: number;
  /** Entries that the journal did not have, and that this run put there; the stream may have put others meanwhile. */
  missing: number;
  appended: number;
  /** Claims whose entries are not all there now, each with why. */
  failed: Map<string, string>;
}

export const nothingYet = (): Republished => ({ read: 0, looked: 0, missing: 0, appended: 0, failed: new Map() });

/** Adds to `report` what it does; with `dryRun` it only looks. */
export async function publishMissing(
  table: Table,
  pace: Pace,
  rows: Row[],
  { eventId, since = 0 }: Wanted,
  { report, dryRun }: { report: Republished; dryRun: boolean },
): Promise<void> {
  const claims = readable(rows, report);
  const wanted = claims.filter(
    claim => (eventId === undefined || claim.eventId === eventId) && (claim.history.at(-1)?.at ?? 0) >= since,
  );
  report.looked += wanted.length;
  const missing = (await mapConcurrently(wanted, claim => missingOf(table, pace, claim))).flat();
  report.missing += missing.length;
  if (dryRun || missing.length === 0) return;
  const { appended, failed } = await appendJournal(table, missing);
  report.appended += appended;
  for (const { entry, error } of failed) report.failed.set(entry.subjectId, (error as Error).message);
}

/** A row that is no claim any more fails by itself, and keeps none of the others. */
function readable(rows: Row[], report: Republished): Claim[] {
  return rows.flatMap(row => {
    report.read += 1;
    try {
      const claim = claimOf(row);
      newEntries({ claim, entriesBefore: 0 });
      return [claim];
    } catch (error) {
      report.failed.set(nameIn(row.pk, PREFIX.claim), `cannot be read: ${(error as Error).message}`);
      return [];
    }
  });
}

async function missingOf(table: Table, pace: Pace, claim: Claim): Promise<JournalEntry[]> {
  const rows = await queryPages(table, pace, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': journalPartition(claim.id) },
    ProjectionExpression: 'sk',
    ConsistentRead: true,
  });
  const there = new Set(rows.map(({ sk }) => sk));
  return newEntries({ claim, entriesBefore: 0 }).filter(
    ({ subjectId, position }) => !there.has(journalKey(subjectId, position).sk),
  );
}

/** The claim's id in what people have: the id of a hold, a booking or the claim itself. */
export const claimIdIn = (name: string): string => name.replace(/^(hld|bkg)_/, '');
export const claimKeyNamed = (name: string) => claimKey(claimIdIn(name));
