/** The promises of docs/races.md that `npm run verify` shows, each in a few words. */
export const PROMISES = {
  P1: 'a seat is in one live hold or booking; an area never goes below zero',
  P2: 'the write decides',
  P3: 'one idempotency key has one effect',
  P4: 'an expired hold can be sold at its deadline',
  P5: "hold A never touches what is hold B's",
  P6: 'no charge without a booking or a refund, no booking without its charge',
  P7: 'each change leaves one history entry, which reaches the journal once',
  P8: 'a timeout is an unknown outcome, and a retry is safe',
  P9: 'the losing response is useful, and never says sold out when it is not',
  P10: 'a caller cannot read or change what belongs to others',
  P11: 'a final answer is never contradicted',
  P12: 'a ticket is valid exactly as long as its place is booked',
} as const;

export type PromiseName = keyof typeof PROMISES;

export const PROMISE_NAMES = Object.keys(PROMISES) as PromiseName[];
