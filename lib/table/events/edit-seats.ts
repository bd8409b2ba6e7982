/**
 * Blocks, unblocks and adds seats for an edit. Each write has a condition, so that a concurrent sale is safe (P2). A seat that
 * was sold meanwhile is left out.
 *
 * Races with holds whose code unlocks a seat of the organizer's block:
 * - The hold first: the edit's condition refuses, since a live hold has the seat. The edit reads it again.
 * - The edit first: the row names the edit as the owner of the block (takeFromOrganizer), so no code unlocks the seat, and no late payment
 *   books it.
 * - The hold has lapsed: the write that takes the seat, or gives it back to its block, removes the claim from the row. So a later write of
 *   that claim does not touch the seat (P5).
 */
import { ORGANIZER, takenFromOrganizer } from '../../domain/blocks.ts';
import type { Origin } from '../../domain/claim-changes.ts';
import type { AddedSeat } from '../../domain/event-edits.ts';
import type { EditJob, LeasedEdit } from '../../domain/event-jobs.ts';
import { SEATS_PER_STEP_MAX } from '../../domain/limits.ts';
import { type SeatStatus, seatStatusAt } from '../../domain/seat-lifecycle.ts';
import type { BlockedSeat } from '../../ports/event-edits.ts';
import { seatBecomes } from '../claims/move-places.ts';
import { isBlockOf, mayBeAdded, mayBeBlocked, mayBeTakenBack, mayBeUnblocked } from '../conditions.ts';
import { and, type Change, type Expression, expression, update } from '../expression.ts';
import { seatKeyOf } from '../keys.ts';
import type { Table } from '../table.ts';
import { changePlaces } from './edit-step.ts';
import { seatOf } from './place-rows.ts';

/** A change of seats, each with its own condition. */
interface SeatsChange<Place> {
  action: string;
  /** The status that a buyer would see before the change. */
  from: SeatStatus;
  seatIdOf(place: Place): string;
  write(place: Place, by: { now: number; changedAt: number; job: EditJob }): Change;
}

/** Blocks the seats that are available or lapsed, as the edit's own until it is decided. */
export const blockSeats = (table: Table, leased: LeasedEdit, seatIds: string[], origin: Origin): Promise<LeasedEdit> =>
  changeSeats(table, leased, seatIds, origin, {
    action: 'event.places-blocked',
    from: 'available',
    seatIdOf: seatId => seatId,
    write: (_seatId, { job, ...times }) => ({
      set: [seatBecomes('blocked'), expression`blockedBy = ${job.id}`],
      remove: ['claimId', 'holdExpiresAt'],
      condition: mayBeBlocked(times),
    }),
  });

/**
 * Takes seats of the organizer's block, which a code may unlock, for an edit that removes them or takes all places. The edit becomes the
 * owner of the block; the note stays.
 */
export const takeFromOrganizer = (
  table: Table,
  leased: LeasedEdit,
  seatIds: string[],
  origin: Origin,
): Promise<LeasedEdit> =>
  changeSeats(table, leased, seatIds, origin, {
    action: 'event.blocks-taken',
    from: 'blocked',
    seatIdOf: seatId => seatId,
    write: (_seatId, { job, ...times }) => becomesBlockOf(takenFromOrganizer(job.id), times),
  });

/** Gives seats of lapsed holds, which a code had unlocked, back to the organizer's block. */
export const restoreBlocks = (
  table: Table,
  leased: LeasedEdit,
  seatIds: string[],
  origin: Origin,
): Promise<LeasedEdit> =>
  changeSeats(table, leased, seatIds, origin, {
    action: 'event.blocks-restored',
    from: 'blocked',
    seatIdOf: seatId => seatId,
    write: (_seatId, times) => becomesBlockOf(ORGANIZER, times),
  });

const becomesBlockOf = (owner: string, times: { now: number; changedAt: number }): Change => ({
  set: [seatBecomes('blocked'), expression`blockedBy = ${owner}`],
  remove: ['claimId', 'holdExpiresAt'],
  condition: mayBeTakenBack(times),
});

