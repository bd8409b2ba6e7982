/**
 * The life of a seat as one table: which verb leads from which status to which. The write conditions in
 * `table/conditions.ts` guard the same changes on the row, and a test compares both.
 *
 *   available ──hold──▶ held ──book──▶ booked
 *       ▲  ▲              │               │
 *       │  └────free──────┘               │
 *       └─────────────────────cancel──────┘       blocked: beside them, by block and unblock
 *
 * A hold with an access code takes a seat from the organizer's block. Its row then keeps the owner of the block, and its claim says that
 * the seat is unlocked: it goes back to the block when the claim ends.
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

/** The verbs of a claim that differ for a seat that its code has unlocked. */
export const UNLOCKED_VERBS = {
  hold: { from: 'blocked', to: 'held' },
  free: { from: 'held', to: 'blocked' },
  cancel: { from: 'booked', to: 'blocked' },
} as const satisfies { [Verb in keyof typeof SEAT_VERBS]?: { from: SeatStatus; to: SeatStatus } };

/** Whether a deadline has passed. A hold has lapsed from the millisecond `expiresAt` on. */
export const hasLapsed = (expiresAt: number, now: number): boolean => expiresAt <= now;

/** The facts on which the status of a seat depends. `blockedBy` is the owner of its block, also while an unlocked seat is held or booked. */
interface SeatFacts {
  status: SeatStatus;
  holdExpiresAt?: number;
  blockedBy?: string;
}

/**
 * The status of a seat for a buyer without a code at `now`: a seat of a lapsed hold is available, even if no job has run. If a code had
 * unlocked it, it is blocked again.
 */
export function seatStatusAt({ status, holdExpiresAt, blockedBy }: SeatFacts, now: number): SeatStatus {
  const lapsed = status === 'held' && holdExpiresAt !== undefined && hasLapsed(holdExpiresAt, now);
  if (!lapsed && status !== 'available') return status;
  return blockedBy === undefined ? 'available' : 'blocked';
}
