/**
 * Appends the entries of claims' histories that the journal lacks, with the code of the stream's function: each entry is
 * put only if absent, and counted in the same transaction. So it is safe to repeat, during sales and beside the stream.
 */
import type { JournalEntry } from '../../domain/journal.ts';
import type { Claim } from '../../domain/model.ts';
import { isTold } from '../../domain/notice-names.ts';
import { claimOf } from '../../table/claims/claim-rows.ts';
import { appendJournal } from '../../table/journal/journal.ts';
import { claimKey, journalKey, journalPartition, nameIn, PREFIX } from '../../table/keys.ts';
import { mapConcurrently } from '../../table/map-concurrently.ts';
import type { Table } from '../../table/table.ts';
import type { Row } from '../../table/transact.ts';
import { newEntries } from '../../usecases/administration/publish-history.ts';
import { listUnderReferences } from '../shared/list-under-references.ts';
import type { Pace } from '../shared/pace.ts';
import { queryPages } from '../shared/paced-reads.ts';

/** Selects claims: of one event, and changed since a time (epoch ms). */
export interface ClaimFilter {
  eventId?: string;
  since?: number;
}

export interface Republished {
  /** Claims read, and those that the filter selects. */
  read: number;
  selected: number;
  /** Entries that the journal lacked, and those that this run added. The stream may have added others meanwhile. */
  missing: number;
  appended: number;
  /** Claims whose entries could not all be added, with the reason. */
  failed: Map<string, string>;
  /** Of the entries that the journal lacked, those that outsiders may know. The stream tells only those of the last day. */
  told: ToldEntry[];
  /** Bookings that were not listed under their reference, and whose entries the journal has. */
  unlisted: number;
}

export interface ToldEntry {
  subjectId: string;
  position: number;
  at: number;
  eventId: string;
}

export const emptyReport = (): Republished => ({
  read: 0,
  selected: 0,
  missing: 0,
  appended: 0,
  failed: new Map(),
  told: [],
  unlisted: 0,
});

/** Publishes the missing entries of some claims, and adds the counts to `report`. With `dryRun` it only counts. */
export async function publishMissing(
  table: Table,
  pace: Pace,
  rows: Row[],
  { eventId, since = 0 }: ClaimFilter,
  { report, dryRun }: { report: Republished; dryRun: boolean },
): Promise<void> {
  const claims = readable(rows, report);
  const selected = claims.filter(
    claim => (eventId === undefined || claim.eventId === eventId) && (claim.history.at(-1)?.at ?? 0) >= since,
  );
  report.selected += selected.length;
  const missing = (await mapConcurrently(selected, claim => missingOf(table, pace, claim))).flat();
  report.missing += missing.length;
  if (!dryRun && missing.length > 0) {
    const { appended, failed } = await appendJournal(table, missing);
    report.appended += appended;
    report.told.push(...missing.flatMap(toldEntryOf));
    for (const { entry, error } of failed) report.failed.set(entry.subjectId, (error as Error).message);
  }
  report.unlisted += await listUnderReferences(table, pace, selected, { dryRun });
}

/** Parses the rows. A row that is not a valid claim is reported as failed, and the others are still published. */
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

const toldEntryOf = ({ subjectId, position, at, action, eventId }: JournalEntry): ToldEntry[] =>
  isTold(action) && eventId !== undefined ? [{ subjectId, position, at, eventId }] : [];

async function missingOf(table: Table, pace: Pace, claim: Claim): Promise<JournalEntry[]> {
  const rows = await queryPages(table, pace, {
    TableName: table.names.journal,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': journalPartition(claim.id) },
    ProjectionExpression: 'sk',
    ConsistentRead: true,
  });
  const present = new Set(rows.map(({ sk }) => sk));
  return newEntries({ claim, entriesBefore: 0 }).filter(
    ({ subjectId, position }) => !present.has(journalKey(subjectId, position).sk),
  );
}

/** The claim's id in the id of a hold or a booking, or in itself. */
export const claimIdIn = (name: string): string => name.replace(/^(hld|bkg)_/, '');
export const claimKeyNamed = (name: string) => claimKey(claimIdIn(name));
