/**
 * Publishes an event. Its seats, buckets and sections are written first, under an id that no client knows yet. Then one
 * transaction puts the event's row, its row in the list of its organization, its journal entry, and its unique name or the record of an idempotency key if it has one
 * (P3). A crash in between leaves rows that nothing refers to. Each row is put only if it is absent: a put whose reply was lost may arrive after the event is
 * on sale, and then changes nothing (P1, P2). An event with very many places is only announced, and a background job
 * writes its places.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { typeCountersOf } from '../../domain/counters.ts';
import { withoutSeatBlocks } from '../../domain/event-edits.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { areasOf, seatedSections } from '../../domain/layout.ts';
import type { EventFacts } from '../../domain/model.ts';
import { newBucketsOf, newSeatsOf } from '../../domain/place-batches.ts';
import { busy } from '../../domain/refusals.ts';
import type { PublishedOnce, PublishOutcome } from '../../ports/store.ts';
import { liveRecordOf, recordRow } from '../claims/idempotency-rows.ts';
import { isAbsent, isAbsentOrExpired } from '../conditions.ts';
import { put } from '../expression.ts';
import { journalRow } from '../journal/journal-rows.ts';
import { idempotencyKey, organizationEventKey, uniqueNameKey } from '../keys.ts';
import { sendUntilProcessed } from '../long-reads.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { pauseBeforeRetry, readRow } from '../queries.ts';
import { type Table, tableNameOf } from '../table.ts';
import { isTransient, type Row, transact } from '../transact.ts';
import { eventRow, gatesRow, pricesRow, sectionRow } from './event-rows.ts';
import { eventJobRow } from './job-rows.ts';
import { newPlaceRows } from './place-rows.ts';

/** Publishes nothing if the unique name is taken, or if the idempotency key has a record. */
export async function publishEvent(
  table: Table,
  facts: EventFacts,
  entry: JournalEntry,
  once: PublishedOnce = {},
): Promise<PublishOutcome> {
  await writeUnpublished(table, [...layoutRows(withoutBlocks(facts)), ...placeRows(facts)]);
  return appear(table, [eventRow(facts), ...rowsBeside(facts)], entry, once);
}

/** Announces an event whose places are not written yet, with the job that writes them. */
export async function announceEvent(
  table: Table,
  facts: EventFacts,
  entry: JournalEntry,
  once: PublishedOnce = {},
): Promise<PublishOutcome> {
  await writeUnpublished(table, layoutRows(facts));
  const job = eventJobRow(facts.event.id, 1, { job: { does: 'prepare' }, since: entry.at });
  return appear(table, [eventRow(facts), ...rowsBeside(facts), job], entry, once);
}

/** The event in the list of its organization, its gates and its prices. */
const rowsBeside = ({ event }: EventFacts): Row[] => [
  organizationEventKey(event),
  ...(event.gates ? [gatesRow(event)] : []),
  ...(event.prices ? [pricesRow(event)] : []),
];

async function appear(
  table: Table,
  rows: Row[],
  entry: JournalEntry,
  { uniqueName, record }: PublishedOnce,
): Promise<PublishOutcome> {
  const isNew = [...rows, journalRow(entry), ...(uniqueName ? [uniqueNameKey(uniqueName)] : [])].map(row => ({
    Put: put(tableNameOf(table, row), row, isAbsent),
  }));
  const ofKey =
    record &&
    put(table.name, recordRow(record.key, record.now, { answer: record.answer }), isAbsentOrExpired(record.now));
  const actions = ofKey ? [{ Put: ofKey }, ...isNew] : isNew;
  const sent = await transact(table, actions, { idempotencyFirst: record !== undefined });
  if (sent.is === 'busy') throw busy();
  if (sent.is === 'committed') return { is: 'published' };
  // The id is new, so an event row that exists was written by an earlier attempt whose response was lost.
  const [ofRecord, ofEvent] = ofKey ? sent.reasons : [undefined, ...sent.reasons];
  if (ofEvent?.refused) return { is: 'published' };
  if (!record) return { is: 'taken' };
  const row = ofRecord?.row ?? (await readRow(table, idempotencyKey(record.key.callerId, record.key.key)));
  const found = liveRecordOf(row, record.now);
  if (!found) throw busy();
  // The answer has the id of the event, so only an earlier attempt of this call has stored it.
  return found.answer === record.answer ? { is: 'published' } : { is: 'duplicate', record: found };
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
    buckets: [...areasOf(facts), ...typeCountersOf(facts.event)].flatMap(newBucketsOf),
  });

/** Puts rows that nothing refers to yet. Puts them singly, because a condition costs nothing there, and a transaction would cost twice as much. */
export async function writeUnpublished(table: Table, rows: Row[]): Promise<void> {
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
