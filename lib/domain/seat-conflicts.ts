/** The conflict of a seat: why it is not available, and until when (P9). */
import type { Seat } from './model.ts';
import type { Conflict } from './refusals.ts';
import { seatStatusAt } from './seat-lifecycle.ts';

/** Returns the conflict of a seat at `now` (epoch ms); undefined if it is available. */
export function conflictOf(seat: Seat, now: number): Conflict | undefined {
  const reason = seatStatusAt(seat, now);
  if (reason === 'available') return undefined;
  return { seatId: seat.seatId, reason, ...(reason === 'held' && { until: seat.holdExpiresAt as number }) };
}
