/**
 * The life of a seat as one table: which verb leads from which status to which. The write conditions in
 * `table/conditions.ts` say the same on the row itself, and a test holds the two against each other.
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

/** A deadline has passed at its very millisecond: holds lapse at `expiresAt`, not after it. */
export const hasLapsed = (expiresAt: number, now: number): boolean => expiresAt <= now;

/** What a seat is worth to a buyer at `now`: a lapsed hold reads as available, whatever job has run. */
export function seatStatusAt(seat: { status: SeatStatus; holdExpiresAt?: number }, now: number): SeatStatus {
  const lapsed = seat.status === 'held' && seat.holdExpiresAt !== undefined && hasLapsed(seat.holdExpiresAt, now);
  return lapsed ? 'available' : seat.status;
}
