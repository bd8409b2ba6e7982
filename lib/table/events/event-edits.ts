/** The port of editing on DynamoDB: what is read for it, its steps, and the one that decides. */
import type { Origin } from '../../domain/claim-changes.ts';
import type { EditJob } from '../../domain/event-jobs.ts';
import type { EventFacts, SeatedSection } from '../../domain/model.ts';
import type { EditAction, EventEdits } from '../../ports/event-edits.ts';
import { eventIsUnchanged } from '../conditions.ts';
import { put } from '../expression.ts';
import { seatKeyOf } from '../keys.ts';
import { readRows } from '../queries.ts';
import { eventRow, seatOf, sectionRow } from '../rows.ts';
import type { Table } from '../table.ts';
import type { Action } from '../transact.ts';
import { blockBuckets, endWithdrawals, raiseBuckets, withdrawShares } from './edit-buckets.ts';
import { changeSeats } from './edit-seats.ts';
import { type Leased, requireStep } from './edit-step.ts';
import { beginWork, endWork, leaseWork, leaveWork, readEntries, replaceWork } from './event-jobs.ts';

export function createEventEdits(table: Table): EventEdits {
  return {
    readEntries: eventId => readEntries(table, eventId),
    begin: (eventId, work, lease) => beginWork(table, eventId, work, lease),
    lease: (eventId, lease) => leaseWork(table, eventId, lease),
    replace: (leased, work) => replaceWork(table, leased, work),
    leave: work => leaveWork(table, work),
    refuse: (work, origin) =>
      requireStep(table, work, [], { action: 'event.edit-refused', origin }, { ...work.work, isRefused: true }),
    end: work => endWork(table, work),

    async readSeatsById(eventId, seatIds) {
      const keys = seatIds.map(seatId => seatKeyOf(eventId, seatId));
      return (await readRows(table, keys)).flatMap(row => (row ? [seatOf(row)] : []));
    },
    blockSeats: (work, seatIds, origin) => changeSeats(table, work, seatIds, 'block', origin),
    unblockSeats: (work, seatIds, origin, only) =>
      changeSeats(table, work, seatIds, only === 'own' ? 'unblock-own' : 'unblock', origin),
    addSeats: (work, seatIds, origin) => changeSeats(table, work, seatIds, 'add', origin),

    withdraw: (work, areaId, shares, seen, origin) => withdrawShares(table, work, areaId, shares, seen, origin),
    restore: (work, buckets, origin) => endWithdrawals(table, work, buckets, 'restore', origin),
    shrink: (work, buckets, origin) => endWithdrawals(table, work, buckets, 'shrink', origin),
    raise: (work, areaId, by, there, origin) => raiseBuckets(table, work, areaId, by, there, origin),
    blockBuckets: (work, buckets, origin) => blockBuckets(table, work, buckets, origin),

    decide: (work, after, layouts, action, origin) => decide(table, work, after, layouts, action, origin),
  };
}

function decide(
  table: Table,
  { work, ...lease }: Leased,
  after: EventFacts,
  layouts: SeatedSection[],
  action: EditAction,
  origin: Origin,
): Promise<Leased> {
  const { event } = after;
  const actions: Action[] = [
    { Put: put(table.name, eventRow(after), eventIsUnchanged, { ':version': event.version - 1 }) },
    ...layouts.map(section => ({ Put: { TableName: table.name, Item: sectionRow(event.id, section) } })),
  ];
  const entry = { action, origin, ...(action === 'event.edited' && { edit: work.edit }) };
  const decided: EditJob = { ...work, decidedAt: origin.at };
  return requireStep(table, { ...lease, work }, actions, entry, decided);
}
