/** The conflicts that the loser of a race for seats is told: which seat, why, and until when (P9). */
import type { Seat } from './model.ts';
import type { Conflict } from './refusals.ts';
import { seatStatusAt } from './seat-lifecycle.ts';

/** Why a seat cannot be had at `now` (epoch ms); undefined if it is available. */
export function conflictOf(seat: Seat, now: number): Conflict | undefined {
  const reason = seatStatusAt(seat, now);
  if (reason === 'available') return undefined;
  return { seatId: seat.seatId, reason, ...(reason === 'held' && { until: seat.holdExpiresAt as number }) };
}
