/**
 * Work with an event that outlives a function: what it is, who is at it, and how long the event's journal is, in one row
 * that no sale reads or writes. A lease lasts longer than any function lives, so that one at a time is at it.
 */

import type { EditWork, EventWork, LeasedWork } from '../domain/event-work.ts';
import { EVENT_WORK_LEASE_SECONDS } from '../domain/limits.ts';
import { busy } from '../domain/refusals.ts';
import type { JournalEntry } from '../usecases/dependencies.ts';
import { hasNoWork, hasWork, isAbsent, isNextEntry, leaseIsMine, workIsFree } from './conditions.ts';
import { put, update } from './expression.ts';
import { journalRow } from './items.ts';
import {
  eventPartition,
  eventWorkKey,
  INDEXES,
  nameIn,
  sortable,
  UNFINISHED_EVENTS_PARTITION,
  unfinishedEventIndexKey,
} from './keys.ts';
import { queryIndex, readRow } from './queries.ts';
import type { Table } from './table.ts';
import { type Action, type Row, updateOne } from './transact.ts';

/** The row of an event as it is published, or with the work that is still to be done. */
export const eventWorkRow = (eventId: string, entries: number, begun?: { work: EventWork; since: number }): Row => ({
  ...eventWorkKey(eventId),
  entries,
  ...(begun && { ...begun, ...unfinishedEventIndexKey(eventId, begun.since) }),
});

/** Begins a piece of work and leases it; undefined where another is unfinished. */
export async function beginWork(
  table: Table,
  eventId: string,
  work: EventWork,
  { now, leaseOf }: { now: number; leaseOf: string },
): Promise<LeasedWork | undefined> {
  const index = unfinishedEventIndexKey(eventId, now);
  return leased(
    eventId,
    await updateOne(table, {
      ...update(table.name, eventWorkKey(eventId), {
        set: [
          '#work = :work',
          'since = :now',
          'entries = if_not_exists(entries, :one)',
          'leaseUntil = :until',
          'leaseOf = :leaseOf',
          'unfinishedPk = :unfinishedPk',
          'unfinishedSk = :unfinishedSk',
        ],
        condition: hasNoWork,
        values: {
          ...leaseValues(now, leaseOf),
          ':work': work,
          ':one': 1,
          ':unfinishedPk': index.unfinishedPk,
          ':unfinishedSk': index.unfinishedSk,
        },
      }),
      ReturnValues: 'ALL_NEW',
    }),
    leaseOf,
  );
}

/** Takes up work that nobody is at; undefined where there is none, or somebody is. */
export async function leaseWork(
  table: Table,
  eventId: string,
  { now, leaseOf }: { now: number; leaseOf: string },
): Promise<LeasedWork | undefined> {
  return leased(
    eventId,
    await updateOne(table, {
      ...update(table.name, eventWorkKey(eventId), {
        set: ['leaseUntil = :until', 'leaseOf = :leaseOf'],
        condition: `${hasWork} AND ${workIsFree}`,
        values: leaseValues(now, leaseOf),
      }),
      ReturnValues: 'ALL_NEW',
    }),
    leaseOf,
  );
}

/** Lets others take it up at once: this function's time is over, and the work is not. */
export async function leaveWork(table: Table, { eventId, leaseOf }: LeasedWork): Promise<void> {
  const change = { set: ['leaseUntil = :zero'], condition: leaseIsMine, values: { ':zero': 0, ':leaseOf': leaseOf } };
  await updateOne(table, update(table.name, eventWorkKey(eventId), change));
}

/** From now on it is only undone. */
export async function refuseEdit(table: Table, leasedWork: LeasedWork<EditWork>): Promise<LeasedWork<EditWork>> {
  const { eventId, leaseOf } = leasedWork;
  const work: EditWork = { ...leasedWork.work, isRefused: true };
  const change = { set: ['#work = :work'], condition: leaseIsMine, values: { ':work': work, ':leaseOf': leaseOf } };
  const sent = await updateOne(table, update(table.name, eventWorkKey(eventId), change));
  if (sent.is !== 'committed') throw busy();
  return { ...leasedWork, work };
}

/** Nothing of it is left to do. */
export async function endWork(table: Table, { eventId, leaseOf }: LeasedWork): Promise<void> {
  const change = { set: ['entries = entries'], remove: WORK_ATTRIBUTES, condition: leaseIsMine };
  await updateOne(table, update(table.name, eventWorkKey(eventId), { ...change, values: { ':leaseOf': leaseOf } }));
}

const WORK_ATTRIBUTES = ['#work', 'since', 'leaseUntil', 'leaseOf', 'unfinishedPk', 'unfinishedSk'];

const leaseValues = (now: number, leaseOf: string) => ({
  ':now': now,
  ':until': now + EVENT_WORK_LEASE_SECONDS * 1000,
  ':leaseOf': leaseOf,
});

function leased(eventId: string, sent: Awaited<ReturnType<typeof updateOne>>, leaseOf: string): LeasedWork | undefined {
  if (sent.is === 'busy') throw busy();
  if (sent.is === 'refused') return undefined;
  const { work, entries, since } = (sent.row ?? {}) as unknown as LeasedWork;
  return { eventId, work, entries, since, leaseOf };
}

/** What a step of the work writes besides its own: the next journal entry, and the row that counts them. */
export function stepActions(
  table: string,
  leasedWork: LeasedWork,
  entry: Omit<JournalEntry, 'subjectId' | 'eventId' | 'position'>,
  next: { work: EventWork } | 'same' | 'done',
): Action[] {
  const { eventId, entries, leaseOf } = leasedWork;
  return [
    {
      Update: update(table, eventWorkKey(eventId), {
        set: ['entries = :next', ...(typeof next === 'object' ? ['#work = :work'] : [])],
        ...(next === 'done' && { remove: WORK_ATTRIBUTES }),
        condition: `${isNextEntry} AND ${leaseIsMine}`,
        values: {
          ':next': entries + 1,
          ':entries': entries,
          ':leaseOf': leaseOf,
          ':work': typeof next === 'object' ? next.work : undefined,
        },
      }),
    },
    { Put: put(table, journalRow({ ...entry, subjectId: eventId, eventId, position: entries }), isAbsent) },
  ];
}

/** Events with unfinished work that began before `until` (epoch ms), oldest first; eventually consistent. */
export async function listUnfinishedEvents(table: Table, until: number): Promise<string[]> {
  const { partitionKey, sortKey } = INDEXES.byUnfinished;
  const rows = await queryIndex(table, {
    IndexName: 'byUnfinished',
    KeyConditionExpression: `${partitionKey} = :pk AND ${sortKey} < :until`,
    ExpressionAttributeValues: { ':pk': UNFINISHED_EVENTS_PARTITION, ':until': sortable(until) },
    Limit: 100,
  });
  return rows.map(({ pk }) => nameIn(pk, eventPartition('')));
}

/** How long an event's journal is now. */
export async function readEntries(table: Table, eventId: string): Promise<number> {
  return ((await readRow(table, eventWorkKey(eventId)))?.entries as number | undefined) ?? 1;
}
