/**
 * A step of the migration: makes the organizer the owner of the seats that an organizer has blocked. Version 0.5 stored the edit
 * as the owner. The journal tells which edits ended the sales of the event: they remain the owners of their blocks.
 *
 * Sales and edits may run meanwhile. The block of an edit that has ended changes only if an edit lifts it, and each write
 * requires the owner that was read. A seat is read first, then the unfinished job, then the journal. So an edit that was
 * unfinished when it blocked the seat is either still the job, or has ended: then its refusal has lifted the block, or its
 * decision has made the block the organizer's, or it ended the sales and is in the journal.
 */
import { ORGANIZER } from '../../domain/blocks.ts';
import type { EventJob } from '../../domain/event-jobs.ts';
import { isEditId } from '../../domain/ids.ts';
import { seatedSections, seatsByLabel } from '../../domain/layout.ts';
import type { EventFacts } from '../../domain/model.ts';
import { busy } from '../../domain/refusals.ts';
import { isBlocked, isBlockOf } from '../../table/conditions.ts';
import { jobOf } from '../../table/events/job-rows.ts';
import { seatOf } from '../../table/events/place-rows.ts';
import { and, expression, update } from '../../table/expression.ts';
import { eventJobKey, journalPartition, PREFIX, seatKeyOf, seatPartition } from '../../table/keys.ts';
import { readRow } from '../../table/queries.ts';
import { updateOne } from '../../table/transact.ts';
import { queryPages, repeatWhileBusy } from '../shared/paced-reads.ts';
import type { MigrationContext } from './migration.ts';

/** Returns the number of seats that it changed. Blocks of an unfinished edit are left to the function that finishes the edit. */
export async function convertBlocks(context: MigrationContext, eventId: string): Promise<number> {
  const facts = await repeatWhileBusy(context.table, () => context.store.readEvent(eventId));
  if (!facts) return 0;
  const blocked = await readBlockedByEdits(context, facts);
  if (blocked.length === 0) return 0;
  const job = await readJob(context, eventId);
  const ends = await readEnds(context, eventId);
  const unfinished = job?.does === 'edit' ? job.id : undefined;
  const ofOrganizer = blocked.filter(({ blockedBy }) => blockedBy !== unfinished && !ends.has(blockedBy));
  let converted = 0;
  for (const seat of ofOrganizer) if (await convert(context, eventId, seat)) converted += 1;
  return converted;
}

interface BlockedSeat {
  seatId: string;
  blockedBy: string;
}

/** The seats of the layout that an edit has blocked. A seat that was removed is blocked too, but no layout names it. */
async function readBlockedByEdits({ table, pace }: MigrationContext, facts: EventFacts): Promise<BlockedSeat[]> {
  const blocked: BlockedSeat[] = [];
  for (const section of seatedSections(facts)) {
    const rows = await queryPages(table, pace, {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :seat)',
      FilterExpression: '#status = :blocked',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ':pk': seatPartition(facts.event.id, section.id),
        ':seat': PREFIX.seat,
        ':blocked': 'blocked',
      },
      ConsistentRead: true,
    });
    const named = new Set([...seatsByLabel(section).values()].map(({ seatId }) => seatId));
    for (const { seatId, blockedBy } of rows.map(seatOf)) {
      if (named.has(seatId) && blockedBy !== undefined && isEditId(blockedBy)) blocked.push({ seatId, blockedBy });
    }
  }
  return blocked;
}

async function readJob({ table }: MigrationContext, eventId: string): Promise<EventJob | undefined> {
  const row = await repeatWhileBusy(table, () => readRow(table, eventJobKey(eventId)));
  return row && jobOf(row);
}

/** The edits that have closed, cancelled or deleted the event. */
async function readEnds({ table, pace }: MigrationContext, eventId: string): Promise<Set<string>> {
  const rows = await queryPages(table, pace, {
    TableName: table.names.journal,
    KeyConditionExpression: 'pk = :pk',
    FilterExpression: '#action IN (:closed, :cancelled, :deleted)',
    ExpressionAttributeNames: { '#action': 'action' },
    ExpressionAttributeValues: {
      ':pk': journalPartition(eventId),
      ':closed': 'event.closed',
      ':cancelled': 'event.cancelled',
      ':deleted': 'event.deleted',
    },
    ConsistentRead: true,
  });
  return new Set(rows.map(({ to }) => String(to)));
}

/** Returns whether this write has changed the owner. The status and the time of the seat's last change stay. */
function convert(
  { table, pace }: MigrationContext,
  eventId: string,
  { seatId, blockedBy }: BlockedSeat,
): Promise<boolean> {
  const change = update(table.name, seatKeyOf(eventId, seatId), {
    set: [expression`blockedBy = ${ORGANIZER}`],
    condition: and(isBlocked, isBlockOf(blockedBy)),
  });
  return repeatWhileBusy(table, async () => {
    const sent = await updateOne(table, change);
    if (sent.is === 'busy') throw busy();
    await pace(1);
    return sent.is === 'committed';
  });
}
