/**
 * Changes the places of a claim with it: each seat, and each share in a bucket of an area. A place must still be the
 * claim's own. A place that another claim has taken refuses, and is left as it is (P5).
 *
 * A seat that the claim's code has unlocked goes back to the organizer's block. Its row has kept the owner and the note, and no edit
 * changes the owner of a seat that a live hold or a booking has, so the row and the claim agree.
 */
import type { Claim, PlacesTouched } from '../../domain/model.ts';
import { unlockedSeatsOf } from '../../domain/places.ts';
import { SEAT_VERBS, type SeatStatus, UNLOCKED_VERBS } from '../../domain/seat-lifecycle.ts';
import { isBookedAndMine, isStillMine, shareIsBooked, shareIsStillMine } from '../conditions.ts';
import { seatOf } from '../events/place-rows.ts';
import { attribute, type Change, type Expression, expression, update } from '../expression.ts';
import { bucketKey, seatKeyOf } from '../keys.ts';
import type { Action, Reason, Row } from '../transact.ts';

/** The change of the places: their deadline moves, they are booked, or they are given back by a hold or by a booking. */
export type Move = { to: 'extend'; expiresAt: number } | { to: 'book' } | { to: 'free' } | { to: 'cancel' };

/** The writes that move these places of a claim, seats first. */
export function movePlaces(
  table: string,
  claim: Claim,
  places: PlacesTouched,
  move: Move,
  changedAt: number,
): Action[] {
  const unlocked = unlockedSeatsOf(claim);
  const seats = places.seatIds.map(seatId => {
    const seat = { claimId: claim.id, changedAt, isUnlocked: unlocked.has(seatId) };
    return update(table, seatKeyOf(claim.eventId, seatId), seatChange(move, seat));
  });
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
function seatChange(move: Move, seat: { claimId: string; changedAt: number; isUnlocked: boolean }): Change {
  const isChangedAt = expression`changedAt = ${seat.changedAt}`;
  const isGivenBack = seatBecomes(seat.isUnlocked ? UNLOCKED_VERBS.free.to : SEAT_VERBS.free.to);
  switch (move.to) {
    case 'extend':
      return { set: [expression`holdExpiresAt = ${move.expiresAt}`, isChangedAt], condition: isStillMine(seat) };
    case 'book':
      return { set: [seatBecomes('booked'), isChangedAt], remove: ['holdExpiresAt'], condition: isStillMine(seat) };
    case 'free':
      return {
        set: [isGivenBack, isChangedAt],
        remove: ['claimId', 'holdExpiresAt'],
        condition: isStillMine(seat),
      };
    case 'cancel':
      return { set: [isGivenBack, isChangedAt], remove: ['claimId'], condition: isBookedAndMine(seat) };
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

/**
 * Returns the places whose write was refused because the claim no longer has them. `reasons` begin with those of the
 * places.
 */
export function placesGone(reasons: Reason[], claim: Claim, places: PlacesTouched, { to }: Move): PlacesTouched {
  const ofShares = reasons.slice(places.seatIds.length);
  return {
    seatIds: places.seatIds.filter((_, i) => reasons[i]?.refused && !isOwnSeat(reasons[i]?.row, claim, to)),
    shares: places.shares.filter((_, i) => ofShares[i]?.refused),
  };
}

/** The time (epoch ms) of the latest change of the seats that refused; 0 if none did. */
export const lastChangeOf = (reasons: Reason[]): number =>
  Math.max(0, ...reasons.map(({ refused, row }) => (refused && row ? seatOf(row).changedAt : 0)));

/** A seat that still has the claim refused only because its last change is later than our clock. */
function isOwnSeat(row: Row | undefined, { id }: Claim, to: Move['to']): boolean {
  const seat = row && seatOf(row);
  return seat?.claimId === id && seat.status === (to === 'cancel' ? 'booked' : 'held');
}
