/**
 * Decides for each seat that a code may unlock whether the claim takes it from the organizer's block or from sale. The row decides (P2): a
 * transaction is sent with a guess, its conditions hold only for that guess, and the row of a seat that refused gives the next one. So
 * the stored claim says `isUnlocked` exactly if the row keeps the owner of a block. The answer does not depend on it.
 */
import type { Claim, Place, SeatPlace } from '../../domain/model.ts';
import { unlockedSeatsOf } from '../../domain/places.ts';
import { seatOf } from '../events/place-rows.ts';
import { seatKeyOf } from '../keys.ts';
import { readRows } from '../queries.ts';
import type { Table } from '../table.ts';
import type { Reason, Row } from '../transact.ts';

export interface UnlockedSeats {
  /** Whether the code may unlock the seat. */
  may(seatId: string): boolean;
  /** The claim with the guess that is to be sent. */
  guessFor(claim: Claim): Claim;
  /** Corrects the guess by the rows of the seats that refused. `reasons` are those of `seatIds`. */
  onConflict(seatIds: string[], reasons: Reason[]): Promise<void>;
}

/** Guesses at first that the organizer has blocked every seat that the code may unlock. */
export function openUnlockedSeats(table: Table, requested: Claim): UnlockedSeats {
  const mayUnlock = unlockedSeatsOf(requested);
  const onSale = new Set<string>();
  let isCorrected = false;
  const guessed = (place: Place): Place => ('seatId' in place && onSale.has(place.seatId) ? plain(place) : place);
  function learn(seatId: string, row: Row | undefined): void {
    if (!row) return;
    if (seatOf(row).blockedBy === undefined) onSale.add(seatId);
    else onSale.delete(seatId);
  }
  return {
    may: seatId => mayUnlock.has(seatId),
    guessFor: claim => (onSale.size > 0 ? { ...claim, places: claim.places.map(guessed) } : claim),
    async onConflict(seatIds, reasons) {
      const refused = seatIds.flatMap((seatId, i) =>
        mayUnlock.has(seatId) && reasons[i]?.refused ? [{ seatId, row: reasons[i]?.row }] : [],
      );
      for (const { seatId, row } of refused) learn(seatId, row);
      // AWS may name only one of the seats that refused. Then each attempt would correct one guess.
      if (isCorrected && refused.length > 0) {
        const seats = [...mayUnlock];
        const rows = await readRows(
          table,
          seats.map(seatId => seatKeyOf(requested.eventId, seatId)),
        );
        for (const [i, seatId] of seats.entries()) learn(seatId, rows[i]);
      }
      isCorrected ||= refused.length > 0;
    },
  };
}

const plain = ({ isUnlocked: _guess, ...seat }: SeatPlace): SeatPlace => seat;
