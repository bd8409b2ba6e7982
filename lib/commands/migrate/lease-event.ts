/** The lease of an event's job, under which a migration changes the event between two runs of its edits. */
import type { Origin } from '../../domain/claim-changes.ts';
import { NO_EDIT } from '../../domain/event-edits.ts';
import type { EditJob, LeasedEdit, LeasedJob } from '../../domain/event-jobs.ts';
import { editIdOf } from '../../domain/ids.ts';
import { busy } from '../../domain/refusals.ts';
import { repeatWhileBusy } from '../shared/paced-reads.ts';
import type { MigrationContext } from './migration.ts';

export interface EventLease {
  leased: LeasedJob;
  /** Ends the job if it is the migration's own, and gives the lease back. */
  release(leased: LeasedJob): Promise<void>;
}

/** Begins a job of its own, or leases the unfinished one. Throws `busy` if another function has its lease. */
export async function leaseEvent({ table, edits, ids, now }: MigrationContext, eventId: string): Promise<EventLease> {
  const at = now();
  const entries = await repeatWhileBusy(table, () => edits.readEntries(eventId));
  const own = await edits.begin(eventId, emptyJob(ids.next(), at), { now: at, leaseOf: ids.next(), entries });
  if (own) return { leased: own, release: leased => edits.end(leased as LeasedEdit) };
  const other = await edits.lease(eventId, { now: at, leaseOf: ids.next() });
  if (!other) throw busy();
  return { leased: other, release: edits.leave };
}

/**
 * A job without changes that is decided already: if this run crashes, the schedule only ends it. The event keeps the digest of the
 * organizer's last edit, by which a repeated request is recognized.
 */
function emptyJob(random: string, at: number): EditJob {
  const origin = originOf(random, at);
  return { does: 'edit', id: editIdOf(random), edit: NO_EDIT, digest: '', origin, decidedAt: at };
}

export const originOf = (random: string, at: number): Origin => ({
  at,
  actor: 'operator',
  requestId: `migrate-${random}`,
});
