/**
 * Publishes an event. Its seats, buckets and sections are written first, under an id that no client knows yet. Then one
 * transaction puts the event's row, its journal entry, and its unique name if it has one. A crash in between leaves rows
 * that nothing refers to. Each row is put only if it is absent: a put whose reply was lost may arrive after the event is
 * on sale, and then changes nothing (P1, P2). An event with very many places is only announced, and a background job
 * writes its places.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { withoutSeatBlocks } from '../../domain/event-edits.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { areasOf, seatedSections } from '../../domain/layout.ts';
import type { EventFacts } from '../../domain/model.ts';
import { newBucketsOf, newSeatsOf } from '../../domain/place-batches.ts';
import { busy } from '../../domain/refusals.ts';
import { isAbsent } from '../conditions.ts';
import { put } from '../expression.ts';
import { journalRow } from '../journal/journal-rows.ts';
import { uniqueNameKey } from '../keys.ts';
import { sendUntilProcessed } from '../long-reads.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { pauseBeforeRetry } from '../queries.ts';
import { type Table, tableNameOf } from '../table.ts';
import { isTransient, type Row, transact } from '../transact.ts';
import { eventRow, sectionRow } from './event-rows.ts';
import { eventJobRow } from './job-rows.ts';
import { newPlaceRows } from './place-rows.ts';

/** Returns false, and publishes nothing, if the unique name is taken. */
export async function publishEvent(
  table: Table,
  facts: EventFacts,
  entry: JournalEntry,
  uniqueName?: string,
): Promise<boolean> {
  await writeUnpublished(table, [...layoutRows(withoutBlocks(facts)), ...placeRows(facts)]);
  return appear(table, [eventRow(facts)], entry, uniqueName);
}

/** Announces an event whose places are not written yet, with the job that writes them. */
export async function announceEvent(
  table: Table,
  facts: EventFacts,
  entry: JournalEntry,
  uniqueName?: string,
): Promise<boolean> {
  await writeUnpublished(table, layoutRows(facts));
  const job = eventJobRow(facts.event.id, 1, { job: { does: 'prepare' }, since: entry.at });
  return appear(table, [eventRow(facts), job], entry, uniqueName);
}

async function appear(table: Table, rows: Row[], entry: JournalEntry, uniqueName?: string): Promise<boolean> {
  const actions = [...rows, journalRow(entry), ...(uniqueName ? [uniqueNameKey(uniqueName)] : [])].map(row => ({
    Put: put(tableNameOf(table, row), row, isAbsent),
  }));
  const sent = await transact(table, actions, { idempotencyFirst: false });
  if (sent.is === 'busy') throw busy();
  // The id is new, so an event row that exists was written by an earlier attempt whose response was lost.
  if (sent.is === 'refused') return sent.reasons[0]?.refused ?? false;
  return true;
}

const layoutRows = (facts: EventFacts): Row[] =>
  seatedSections(facts).map(section => sectionRow(facts.event.id, section));

/** Removes the blocks of seated sections, because the rows of their seats say which of them are blocked. */
const withoutBlocks = ({ event, sections }: EventFacts): EventFacts => ({
  event,
  sections: sections.map(withoutSeatBlocks),
});

const placeRows = (facts: EventFacts): Row[] =>
  newPlaceRows(facts.event.id, {
    seats: seatedSections(facts).flatMap(newSeatsOf),
    buckets: areasOf(facts).flatMap(newBucketsOf),
  });

/** Puts the rows singly, because a condition costs nothing there, and a transaction would cost twice as much. */
async function writeUnpublished(table: Table, rows: Row[]): Promise<void> {
  const beforeRetry = pauseBeforeRetry(table);
  await mapConcurrently(rows, row =>
    sendUntilProcessed([row], async () => ((await putWhereAbsent(table, row)) ? [] : [row]), beforeRetry),
  );
}

/**
 * Returns whether the row is there; false after a transient error. A row that was there before is from an earlier attempt
 * of this put, because no other call has the event's id.
 */
async function putWhereAbsent({ documents, name }: Table, row: Row): Promise<boolean> {
  try {
    await documents.send(new PutCommand(put(name, row, isAbsent)));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return true;
    if (isTransient(error)) return false;
    throw error;
  }
}