/** Makes the organizer the owner again of blocks that this edit has taken. */
export const returnToOrganizer = (
  table: Table,
  leased: LeasedEdit,
  seatIds: string[],
  origin: Origin,
): Promise<LeasedEdit> =>
  changeSeats(table, leased, seatIds, origin, {
    action: 'event.blocks-returned',
    from: 'blocked',
    seatIdOf: seatId => seatId,
    write: (_seatId, { job, ...times }) => ({
      set: [expression`blockedBy = ${ORGANIZER}`],
      condition: and(mayBeUnblocked(times), isBlockOf(takenFromOrganizer(job.id))),
    }),
  });

/** Unblocks the seats whose blocks still have the owner that was read. */
export const unblockSeats = (
  table: Table,
  leased: LeasedEdit,
  seats: BlockedSeat[],
  origin: Origin,
): Promise<LeasedEdit> =>
  changeSeats(table, leased, seats, origin, {
    action: 'event.places-unblocked',
    from: 'blocked',
    seatIdOf: ({ seatId }) => seatId,
    write: ({ blockedBy }, times) => ({
      ...becomesAvailable,
      condition: and(mayBeUnblocked(times), isBlockOf(blockedBy)),
    }),
  });

/** Makes the organizer the owner of the blocks that still have the owner that was read. */
export const keepSeats = (
  table: Table,
  leased: LeasedEdit,
  seats: BlockedSeat[],
  origin: Origin,
): Promise<LeasedEdit> =>
  changeSeats(table, leased, seats, origin, {
    action: 'event.places-kept',
    from: 'blocked',
    seatIdOf: ({ seatId }) => seatId,
    write: ({ blockedBy }, { job, ...times }) => ({
      set: blockClauses({ note: job.edit.blockNote }),
      condition: and(mayBeUnblocked(times), isBlockOf(blockedBy)),
    }),
  });

/** Creates seats that no layout names yet, for sale or blocked. */
export async function addSeats(
  table: Table,
  leased: LeasedEdit,
  seats: AddedSeat[],
  origin: Origin,
): Promise<LeasedEdit> {
  const added = { from: 'blocked', seatIdOf: ({ seatId }: AddedSeat) => seatId } as const;
  const forSale = await changeSeats(
    table,
    leased,
    seats.filter(({ block }) => !block),
    origin,
    {
      ...added,
      action: 'event.places-added',
      write: (_seat, times) => ({ ...becomesAvailable, condition: mayBeAdded(times) }),
    },
  );
  return changeSeats(
    table,
    forSale,
    seats.filter(({ block }) => block),
    origin,
    {
      ...added,
      action: 'event.blocks-added',
      write: ({ block = {} }, times) => ({
        set: [seatBecomes('blocked'), ...blockClauses(block)],
        ...(block.note === undefined && { remove: ['note'] }),
        condition: mayBeAdded(times),
      }),
    },
  );
}

const becomesAvailable = { set: [seatBecomes('available')], remove: ['blockedBy', 'note'] };

const blockClauses = ({ note }: { note?: string | undefined }): Expression[] => [
  expression`blockedBy = ${ORGANIZER}`,
  ...(note === undefined ? [] : [expression`note = ${note}`]),
];

/** Changes the seats whose status allows it. The others belong to a claim, or have changed already. */
function changeSeats<Place>(
  table: Table,
  leased: LeasedEdit,
  places: Place[],
  origin: Origin,
  { action, from, seatIdOf, write }: SeatsChange<Place>,
): Promise<LeasedEdit> {
  // A retry says a time that is later than the last change of each seat that refused, because clocks differ.
  let [changedAt, later] = [origin.at, origin.at];
  return changePlaces(table, leased, places, {
    action,
    origin,
    atOnce: SEATS_PER_STEP_MAX,
    write(place, { eventId, job }) {
      changedAt = later;
      const { set = [], ...rest } = write(place, { now: origin.at, changedAt, job });
      const change = { set: [...set, expression`changedAt = ${changedAt}`], ...rest };
      return { Update: update(table.name, seatKeyOf(eventId, seatIdOf(place)), change) };
    },
    touched: some => ({ seatIds: some.map(seatIdOf), shares: [] }),
    mayBeRetried(row) {
      const seat = row && seatOf(row);
      if (!seat || seatStatusAt(seat, origin.at) !== from || seat.changedAt < changedAt) return false;
      later = Math.max(later, seat.changedAt + 1);
      return true;
    },
  });
}
