/**
 * Blocks, unblocks and adds seats for an edit. Each write has a condition, so that a concurrent sale is safe (P2). A seat that
 * was sold meanwhile is left out.
 */
import type { Origin } from '../../domain/claim-changes.ts';
import type { LeasedEdit } from '../../domain/event-jobs.ts';
import { SEATS_PER_STEP_MAX } from '../../domain/limits.ts';
import { type SeatStatus, seatStatusAt } from '../../domain/seat-lifecycle.ts';
import { seatBecomes } from '../claims/move-places.ts';
import { mayBeAdded, mayBeBlocked, mayBeUnblocked, wasBlockedBy } from '../conditions.ts';
import { and, type Change, expression, update } from '../expression.ts';
import { seatKeyOf } from '../keys.ts';
import type { Table } from '../table.ts';
import { changePlaces } from './edit-step.ts';
import { seatOf } from './place-rows.ts';

interface SeatChange {
  action: string;
  /** The status that a buyer would see before the change. */
  from: SeatStatus;
  write(by: { now: number; changedAt: number; jobId: string }): Change;
}

const becomesAvailable = { set: [seatBecomes('available')], remove: ['blockedBy'] };

const CHANGES: Record<'block' | 'unblock' | 'unblock-own' | 'add', SeatChange> = {
  block: {
    action: 'event.places-blocked',
    from: 'available',
    write: ({ jobId, ...times }) => ({
      set: [seatBecomes('blocked'), expression`blockedBy = ${jobId}`],
      remove: ['claimId', 'holdExpiresAt'],
      condition: mayBeBlocked(times),
    }),
  },
  unblock: {
    action: 'event.places-unblocked',
    from: 'blocked',
    write: times => ({ ...becomesAvailable, condition: mayBeUnblocked(times) }),
  },
  'unblock-own': {
    action: 'event.places-unblocked',
    from: 'blocked',
    write: ({ jobId, ...times }) => ({
      ...becomesAvailable,
      condition: and(mayBeUnblocked(times), wasBlockedBy(jobId)),
    }),
  },
  add: {
    action: 'event.places-added',
    from: 'blocked',
    write: times => ({ ...becomesAvailable, condition: mayBeAdded(times) }),
  },
};

/** Changes the seats whose status allows it. The others belong to a claim, or have changed already. */
export function changeSeats(
  table: Table,
  leased: LeasedEdit,
  seatIds: string[],
  change: keyof typeof CHANGES,
  origin: Origin,
): Promise<LeasedEdit> {
  const { action, from, write } = CHANGES[change];
  // A retry says a time that is later than the last change of each seat that refused, because clocks differ.
  let [changedAt, later] = [origin.at, origin.at];
  return changePlaces(table, leased, seatIds, {
    action,
    origin,
    atOnce: SEATS_PER_STEP_MAX,
    write(seatId, { eventId, job: { id } }) {
      changedAt = later;
      const { set = [], ...rest } = write({ now: origin.at, changedAt, jobId: id });
      const change = { set: [...set, expression`changedAt = ${changedAt}`], ...rest };
      return { Update: update(table.name, seatKeyOf(eventId, seatId), change) };
    },
    touched: some => ({ seatIds: some, shares: [] }),
    mayBeRetried(row) {
      const seat = row && seatOf(row);
      if (!seat || seatStatusAt(seat, origin.at) !== from || seat.changedAt < changedAt) return false;
      later = Math.max(later, seat.changedAt + 1);
      return true;
    },
  });
}
