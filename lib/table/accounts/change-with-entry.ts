/** Changes of an account with their entry in the journal, in one transaction. */
import type { JournalEntry } from '../../domain/journal.ts';
import { busy } from '../../domain/refusals.ts';
import { isAbsent } from '../conditions.ts';
import { put } from '../expression.ts';
import { journalRow } from '../journal/journal-rows.ts';
import type { Table } from '../table.ts';
import { type Action, transact } from '../transact.ts';

/** Commits the changes with their journal entry, or returns the positions of the changes that were refused. */
export async function changeWithEntry(
  table: Table,
  changes: Action[],
  entry: JournalEntry,
): Promise<{ refused: number[] }> {
  const entryPut = { Put: put(table.names.journal, journalRow(entry), isAbsent) };
  const sent = await transact(table, [...changes, entryPut], { idempotencyFirst: false });
  if (sent.is === 'busy') throw busy();
  if (sent.is === 'committed') return { refused: [] };
  const ofEntry = sent.reasons.at(-1);
  // The journal has this entry if the response to an earlier attempt was lost.
  if (ofEntry?.row?.changeId === entry.changeId) return { refused: [] };
  const refused = [...sent.reasons.keys()].filter(i => i < changes.length && sent.reasons[i]?.refused);
  // Another entry at this position is from another change of the account.
  return { refused: ofEntry?.refused ? [0, ...refused] : refused };
}
