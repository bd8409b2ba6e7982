/**
 * Checks that a restored journal is not ahead of the restored claims: it may have no entry that the history of its claim lacks.
 * Such an entry would take the place of a later one, which would then be neither stored nor counted.
 */
import { claimOf } from '../../table/claims/claim-rows.ts';
import { claimKey, journalPartition, nameIn } from '../../table/keys.ts';
import { BATCH_READS_MAX } from '../../table/long-reads.ts';
import { only, type Table } from '../../table/table.ts';
import type { Row } from '../../table/transact.ts';
import type { Pace } from '../shared/pace.ts';
import { readBatch } from '../shared/paced-reads.ts';
import { eachPart } from './copy-rows.ts';

/** Returns the entries that are ahead, as `<claim> <position>`, at most a few. An unreadable claim is left to check-table. */
export async function entriesAhead(table: Table, pace: Pace): Promise<string[]> {
  const ahead: string[] = [];
  await eachPart(
    only(table, table.names.journal),
    pace,
    async () => undefined,
    async rows => {
      const entries = rows.filter(isOfClaim);
      const lengths = await historyLengths(table, pace, [...new Set(entries.map(subjectOf))]);
      for (const row of entries) {
        const length = lengths.get(subjectOf(row));
        if (length !== undefined && Number(row.sk) >= length && ahead.length < NAMED_MAX) {
          ahead.push(`${subjectOf(row)} ${Number(row.sk)}`);
        }
      }
    },
  );
  return ahead;
}

const NAMED_MAX = 3;

const JOURNAL = journalPartition('');
const subjectOf = ({ pk }: Row): string => nameIn(pk, JOURNAL);
/** Entries of claims have the owner; those of events and accounts do not. */
const isOfClaim = ({ pk, ownerId }: Row): boolean => String(pk).startsWith(JOURNAL) && ownerId !== undefined;

/** The number of entries in each claim's history: 0 for a claim that is absent. */
async function historyLengths(table: Table, pace: Pace, claimIds: string[]): Promise<Map<string, number>> {
  const lengths = new Map(claimIds.map(id => [id, 0]));
  for (let at = 0; at < claimIds.length; at += BATCH_READS_MAX) {
    for (const row of await readBatch(table, pace, claimIds.slice(at, at + BATCH_READS_MAX).map(claimKey))) {
      const id = nameIn(row.pk, claimKey('').pk);
      const length = lengthOf(row);
      if (length === undefined) lengths.delete(id);
      else lengths.set(id, length);
    }
  }
  return lengths;
}

function lengthOf(row: Row): number | undefined {
  try {
    return claimOf(row).history.length;
  } catch {
    return undefined;
  }
}
