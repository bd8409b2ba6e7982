/**
 * One step of an edit is one transaction: the places it changes, its journal entry, and the row that counts the entries
 * and says whose turn it is (P7). A step that was committed before, its reply lost, is recognised by that row; one of a
 * function whose turn is over is refused by it.
 */
import type { Origin } from '../../domain/claim-changes.ts';
import type { EditJob, LeasedEdit } from '../../domain/event-jobs.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { DECISIONS_MAX } from '../../domain/limits.ts';
import type { PlacesTouched } from '../../domain/model.ts';
import { busy } from '../../domain/refusals.ts';
import type { Table } from '../table.ts';
import { type Action, type Reason, type Row, transact } from '../transact.ts';
import { stepActions } from './event-jobs.ts';

export interface StepEntry extends Pick<JournalEntry, 'action' | 'touched' | 'edit'> {
  origin: Origin;
}

export type Step = { is: 'done'; leased: LeasedEdit } | { is: 'refused'; reasons: Reason[] };

/** Commits all of these writes with their entry, and the work as it is `next` where it changes; or says what refused. */
export async function takeStep(
  table: Table,
  leased: LeasedEdit,
  actions: Action[],
  { origin, ...entry }: StepEntry,
  next?: EditJob,
): Promise<Step> {
  const own = stepActions(
    table.name,
    leased,
    { ...origin, ...entry, to: leased.job.id },
    next ? { job: next } : 'same',
  );
  const sent = await transact(table, [...own, ...actions], { idempotencyFirst: true });
  if (sent.is === 'busy') throw busy();
  const done: Step = { is: 'done', leased: { ...leased, entries: leased.entries + 1, ...(next && { job: next }) } };
  if (sent.is === 'committed') return done;
  const [count, entryPut, ...reasons] = sent.reasons;
  if (!count?.refused) {
    if (entryPut?.refused)
      throw new Error(`the journal of ${leased.eventId} is longer than its count, ${leased.entries}`);
    return { is: 'refused', reasons };
  }
  // Only who holds the lease counts an entry more: it was an earlier attempt of this step, and its reply was lost.
  if (count.row?.leaseOf === leased.leaseOf && count.row.entries === leased.entries + 1) return done;
  throw busy();
}

/** The same where nothing can refuse but that somebody else is at it. */
export async function requireStep(...of: Parameters<typeof takeStep>): Promise<LeasedEdit> {
  const step = await takeStep(...of);
  if (step.is === 'done') return step.leased;
  throw busy();
}

export interface PlacesChange<Place> {
  action: string;
  origin: Origin;
  /** So many in one step. */
  atOnce: number;
  write(place: Place, leased: LeasedEdit): Action;
  touched(places: Place[]): PlacesTouched;
  /** Whether a place may be tried once more that refused, being so; otherwise it is left out. */
  isWorthAnother?(row: Row | undefined): boolean;
}

/** Changes as many of the places as may be, step by step. */
export async function changePlaces<Place>(
  table: Table,
  leased: LeasedEdit,
  places: Place[],
  { action, origin, atOnce, write, touched, isWorthAnother = () => false }: PlacesChange<Place>,
): Promise<LeasedEdit> {
  let current = leased;
  for (let from = 0; from < places.length; from += atOnce) {
    let rest = places.slice(from, from + atOnce);
    for (let tried = 0; rest.length > 0; tried++) {
      const writes = rest.map(place => write(place, current));
      const step = await takeStep(table, current, writes, { action, origin, touched: touched(rest) });
      if (step.is === 'done') {
        current = step.leased;
        break;
      }
      const { reasons } = step;
      const left = rest.filter((_, i) => !reasons[i]?.refused || isWorthAnother(reasons[i]?.row));
      if (left.length === rest.length && tried > DECISIONS_MAX) throw busy();
      rest = left;
    }
  }
  return current;
}
