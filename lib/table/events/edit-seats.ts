/**
 * What an edit does to seats: they are blocked, unblocked and added. Each write has the condition that sales running at
 * the same moment cannot get past (P2); a seat that somebody has by now is left out.
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
  /** The status that the seat must have for a buyer. */
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

/** Changes those of the seats that may be; the others are somebody's, or are so already. */
export function changeSeats(
  table: Table,
  leased: LeasedEdit,
  seatIds: string[],
  change: keyof typeof CHANGES,
  origin: Origin,
): Promise<LeasedEdit> {
  const { action, from, write } = CHANGES[change];
  // Later than each seat's last change, whatever the clock of who made that.
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
    isWorthAnother(row) {
      const seat = row && seatOf(row);
      if (!seat || seatStatusAt(seat, origin.at) !== from || seat.changedAt < changedAt) return false;
      later = Math.max(later, seat.changedAt + 1);
      return true;
    },
  });
}
