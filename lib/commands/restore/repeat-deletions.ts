/**
 * `npm run repeat-deletions`: erases again the accounts that were deleted after the time to which a table was restored. The journal
 * has one entry for each deletion, with the id of the account only.
 */
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { SYSTEM_CLOCK } from '../../lambda/compose/system-clock.ts';
import { type RepeatedDeletion, repeatDeletion } from '../../table/accounts/erase-account.ts';
import { createAdministration } from '../../table/journal/administration.ts';
import { connectTable, type Table } from '../../table/table.ts';
import { asUsageError } from '../shared/aws-errors.ts';
import { connectionOf, type NamedTable, requireAllTables } from '../shared/named-table.ts';

interface RepeatDeletionsValues extends NamedTable {
  since: string;
  'deletions-from'?: string | undefined;
  'dry-run': boolean;
}

export async function repeatDeletions({
  since,
  'deletions-from': deletionsFrom,
  'dry-run': dryRun,
  ...named
}: RepeatDeletionsValues): Promise<void> {
  const from = Date.parse(since);
  if (Number.isNaN(from))
    throw new UsageError(`--since must be a time such as 2026-11-21T18:00:00Z, but is "${since}".`);
  try {
    const connection = await connectionOf(named);
    const table = connectTable(connection, SYSTEM_CLOCK);
    await requireAllTables(table);
    const known = deletionsFrom === undefined ? table : { ...table, names: { ...table.names, journal: deletionsFrom } };
    const outcomes = await repeatDeletionsOf(table, known, { from, until: Date.now(), dryRun });
    for (const [userId, outcome] of outcomes) say(`${userId}: ${outcome}`);
    say(summaryOf(outcomes, dryRun));
    const left = [...outcomes.values()].filter(outcome => outcome === 'stale').length;
    if (left > 0) throw new UsageError(`${left} accounts were being changed. Run the command again.`);
  } catch (error) {
    throw asUsageError(error);
  }
}

/** Repeats the deletions that the journal of `known` has in this time. Returns the outcomes by the ids of the accounts. */
export async function repeatDeletionsOf(
  table: Table,
  known: Table,
  { from, until, dryRun }: { from: number; until: number; dryRun: boolean },
): Promise<Map<string, RepeatedDeletion | 'to-erase'>> {
  const outcomes = new Map<string, RepeatedDeletion | 'to-erase'>();
  for (const entry of await deletionsIn(known, { from, until })) {
    outcomes.set(entry.subjectId, dryRun ? 'to-erase' : await repeatDeletion(table, entry));
  }
  return outcomes;
}

const ENTRIES_AT_ONCE = 100;

async function deletionsIn(known: Table, range: { from: number; until: number }): Promise<JournalEntry[]> {
  const { listJournal } = createAdministration(known);
  const entries: JournalEntry[] = [];
  for (let after: string | undefined; ; ) {
    const page = { limit: ENTRIES_AT_ONCE, ...(after !== undefined && { after }) };
    const { items, next } = await listJournal(range, ({ action }) => action === 'user.deleted', page);
    entries.push(...items);
    if (next === undefined) return entries;
    after = next;
  }
}

function summaryOf(outcomes: Map<string, RepeatedDeletion | 'to-erase'>, dryRun: boolean): string {
  const count = (wanted: string): number => [...outcomes.values()].filter(outcome => outcome === wanted).length;
  if (dryRun) return `${outcomes.size} accounts were deleted in that time. Nothing was changed (--dry-run).`;
  return `${outcomes.size} accounts were deleted in that time: ${count('erased')} erased again, ${count('erased-before')} erased before, ${count('absent')} not in the table.`;
}
