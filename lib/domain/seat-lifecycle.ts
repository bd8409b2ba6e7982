/**
 * The life of a seat as one table: which verb leads from which status to which. The write conditions in
 * `table/conditions.ts` guard the same changes on the row, and a test compares both.
 *
 *   available ──hold──▶ held ──book──▶ booked
 *       ▲  ▲              │               │
 *       │  └────free──────┘               │
 *       └─────────────────────cancel──────┘       blocked: beside them, by block and unblock
 */
export const SEAT_STATUSES = ['available', 'held', 'booked', 'blocked'] as const;
export type SeatStatus = (typeof SEAT_STATUSES)[number];

export const SEAT_VERBS = {
  hold: { from: 'available', to: 'held' },
  free: { from: 'held', to: 'available' },
  book: { from: 'held', to: 'booked' },
  cancel: { from: 'booked', to: 'available' },
  block: { from: 'available', to: 'blocked' },
  unblock: { from: 'blocked', to: 'available' },
} as const satisfies Record<string, { from: SeatStatus; to: SeatStatus }>;

/** Whether a deadline has passed. A hold has lapsed from the millisecond `expiresAt` on. */
export const hasLapsed = (expiresAt: number, now: number): boolean => expiresAt <= now;

/** The status of a seat for a buyer at `now`: a seat of a lapsed hold is available, even if no job has run. */
export function seatStatusAt(seat: { status: SeatStatus; holdExpiresAt?: number }, now: number): SeatStatus {
  const lapsed = seat.status === 'held' && seat.holdExpiresAt !== undefined && hasLapsed(seat.holdExpiresAt, now);
  return lapsed ? 'available' : seat.status;
}
