/** The port of administration on DynamoDB: tallies, and lists of journal entries, claims and unfinished payments. */
import type { JournalEntry } from '../../domain/journal.ts';
import type { Administration, FeedEntry } from '../../ports/administration.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { claimOf } from '../claims/claim-rows.ts';
import { listUnfinishedPayments } from '../claims/list-unfinished.ts';
import { claimKey, feedIndexKey, journalKey, journalPartition, type Key } from '../keys.ts';
import { queryPartition, readRows } from '../queries.ts';
import type { Table } from '../table.ts';
import type { Row } from '../transact.ts';
import { readGateCounts } from './gate-counts.ts';
import { readJournalByDay } from './journal-by-day.ts';
import { journalEntryOf } from './journal-rows.ts';
import { readSales } from './sales.ts';
import { readTallies } from './tallies.ts';

export function createAdministration(table: Table): Administration {
  /** Reads the row that each entry of the journal by day names. */
  const readRowsOf =
    <Item>(keyOf: (entry: FeedEntry) => Key, itemOf: (row: Row) => Item | undefined) =>
    async (entries: FeedEntry[]): Promise<(Item | undefined)[]> =>
      (await readRows(table, entries.map(keyOf))).map(row => row && itemOf(row));

  return {
    readTallies: eventId => readTallies(table, eventId),
    readGateCounts: eventId => readGateCounts(table, eventId),
    readSales: eventId => readSales(table, eventId),
    listJournal(range, matches, page) {
      const read = readRowsOf(({ subjectId, position }) => journalKey(subjectId, position), journalEntryOf);
      return readJournalByDay(table, { range, matches, read }, page);
    },
    listJournalOf: (subjectId, matches, page) => listJournalOf(table, subjectId, matches, page),
    listClaimsByEntry(range, matches, isWanted, page) {
      const read = readRowsOf(
        ({ subjectId }) => claimKey(subjectId),
        row => {
          const claim = claimOf(row);
          return isWanted(claim) ? claim : undefined;
        },
      );
      return readJournalByDay(table, { range, matches, read }, page);
    },
    listUnfinished: (matches, page) => listUnfinishedPayments(table, matches, page),
  };
}

/** Reads the whole journal of a claim, which has a few dozen entries at most, or of an organization, and returns a page of it. */
async function listJournalOf(
  table: Table,
  subjectId: string,
  matches: (entry: FeedEntry) => boolean,
  { limit, after }: PageRequest,
): Promise<Page<JournalEntry>> {
  const entries = (await queryPartition(table, journalPartition(subjectId))).map(journalEntryOf);
  const before = after === undefined ? entries.length : Number(after.split('#').at(-1));
  const matching = entries.reverse().filter(entry => entry.position < before && matches(entry));
  const items = matching.slice(0, limit);
  const last = items.at(-1);
  const isEnd = matching.length === items.length || !last;
  return { items, ...(!isEnd && { next: feedIndexKey(last.at, subjectId, last.position).feedSk }) };
}
