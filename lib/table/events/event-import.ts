/**
 * The port of importing events on DynamoDB. A place is put only if it is absent, so that neither a late write nor a second
 * function can undo a sale (P2).
 */
import type { LeasedImport } from '../../domain/event-jobs.ts';
import { busy } from '../../domain/refusals.ts';
import type { EventImports } from '../../ports/event-import.ts';
import { isAbsent, leaseIsMine } from '../conditions.ts';
import { expression, put, update } from '../expression.ts';
import { eventJobKey } from '../keys.ts';
import type { Table } from '../table.ts';
import { type Row, transact, updateOne } from '../transact.ts';
import { deletePrepared } from './delete-prepared.ts';
import { listUnfinishedEvents } from './event-jobs.ts';
import { newPlaceRows } from './place-rows.ts';
import { announceEvent } from './publish-event.ts';
import { publishPrepared } from './publish-prepared.ts';

export function createEventImports(table: Table): EventImports {
  return {
    announce: (facts, entry, once) => announceEvent(table, facts, entry, once),
    listUnfinished: until => listUnfinishedEvents(table, until),
    writePlaces: (eventId, batch) => putMissing(table, newPlaceRows(eventId, batch)),
    remember: (leased, progress) => remember(table, leased, progress),
    publish: (leased, facts, entry) => publishPrepared(table, leased, facts, entry),
    delete: (facts, entries, entry) => deletePrepared(table, facts, entries, entry),
  };
}

/** Puts the rows that are absent, and leaves the others as they are. */
async function putMissing(table: Table, rows: Row[]): Promise<void> {
  let missing = rows;
  while (missing.length > 0) {
    const actions = missing.map(row => ({ Put: put(table.name, row, isAbsent) }));
    const sent = await transact(table, actions, { idempotencyFirst: false });
    if (sent.is === 'busy') throw busy();
    if (sent.is === 'committed') return;
    const { reasons } = sent;
    missing = missing.filter((_, i) => !reasons[i]?.refused);
  }
}

async function remember(
  table: Table,
  { eventId, leaseOf, job }: LeasedImport,
  progress: { done: number; of: number },
): Promise<void> {
  const change = update(table.name, eventJobKey(eventId), {
    set: [expression`#work = ${{ ...job, progress }}`],
    condition: leaseIsMine(leaseOf),
  });
  if ((await updateOne(table, change)).is !== 'committed') throw busy();
}
