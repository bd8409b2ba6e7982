/**
 * The journal's only writer after the fact: entries are put where they are absent and never touched again, so that a
 * stream record delivered twice, late or out of order leaves each entry once (P7).
 */
import { busy } from '../domain/refusals.ts';
import type { JournalEntry } from '../usecases/dependencies.ts';
import { isAbsent } from './conditions.ts';
import { put } from './expression.ts';
import { claimOfEventRow, journalRow } from './items.ts';
import type { Table } from './table.ts';
import { putOne, type Row } from './transact.ts';

/** Says how many entries were new. The first entry of a claim also files it under its event. */
export async function appendJournal(table: Table, entries: JournalEntry[]): Promise<number> {
  const appended = await Promise.all(entries.map(entry => append(table, entry)));
  return appended.filter(Boolean).length;
}

async function append(table: Table, entry: JournalEntry): Promise<boolean> {
  if (entry.position === 0 && entry.ownerId !== undefined && entry.eventId !== undefined) {
    await putIfAbsent(table, claimOfEventRow(entry.eventId, entry.subjectId));
  }
  return putIfAbsent(table, journalRow(entry));
}

async function putIfAbsent(table: Table, row: Row): Promise<boolean> {
  const sent = await putOne(table, put(table.name, row, isAbsent));
  if (sent.is === 'busy') throw busy();
  return sent.is === 'committed';
}
