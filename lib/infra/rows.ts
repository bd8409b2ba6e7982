/** The kinds of rows that rights tell apart, as IAM can: by patterns of their partition keys. The keys are those of keys.ts. */
import {
  claimKey,
  claimsPartition,
  emailKey,
  eventPartition,
  idempotencyKey,
  journalPartition,
  limitKey,
  PREFIX,
  rateKey,
  seatMapPartition,
  seatPartition,
  sessionKey,
  simulatedPaymentKey,
  simulatorSettingsKey,
  sweepKey,
  tallyPartition,
  uniqueNameKey,
  userKey,
} from '../table/keys.ts';

/** A shard is a number, or any. */
const claimsOfAnyEvent = claimsPartition('*', 0).replace(/0$/, '*');
/** The digest at the end depends on the subject. */
const anyRate = rateKey('*', '').pk.replace(/[^#]+$/, '*');

export const ROWS = {
  accounts: [userKey('*').pk, emailKey('*').pk],
  /** A customer's journeys stand with the account. */
  users: [userKey('*').pk],
  sessions: [sessionKey('*').pk],
  rates: [anyRate],
  /** All that stands under an event: its row, its places, its customers' limits, its claims, its tallies. */
  events: [eventPartition('*')],
  /** Of an event what a sale changes, and never the event itself. */
  places: [seatPartition('*', '*')],
  customerLimits: [limitKey('*', '*').pk],
  claims: [claimKey('*').pk],
  claimsOfEvents: [claimsOfAnyEvent],
  lapseMarkers: [`${PREFIX.lapseMarker}*`],
  sweep: [sweepKey().pk],
  records: [idempotencyKey('*', '*').pk],
  journal: [journalPartition('*')],
  tallies: [tallyPartition('*'), tallyPartition(undefined)],
  seatMaps: [seatMapPartition('*')],
  simulatedPayments: [simulatedPaymentKey('*').pk],
  simulator: [simulatorSettingsKey().pk],
  names: [uniqueNameKey('*').pk],
} as const satisfies Record<string, readonly string[]>;
export type Rows = keyof typeof ROWS;
