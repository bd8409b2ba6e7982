/**
 * Decides for each seat that a code may unlock whether the claim takes it from the organizer's block or from sale. The row decides (P2): a
 * transaction is sent with a guess, its conditions hold only for that guess, and the row of a seat that refused gives the next one. So
 * the stored claim says `isUnlocked` exactly if the row keeps the owner of a block. The answer does not depend on it.
 */
import type { Claim, Place, SeatPlace } from '../../domain/model.ts';
import { unlockedSeatsOf } from '../../domain/places.ts';
import { seatOf } from '../events/place-rows.ts';
import type { Reason } from '../transact.ts';

export interface UnlockedSeats {
  /** Whether the code may unlock the seat. */
  may(seatId: string): boolean;
  /** The claim with the guess that is to be sent. */
  guessFor(claim: Claim): Claim;
  /** Corrects the guess by the rows of the seats that refused. `reasons` are those of `seatIds`. */
  onConflict(seatIds: string[], reasons: Reason[]): void;
}

/** Guesses at first that the organizer has blocked every seat that the code may unlock. */
export function openUnlockedSeats(requested: Claim): UnlockedSeats {
  const mayUnlock = unlockedSeatsOf(requested);
  const onSale = new Set<string>();
  const guessed = (place: Place): Place => ('seatId' in place && onSale.has(place.seatId) ? plain(place) : place);
  return {
    may: seatId => mayUnlock.has(seatId),
    guessFor: claim => (onSale.size > 0 ? { ...claim, places: claim.places.map(guessed) } : claim),
    onConflict(seatIds, reasons) {
      for (const [i, seatId] of seatIds.entries()) {
        const row = reasons[i]?.refused && reasons[i]?.row;
        if (!row || !mayUnlock.has(seatId)) continue;
        if (seatOf(row).blockedBy === undefined) onSale.add(seatId);
        else onSale.delete(seatId);
      }
    },
  };
}

const plain = ({ isUnlocked: _guess, ...seat }: SeatPlace): SeatPlace => seat;
