/**
 * How a claim's places change with it: seats one by one, and its shares in the buckets of areas. Each only while it is
 * still the claim's own; what somebody else has by now refuses, and nothing of it is touched (P5).
 */
import type { Claim, PlacesTouched } from '../../domain/model.ts';
import { isBookedAndMine, isStillMine, shareIsBooked, shareIsStillMine } from '../conditions.ts';
import { type Update, update } from '../expression.ts';
import { bucketKey, seatKeyOf } from '../keys.ts';
import { seatOf } from '../rows.ts';
import type { Action, Reason, Row } from '../transact.ts';

/** What becomes of the places: their deadline moves, they are booked, or a hold or a booking gives them back. */
export type Move = { to: 'extend'; expiresAt: number } | { to: 'book' } | { to: 'free' } | { to: 'cancel' };

type Change = { set: string[]; remove?: string[]; condition: string };

const CHANGES: Record<Move['to'], { seat: Change; share: Change }> = {
  extend: {
    seat: { set: ['holdExpiresAt = :expiresAt'], condition: isStillMine },
    share: { set: ['claims.#claim.expiresAt = :expiresAt'], condition: shareIsStillMine },
  },
  book: {
    seat: { set: ['#status = :booked'], remove: ['holdExpiresAt'], condition: isStillMine },
    share: {
      set: ['booked = booked + :quantity', 'bookedAt = :changedAt'],
      remove: ['claims.#claim'],
      condition: shareIsStillMine,
    },
  },
  free: {
    seat: { set: ['#status = :available'], remove: ['claimId', 'holdExpiresAt'], condition: isStillMine },
    share: {
      set: ['available = available + :quantity', 'freed = freed + :quantity'],
      remove: ['claims.#claim'],
      condition: shareIsStillMine,
    },
  },
  cancel: {
    seat: { set: ['#status = :available'], remove: ['claimId'], condition: isBookedAndMine },
    share: {
      set: ['booked = booked - :quantity', 'available = available + :quantity', 'freed = freed + :quantity'],
      condition: shareIsBooked,
    },
  },
};

/** The writes that move these places of a claim, seats first. */
export function movePlaces(
  table: string,
  claim: Claim,
  places: PlacesTouched,
  move: Move,
  changedAt: number,
): Action[] {
  const expiresAt = 'expiresAt' in move ? move.expiresAt : undefined;
  const values = { ':claimId': claim.id, ':expiresAt': expiresAt, ':changedAt': changedAt, ...STATUSES };
  const change = CHANGES[move.to];
  const seat = (seatId: string): Update =>
    update(table, seatKeyOf(claim.eventId, seatId), {
      ...change.seat,
      set: [...change.seat.set, 'changedAt = :changedAt'],
      values,
    });
  const share = ({ areaId, bucket, quantity }: PlacesTouched['shares'][number]): Update =>
    update(table, bucketKey(claim.eventId, areaId, bucket), {
      ...change.share,
      values: { ...values, ':quantity': quantity },
      names: { '#claim': claim.id },
    });
  return [...places.seatIds.map(seat), ...places.shares.map(share)].map(Update => ({ Update }));
}

const STATUSES = { ':available': 'available', ':held': 'held', ':booked': 'booked' };

/** Which of the places refused: because they are somebody else's by now, or because their last change is later than ours. */
export function readMoved(
  reasons: Reason[],
  claim: Claim,
  places: PlacesTouched,
  to: Move['to'] = 'free',
): { is: 'places-gone'; places: PlacesTouched } | { is: 'too-early'; lastChangedAt: number } {
  const seats = places.seatIds.map((seatId, i) => ({ seatId, reason: reasons[i] }));
  const shares = places.shares.map((share, i) => ({ share, reason: reasons[places.seatIds.length + i] }));
  const lost: PlacesTouched = {
    seatIds: seats
      .filter(({ reason }) => reason?.refused && !isOwnSeat(reason.row, claim, to))
      .map(({ seatId }) => seatId),
    shares: shares.filter(({ reason }) => reason?.refused).map(({ share }) => share),
  };
  if (lost.seatIds.length + lost.shares.length > 0) return { is: 'places-gone', places: lost };
  return { is: 'too-early', lastChangedAt: lastChangeOf(reasons.slice(0, places.seatIds.length)) };
}

/** The latest change among seats that refused. */
export const lastChangeOf = (reasons: Reason[]): number =>
  Math.max(0, ...reasons.map(({ refused, row }) => (refused && row ? seatOf(row).changedAt : 0)));

function isOwnSeat(row: Row | undefined, { id }: Claim, to: Move['to']): boolean {
  const seat = row && seatOf(row);
  return seat?.claimId === id && seat.status === (to === 'cancel' ? 'booked' : 'held');
}
