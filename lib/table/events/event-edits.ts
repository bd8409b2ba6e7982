/** The port of editing events on DynamoDB: its reads, its steps, and the step that decides the edit. */
import type { Origin } from '../../domain/claim-changes.ts';
import type { EditJob, LeasedEdit } from '../../domain/event-jobs.ts';
import type { FactsBefore } from '../../domain/facts-before.ts';
import type { EventFacts, SeatedSection } from '../../domain/model.ts';
import type { EditAction, EventEdits } from '../../ports/event-edits.ts';
import { eventIsUnchanged } from '../conditions.ts';
import { put, putAlways } from '../expression.ts';
import { seatKeyOf } from '../keys.ts';
import { readRows } from '../queries.ts';
import type { Table } from '../table.ts';
import type { Action } from '../transact.ts';
import {
  blockBuckets,
  endWithdrawals,
  keepWithdrawn,
  resizeBuckets,
  unblockBuckets,
  withdrawShares,
} from './edit-buckets.ts';
import {
  addSeats,
  blockSeats,
  keepSeats,
  restoreBlocks,
  returnToOrganizer,
  takeFromOrganizer,
  unblockSeats,
} from './edit-seats.ts';
import { requireStep } from './edit-step.ts';
import { beginJob, endJob, leaseJob, leaveJob, readEntries, readJob, replaceJob } from './event-jobs.ts';
import { eventRow, gatesRow, pricesRow, sectionRow } from './event-rows.ts';
import { seatOf } from './place-rows.ts';

export function createEventEdits(table: Table): EventEdits {
  return {
    readEntries: eventId => readEntries(table, eventId),
    readJob: eventId => readJob(table, eventId),
    begin: (eventId, job, lease) => beginJob(table, eventId, job, lease),
    lease: (eventId, lease) => leaseJob(table, eventId, lease),
    replace: (leased, job) => replaceJob(table, leased, job),
    leave: leased => leaveJob(table, leased),
    refuse: (leased, origin) =>
      requireStep(table, leased, [], { action: 'event.edit-refused', origin }, { ...leased.job, isRefused: true }),
    end: leased => endJob(table, leased),

    async readSeatsById(eventId, seatIds) {
      const keys = seatIds.map(seatId => seatKeyOf(eventId, seatId));
      return (await readRows(table, keys)).flatMap(row => (row ? [seatOf(row)] : []));
    },
    blockSeats: (leased, seatIds, origin) => blockSeats(table, leased, seatIds, origin),
    takeFromOrganizer: (leased, seatIds, origin) => takeFromOrganizer(table, leased, seatIds, origin),
    returnToOrganizer: (leased, seatIds, origin) => returnToOrganizer(table, leased, seatIds, origin),
    restoreBlocks: (leased, seatIds, origin) => restoreBlocks(table, leased, seatIds, origin),
    keepSeats: (leased, seats, origin) => keepSeats(table, leased, seats, origin),
    unblockSeats: (leased, seats, origin) => unblockSeats(table, leased, seats, origin),
    addSeats: (leased, seats, origin) => addSeats(table, leased, seats, origin),

    withdraw: (leased, areaId, shares, seen, origin) => withdrawShares(table, leased, areaId, shares, seen, origin),
    restore: (leased, buckets, origin) => endWithdrawals(table, leased, buckets, 'restore', origin),
    shrink: (leased, buckets, origin) => endWithdrawals(table, leased, buckets, 'shrink', origin),
    keep: (leased, withdrawals, origin) => keepWithdrawn(table, leased, withdrawals, origin),
    resize: (leased, areaId, change, there, origin) => resizeBuckets(table, leased, areaId, change, there, origin),
    blockBuckets: (leased, buckets, origin) => blockBuckets(table, leased, buckets, origin),
    unblockBuckets: (leased, buckets, origin) => unblockBuckets(table, leased, buckets, origin),

    decide: (leased, after, layouts, action, origin, before) =>
      decide(table, leased, after, layouts, { action, origin, ...(before && { before }) }),
  };
}

function decide(
  table: Table,
  { job, ...lease }: LeasedEdit,
  after: EventFacts,
  layouts: SeatedSection[],
  { action, origin, before }: { action: EditAction; origin: Origin; before?: FactsBefore },
): Promise<LeasedEdit> {
  const { event } = after;
  const actions: Action[] = [
    { Put: put(table.name, eventRow(after), eventIsUnchanged(event.version - 1)) },
    ...layouts.map(section => ({ Put: putAlways(table.name, sectionRow(event.id, section)) })),
    ...(job.edit.facts.gates === undefined ? [] : [{ Put: putAlways(table.name, gatesRow(event)) }]),
    ...(job.edit.facts.prices === undefined ? [] : [{ Put: putAlways(table.name, pricesRow(event)) }]),
  ];
  const entry = { action, origin, ...(action === 'event.edited' && { edit: job.edit, ...(before && { before }) }) };
  const decided: EditJob = { ...job, decidedAt: origin.at };
  return requireStep(table, { ...lease, job }, actions, entry, decided);
}
