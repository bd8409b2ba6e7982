/**
 * How a claim's places change with it: seats one by one, and its shares in the buckets of areas. Each only while it is
 * still the claim's own; what somebody else has by now refuses, and nothing of it is touched (P5).
 */
import type { Claim, PlacesTouched } from '../../domain/model.ts';
import type { SeatStatus } from '../../domain/seat-lifecycle.ts';
import { isBookedAndMine, isStillMine, shareIsBooked, shareIsStillMine } from '../conditions.ts';
import { seatOf } from '../events/place-rows.ts';
import { attribute, type Change, type Expression, expression, update } from '../expression.ts';
import { bucketKey, seatKeyOf } from '../keys.ts';
import type { Action, Reason, Row } from '../transact.ts';

/** What becomes of the places: their deadline moves, they are booked, or a hold or a booking gives them back. */
export type Move = { to: 'extend'; expiresAt: number } | { to: 'book' } | { to: 'free' } | { to: 'cancel' };

/** The writes that move these places of a claim, seats first. */
export function movePlaces(
  table: string,
  claim: Claim,
  places: PlacesTouched,
  move: Move,
  changedAt: number,
): Action[] {
  const seats = places.seatIds.map(seatId =>
    update(table, seatKeyOf(claim.eventId, seatId), seatChange(move, { claimId: claim.id, changedAt })),
  );
  const shares = places.shares.map(({ areaId, bucket, quantity }) =>
    update(
      table,
      bucketKey(claim.eventId, areaId, bucket),
      shareChange(move, { claimId: claim.id, quantity, changedAt }),
    ),
  );
  return [...seats, ...shares].map(Update => ({ Update }));
}

/** The change of one seat. */
function seatChange(move: Move, seat: { claimId: string; changedAt: number }): Change {
  const isChangedAt = expression`changedAt = ${seat.changedAt}`;
  switch (move.to) {
    case 'extend':
      return { set: [expression`holdExpiresAt = ${move.expiresAt}`, isChangedAt], condition: isStillMine(seat) };
    case 'book':
      return { set: [seatBecomes('booked'), isChangedAt], remove: ['holdExpiresAt'], condition: isStillMine(seat) };
    case 'free':
      return {
        set: [seatBecomes('available'), isChangedAt],
        remove: ['claimId', 'holdExpiresAt'],
        condition: isStillMine(seat),
      };
    case 'cancel':
      return { set: [seatBecomes('available'), isChangedAt], remove: ['claimId'], condition: isBookedAndMine(seat) };
  }
}

export const seatBecomes = (status: SeatStatus): Expression => expression`#status = ${status}`;

/** The change of the bucket that a share is in. */
function shareChange(move: Move, share: { claimId: string; quantity: number; changedAt: number }): Change {
  const { claimId, quantity, changedAt } = share;
  const ownEntry = expression`claims.${attribute(claimId)}`;
  switch (move.to) {
    case 'extend':
      return { set: [expression`${ownEntry}.expiresAt = ${move.expiresAt}`], condition: shareIsStillMine(share) };
    case 'book':
      return {
        set: [expression`booked = booked + ${quantity}`, expression`bookedAt = ${changedAt}`],
        remove: [ownEntry],
        condition: shareIsStillMine(share),
      };
    case 'free':
      return {
        set: [expression`available = available + ${quantity}`, expression`freed = freed + ${quantity}`],
        remove: [ownEntry],
        condition: shareIsStillMine(share),
      };
    case 'cancel':
      return {
        set: [
          expression`booked = booked - ${quantity}`,
          expression`available = available + ${quantity}`,
          expression`freed = freed + ${quantity}`,
        ],
        condition: shareIsBooked(quantity),
      };
  }
}

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
