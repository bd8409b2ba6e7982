/**
 * Figures of other systems, for comparison: R RailBook, F a flight engine, B BookFast, each with one worker over
 * PostgreSQL. Measured once, elsewhere, on two shared cores like these, not in this run. Only R does comparable work
 * (idempotency, audit, overlap, payment).
 */
export const PEERS = {
  'hot-seat': [
    ['R, 100 at once', '402 ms', '24 to 29 of them 500'],
    ['F, 100 at once', '76 ms', '50 of them 503'],
    ['B, 100 at once', '172 ms', ''],
  ],
  'sell-out': [
    ['R, 16 / 64 clients', '174 / 167 holds per s', ''],
    ['F, 16 / 64 clients', '405 / 383 holds per s', ''],
    ['B, 16 / 64 clients', '378 / 340 holds per s', ''],
    ['bare transactions on DynamoDB Local', '440 to 490 per s', 'of 2 to 4 items'],
  ],
  'hold-and-pay': [
    ['R, 16 clients', '93 pairs per s', ''],
    ['bare transactions on DynamoDB Local', '106 to 114 pairs per s', 'place 4, intent 2, confirm 2 items, capture'],
  ],
  reads: [
    ['R, main read, 16 clients', '1,694 per s', 'cached'],
    ['F, main read, 16 clients', '1,926 per s', 'cached'],
    ['B, main read, 16 clients', '1,174 per s', ''],
  ],
} as const satisfies Record<string, readonly (readonly [string, string, string])[]>;
