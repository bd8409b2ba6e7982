/**
 * Makes the organizer the owner of area places that an edit has withdrawn and left. The version before knows no blocked
 * places of areas: if it finishes such an edit, after a rollback or during a deployment, its places would never be sold and
 * never be listed as the organizer's. As blocks of the organizer, they can be lifted.
 *
 * The step holds the lease of the event's job, so no edit is between two of its steps. What the job itself has withdrawn stays.
 */
import type { WithdrawnShare } from '../../domain/area-resize.ts';
import type { EventJob, LeasedEdit } from '../../domain/event-jobs.ts';
import { isEditId } from '../../domain/ids.ts';
import { areasOf } from '../../domain/layout.ts';
import type { Bucket } from '../../domain/model.ts';
import { jobOf } from '../../table/events/job-rows.ts';
import { eventJobKey } from '../../table/keys.ts';
import { readRow } from '../../table/queries.ts';
import { repeatWhileBusy } from '../shared/paced-reads.ts';
import { leaseEvent, originOf } from './lease-event.ts';
import type { MigrationContext } from './migration.ts';

/** Returns the number of withdrawals that it has ended. Sales may run meanwhile: each write requires the withdrawal as it was read. */
export async function keepWithdrawn(context: MigrationContext, eventId: string): Promise<number> {
  if (!(await areAnyLeft(context, eventId))) return 0;
  const { leased, release } = await leaseEvent(context, eventId);
  let current = leased;
  try {
    const left = withdrawalsIn(await readBuckets(context, eventId), leased.job);
    if (left.length === 0) return 0;
    const { edits, ids, now } = context;
    current = await edits.keep(leased as LeasedEdit, left, originOf(ids.next(), now()));
    await context.pace(left.length * UNITS_PER_WITHDRAWAL);
    return left.length;
  } finally {
    // If this fails, the lease expires by itself.
    await release(current).catch(() => undefined);
  }
}

/** A row of up to 4 KB in a transaction; the job and its journal entry are shared by many. */
const UNITS_PER_WITHDRAWAL = 8;

/** Tells without the lease whether an edit has left withdrawals, so that unfinished edits are not disturbed. */
async function areAnyLeft(context: MigrationContext, eventId: string): Promise<boolean> {
  const buckets = await readBuckets(context, eventId);
  if (withdrawalsIn(buckets).length === 0) return false;
  const row = await repeatWhileBusy(context.table, () => readRow(context.table, eventJobKey(eventId)));
  return withdrawalsIn(buckets, row && jobOf(row)).length > 0;
}

/** The buckets of a published event. An event in another state sells no places. */
const readBuckets = ({ table, store }: MigrationContext, eventId: string): Promise<Bucket[]> =>
  repeatWhileBusy(table, async () => {
    const facts = await store.readEvent(eventId);
    if (facts?.event.state !== 'published') return [];
    const areas = areasOf(facts);
    return areas.length > 0 ? store.readBuckets(eventId, areas) : [];
  });

/** The withdrawals of all edits but the one that a job still runs. */
function withdrawalsIn(buckets: Bucket[], running?: EventJob): WithdrawnShare[] {
  const ofJob = running?.does === 'edit' ? `${running.id}.` : undefined;
  return buckets.flatMap(({ areaId, number, claims }) =>
    Object.entries(claims).flatMap(([id, { quantity }]) =>
      isEditId(id) && !(ofJob && id.startsWith(ofJob))
        ? [{ areaId, bucket: number, id, quantity, kept: quantity }]
        : [],
    ),
  );
}
