/**
 * Background jobs on events. The row of a job has the lease of the function that runs it, and the length of the event's
 * journal. No sale reads or writes it. A lease lasts longer than any function runs, so that one function at a time has it.
 */
import type { EditJob, EventJob, LeasedEdit, LeasedJob } from '../../domain/event-jobs.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { EVENT_JOB_LEASE_SECONDS } from '../../domain/limits.ts';
import { busy } from '../../domain/refusals.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { Lease } from '../../ports/event-edits.ts';
import { hasJob, hasNoJob, isAbsent, isNextEntry, jobIsFree, journalIsAsLong, leaseIsMine } from '../conditions.ts';
import { and, type Change, type Expression, expression, put, update } from '../expression.ts';
import { journalRow } from '../journal/journal-rows.ts';
import {
  eventJobKey,
  eventPartition,
  INDEXES,
  nameIn,
  sortable,
  UNFINISHED_EVENTS_PARTITION,
  unfinishedEventIndexKey,
} from '../keys.ts';
import { queryIndex, readRow } from '../queries.ts';
import type { Table } from '../table.ts';
import { type Action, type Sent, updateOne } from '../transact.ts';
import { entriesOf, jobAttribute, jobOf, leasedJobOf } from './job-rows.ts';

/** Begins a job and leases it. Returns undefined if the journal has grown since it was read, or another job is unfinished. */
export async function beginJob(
  table: Table,
  eventId: string,
  job: EventJob,
  { now, leaseOf, entries }: Lease & { entries: number },
): Promise<LeasedJob | undefined> {
  const { unfinishedPk, unfinishedSk } = unfinishedEventIndexKey(eventId, now);
  return takeLease(table, eventId, leaseOf, {
    set: [
      expression`#work = ${jobAttribute(job)}`,
      expression`since = ${now}`,
      expression`entries = ${entries}`,
      ...leaseClauses({ now, leaseOf }),
      expression`unfinishedPk = ${unfinishedPk}`,
      expression`unfinishedSk = ${unfinishedSk}`,
    ],
    condition: and(hasNoJob, journalIsAsLong(entries)),
  });
}

/** Leases an unfinished job. Returns undefined if there is none, or if another function has the lease. */
export const leaseJob = (table: Table, eventId: string, lease: Lease): Promise<LeasedJob | undefined> =>
  takeLease(table, eventId, lease.leaseOf, {
    set: leaseClauses(lease),
    condition: and(hasJob, jobIsFree(lease.now)),
  });

const leaseClauses = ({ now, leaseOf }: Lease): Expression[] => [
  expression`leaseUntil = ${now + EVENT_JOB_LEASE_SECONDS * SECOND_MS}`,
  expression`leaseOf = ${leaseOf}`,
];

async function takeLease(
  table: Table,
  eventId: string,
  leaseOf: string,
  change: Change,
): Promise<LeasedJob | undefined> {
  const sent = await updateOne(table, {
    ...update(table.name, eventJobKey(eventId), change),
    ReturnValues: 'ALL_NEW',
  });
  if (sent.is === 'busy') throw busy();
  const row = sent.is === 'committed' ? sent.row : sent.reasons[0]?.row;
  // Each lease has its own id. If the row has it already, the response to an earlier attempt was lost.
  if (row?.leaseOf !== leaseOf) return undefined;
  return leasedJobOf(eventId, row);
}

/** Replaces a leased job by another one. */
export async function replaceJob(table: Table, leased: LeasedEdit, job: EditJob): Promise<LeasedEdit> {
  const sent = await changeLeased(table, leased, { set: [expression`#work = ${jobAttribute(job)}`] });
  if (sent.is !== 'committed') throw busy();
  return { ...leased, job };
}

/** Ends the lease of an unfinished job, so that another function can continue it at once. */
export async function leaveJob(table: Table, leased: LeasedJob): Promise<void> {
  await changeLeased(table, leased, { set: [leaseIsOver] });
}

const leaseIsOver = expression`leaseUntil = ${0}`;

/** Ends a finished job. If it was refused and had replaced a closing job, the closing job continues. */
export async function endJob(table: Table, leased: LeasedEdit): Promise<void> {
  const { isRefused, closing } = leased.job;
  await changeLeased(
    table,
    leased,
    isRefused && closing
      ? { set: [expression`#work = ${jobAttribute(closing)}`, leaseIsOver] }
      : { set: [expression`entries = entries`], remove: JOB_ATTRIBUTES },
  );
}

const JOB_ATTRIBUTES = ['#work', 'since', 'leaseUntil', 'leaseOf', 'unfinishedPk', 'unfinishedSk'];

/** Changes the row of a job if this function still has the lease. */
const changeLeased = (
  table: Table,
  { eventId, leaseOf }: LeasedJob,
  change: Omit<Change, 'condition'>,
): Promise<Sent> =>
  updateOne(table, update(table.name, eventJobKey(eventId), { ...change, condition: leaseIsMine(leaseOf) }));

/** The actions of every step: the next journal entry, and the job's row, which counts the entries. */
export function stepActions(
  { name, names }: Pick<Table, 'name' | 'names'>,
  leased: LeasedJob,
  entry: Omit<JournalEntry, 'subjectId' | 'eventId' | 'position'>,
  next: { job: EventJob } | 'same' | 'done',
): Action[] {
  const { eventId, entries, leaseOf } = leased;
  return [
    {
      Update: update(name, eventJobKey(eventId), {
        set: [
          expression`entries = ${entries + 1}`,
          ...(typeof next === 'object' ? [expression`#work = ${jobAttribute(next.job)}`] : []),
        ],
        ...(next === 'done' && { remove: JOB_ATTRIBUTES }),
        condition: and(isNextEntry(entries), leaseIsMine(leaseOf)),
      }),
    },
    { Put: put(names.journal, journalRow({ ...entry, subjectId: eventId, eventId, position: entries }), isAbsent) },
  ];
}

/** The actions that end any job of an event without its lease, with the next journal entry. The lease is void from then on. */
export function endJobActions(
  { name, names }: Pick<Table, 'name' | 'names'>,
  eventId: string,
  entries: number,
  entry: Omit<JournalEntry, 'subjectId' | 'eventId' | 'position'>,
): Action[] {
  return [
    {
      Update: update(name, eventJobKey(eventId), {
        set: [expression`entries = ${entries + 1}`],
        remove: JOB_ATTRIBUTES,
        condition: journalIsAsLong(entries),
      }),
    },
    { Put: put(names.journal, journalRow({ ...entry, subjectId: eventId, eventId, position: entries }), isAbsent) },
  ];
}

/** Returns events with a job that began before `until` (epoch ms), oldest first; eventually consistent. */
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

/** Returns the length of an event's journal, and its unfinished job. */
export async function readJob(table: Table, eventId: string): Promise<{ entries: number; job?: EventJob | undefined }> {
  const row = await readRow(table, eventJobKey(eventId));
  return { entries: entriesOf(row), ...(row && { job: jobOf(row) }) };
}

/** Returns the length of an event's journal. */
export async function readEntries(table: Table, eventId: string): Promise<number> {
  return entriesOf(await readRow(table, eventJobKey(eventId)));
}
