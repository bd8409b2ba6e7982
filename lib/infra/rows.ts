/**
 * The kinds of rows that rights distinguish, as IAM can: by patterns of their partition keys. The keys come from
 * keys.ts.
 */
import {
  claimKey,
  claimsPartition,
  emailKey,
  eventPartition,
  idempotencyKey,
  journalPartition,
  limitKey,
  memberKey,
  PREFIX,
  rateKey,
  referencePartition,
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

/** A shard is a number; `*` stands for any. */
const claimsOfAnyEvent = claimsPartition('*', 0).replace(/0$/, '*');
/** The digest at the end depends on the subject. */
const anyRate = rateKey('*', '').pk.replace(/[^#]+$/, '*');

export const ROWS = {
  accounts: [userKey('*').pk, emailKey('*').pk],
  /** A customer's itinerary is in the account's partition. */
  users: [userKey('*').pk],
  sessions: [sessionKey('*').pk],
  organizations: [memberKey('*', '').pk],
  rates: [anyRate],
  /** All rows under an event: its own row, its places, its customers' limits, its claims, its tallies. */
  events: [eventPartition('*')],
  /** The rows under an event that a sale changes; never the event's own row. */
  places: [seatPartition('*', '*')],
  customerLimits: [limitKey('*', '*').pk],
  claims: [claimKey('*').pk],
  claimsOfEvents: [claimsOfAnyEvent],
  references: [referencePartition('*')],
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
