/** The conflict of a seat: why it is not available, and until when (P9). */
import { ORGANIZER } from './blocks.ts';
import type { Seat } from './model.ts';
import type { Conflict } from './refusals.ts';
import { seatStatusAt } from './seat-lifecycle.ts';

/**
 * Returns the conflict of a seat at `now` (epoch ms); undefined if it is available. If the buyer's code unlocks the seat, the organizer's
 * block is no conflict.
 */
export function conflictOf(seat: Seat, now: number, isUnlocked = false): Conflict | undefined {
  const reason = seatStatusAt(seat, now);
  if (reason === 'available' || (isUnlocked && reason === 'blocked' && seat.blockedBy === ORGANIZER)) return undefined;
  return { seatId: seat.seatId, reason, ...(reason === 'held' && { until: seat.holdExpiresAt as number }) };
}
