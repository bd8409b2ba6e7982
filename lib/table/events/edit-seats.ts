/**
 * What an edit does to seats: they are blocked, unblocked and added. Each write has the condition that sales running at
 * the same moment cannot get past (P2); a seat that somebody has by now is left out.
 */
import type { Origin } from '../../domain/claim-changes.ts';
import { SEATS_PER_STEP_MAX } from '../../domain/limits.ts';
import { type SeatStatus, seatStatusAt } from '../../domain/seat-lifecycle.ts';
import { mayBeAdded, mayBeBlocked, mayBeUnblocked, wasBlockedBy } from '../conditions.ts';
import { update } from '../expression.ts';
import { seatKeyOf } from '../keys.ts';
import { seatOf } from '../rows.ts';
import type { Table } from '../table.ts';
import { changePlaces, type Leased } from './edit-step.ts';

interface SeatChange {
  action: string;
  /** What the seat must be to a buyer. */
  from: SeatStatus;
  set: readonly string[];
  remove: readonly string[];
  condition: string;
}

const AVAILABLE = { from: 'blocked', set: ['#status = :available'], remove: ['blockedBy'] } as const;

const CHANGES: Record<'block' | 'unblock' | 'unblock-own' | 'add', SeatChange> = {
  block: {
    action: 'event.places-blocked',
    from: 'available',
    set: ['#status = :blocked', 'blockedBy = :blockedBy'],
    remove: ['claimId', 'holdExpiresAt'],
    condition: mayBeBlocked,
  },
  unblock: { ...AVAILABLE, action: 'event.places-unblocked', condition: mayBeUnblocked },
  'unblock-own': { ...AVAILABLE, action: 'event.places-unblocked', condition: `${mayBeUnblocked} AND ${wasBlockedBy}` },
  add: { ...AVAILABLE, action: 'event.places-added', condition: mayBeAdded },
};

const STATUSES = { ':available': 'available', ':held': 'held', ':blocked': 'blocked' };

/** Changes those of the seats that may be; the others are somebody's, or are so already. */
export function changeSeats(
  table: Table,
  leased: Leased,
  seatIds: string[],
  change: keyof typeof CHANGES,
  origin: Origin,
): Promise<Leased> {
  const { action, from, set, remove, condition } = CHANGES[change];
  // Later than each seat's last change, whatever the clock of who made that.
  let [changedAt, later] = [origin.at, origin.at];
  return changePlaces(table, leased, seatIds, {
    action,
    origin,
    atOnce: SEATS_PER_STEP_MAX,
    write(seatId, { eventId, job: { id } }) {
      changedAt = later;
      const values = { ...STATUSES, ':now': origin.at, ':changedAt': changedAt, ':blockedBy': id };
      const change = { set: [...set, 'changedAt = :changedAt'], remove: [...remove], condition, values };
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
