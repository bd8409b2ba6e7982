/**
 * Work with an event that outlives a function: what it is, who is at it, and how long the event's journal is, in one row
 * that no sale reads or writes. A lease lasts longer than any function lives, so that one at a time is at it.
 */
import type { EditJob, EventJob, LeasedEdit, LeasedJob } from '../../domain/event-jobs.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { EVENT_JOB_LEASE_SECONDS } from '../../domain/limits.ts';
import { busy } from '../../domain/refusals.ts';
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
import { entriesOf, leasedJobOf } from './job-rows.ts';

/** Begins a piece of work and leases it; undefined where the journal has grown since it was read, or other work is unfinished. */
export async function beginJob(
  table: Table,
  eventId: string,
  job: EventJob,
  { now, leaseOf, entries }: Lease & { entries: number },
): Promise<LeasedJob | undefined> {
  const { unfinishedPk, unfinishedSk } = unfinishedEventIndexKey(eventId, now);
  return takeLease(table, eventId, leaseOf, {
    set: [
      expression`#work = ${job}`,
      expression`since = ${now}`,
      expression`entries = ${entries}`,
      ...leaseClauses({ now, leaseOf }),
      expression`unfinishedPk = ${unfinishedPk}`,
      expression`unfinishedSk = ${unfinishedSk}`,
    ],
    condition: and(hasNoJob, journalIsAsLong(entries)),
  });
}

/** Takes up work that nobody is at; undefined where there is none, or somebody is. */
export const leaseJob = (table: Table, eventId: string, lease: Lease): Promise<LeasedJob | undefined> =>
  takeLease(table, eventId, lease.leaseOf, {
    set: leaseClauses(lease),
    condition: and(hasJob, jobIsFree(lease.now)),
  });

const leaseClauses = ({ now, leaseOf }: Lease): Expression[] => [
  expression`leaseUntil = ${now + EVENT_JOB_LEASE_SECONDS * 1000}`,
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
  // Each lease has a name of its own: where it stands already, the reply to an earlier attempt was lost.
  if (row?.leaseOf !== leaseOf) return undefined;
  return leasedJobOf(eventId, row);
}

/** Puts another piece of work in the place of one that is leased. */
export async function replaceJob(table: Table, leased: LeasedEdit, job: EditJob): Promise<LeasedEdit> {
  const sent = await changeLeased(table, leased, { set: [expression`#work = ${job}`] });
  if (sent.is !== 'committed') throw busy();
  return { ...leased, job };
}

/** Lets others take it up at once: this function's time is over, and the work is not. */
export async function leaveJob(table: Table, leased: LeasedJob): Promise<void> {
  await changeLeased(table, leased, { set: [leaseIsOver] });
}

const leaseIsOver = expression`leaseUntil = ${0}`;

/** Nothing of it is left to do; a closing whose place it took goes on where it was refused. */
export async function endJob(table: Table, leased: LeasedEdit): Promise<void> {
  const { isRefused, closing } = leased.job;
  await changeLeased(
    table,
    leased,
    isRefused && closing
      ? { set: [expression`#work = ${closing}`, leaseIsOver] }
      : { set: [expression`entries = entries`], remove: JOB_ATTRIBUTES },
  );
}

const JOB_ATTRIBUTES = ['#work', 'since', 'leaseUntil', 'leaseOf', 'unfinishedPk', 'unfinishedSk'];

/** Without effect for who has lost the lease. */
const changeLeased = (
  table: Table,
  { eventId, leaseOf }: LeasedJob,
  change: Omit<Change, 'condition'>,
): Promise<Sent> =>
  updateOne(table, update(table.name, eventJobKey(eventId), { ...change, condition: leaseIsMine(leaseOf) }));

/** What a step of the work writes besides its own: the next journal entry, and the row that counts them. */
export function stepActions(
  table: string,
  leased: LeasedJob,
  entry: Omit<JournalEntry, 'subjectId' | 'eventId' | 'position'>,
  next: { job: EventJob } | 'same' | 'done',
): Action[] {
  const { eventId, entries, leaseOf } = leased;
  return [
    {
      Update: update(table, eventJobKey(eventId), {
        set: [
          expression`entries = ${entries + 1}`,
          ...(typeof next === 'object' ? [expression`#work = ${next.job}`] : []),
        ],
        ...(next === 'done' && { remove: JOB_ATTRIBUTES }),
        condition: and(isNextEntry(entries), leaseIsMine(leaseOf)),
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

/** How long an event's journal is now; one that was never worked on has its first entry. */
export async function readEntries(table: Table, eventId: string): Promise<number> {
  return entriesOf(await readRow(table, eventJobKey(eventId)));
}
