/**
 * One step of an edit is one transaction: the places that it changes, its journal entry, and the job's row, which has
 * the lease and counts the entries (P7). The job's row also shows an earlier attempt whose response was lost, and
 * refuses a function whose lease is over.
 */
import type { Origin } from '../../domain/claim-changes.ts';
import type { EditJob, EventJob, LeasedEdit, LeasedJob } from '../../domain/event-jobs.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { DECISIONS_MAX } from '../../domain/limits.ts';
import type { EventState, PlacesTouched } from '../../domain/model.ts';
import { busy } from '../../domain/refusals.ts';
import { eventJobKey } from '../keys.ts';
import { readRow } from '../queries.ts';
import type { Table } from '../table.ts';
import { type Action, type Reason, type Row, transact } from '../transact.ts';
import { stepActions } from './event-jobs.ts';

export interface StepEntry extends Pick<JournalEntry, 'action' | 'touched' | 'edit' | 'before'> {
  origin: Origin;
}

export type Step<Job extends EventJob = EditJob> =
  | { is: 'done'; leased: LeasedJob<Job> }
  | { is: 'refused'; reasons: Reason[] };

/** Commits the writes with their entry, and the job `next` if it changes. Or returns which writes were refused. */
export async function takeStep<Job extends EventJob>(
  table: Table,
  leased: LeasedJob<Job>,
  actions: Action[],
  { origin, ...entry }: StepEntry,
  next?: Job,
): Promise<Step<Job>> {
  const own = stepActions(
    table,
    leased,
    { ...origin, ...entry, to: subjectOf(leased.job) },
    next ? { job: next } : 'same',
  );
  const sent = await transact(table, [...own, ...actions], { idempotencyFirst: true });
  if (sent.is === 'busy') throw busy();
  const done: Step<Job> = {
    is: 'done',
    leased: { ...leased, entries: leased.entries + 1, ...(next && { job: next }) },
  };
  if (sent.is === 'committed') return done;
  const [count, entryPut, ...reasons] = sent.reasons;
  // AWS may report `None` for the job's row although it refused, or for the entry.
  const row = count?.refused ? count.row : await readRow(table, eventJobKey(leased.eventId));
  if (row?.leaseOf !== leased.leaseOf) throw busy();
  // Only the holder of the lease adds an entry, so this was an earlier attempt of this step whose response was lost.
  if (row.entries === leased.entries + 1) return done;
  if (row.entries !== leased.entries) throw busy();
  if (entryPut?.refused) {
    throw new Error(`the journal of ${leased.eventId} is longer than its count, ${leased.entries}`);
  }
  return { is: 'refused', reasons };
}

/** The edit that an entry belongs to, or the state of an event that is being imported. */
const subjectOf = (job: EventJob): string => (job.does === 'edit' ? job.id : ('preparing' satisfies EventState));

/** Takes a step that only another function with the lease can prevent. */
export async function requireStep<Job extends EventJob>(
  ...of: Parameters<typeof takeStep<Job>>
): Promise<LeasedJob<Job>> {
  const step = await takeStep(...of);
  if (step.is === 'done') return step.leased;
  throw busy();
}

export interface PlacesChange<Place> {
  action: string;
  origin: Origin;
  /** The number of places in one step. */
  atOnce: number;
  write(place: Place, leased: LeasedEdit): Action;
  touched(places: Place[]): PlacesTouched;
  /** Whether a place that refused with this row may be sent again. Otherwise it is left out. */
  mayBeRetried?(row: Row | undefined): boolean;
}

/** Changes as many of the places as possible, step by step. */
export async function changePlaces<Place>(
  table: Table,
  leased: LeasedEdit,
  places: Place[],
  { action, origin, atOnce, write, touched, mayBeRetried = () => false }: PlacesChange<Place>,
): Promise<LeasedEdit> {
  let current = leased;
  for (let from = 0; from < places.length; from += atOnce) {
    let rest = places.slice(from, from + atOnce);
    for (let attempts = 0; rest.length > 0; attempts++) {
      const writes = rest.map(place => write(place, current));
      const step = await takeStep(table, current, writes, { action, origin, touched: touched(rest) });
      if (step.is === 'done') {
        current = step.leased;
        break;
      }
      const { reasons } = step;
      const left = rest.filter((_, i) => !reasons[i]?.refused || mayBeRetried(reasons[i]?.row));
      if (left.length === rest.length && attempts > DECISIONS_MAX) throw busy();
      rest = left;
    }
  }
  return current;
}
