/**
 * The kinds of rows that rights distinguish: by their table, and in the sales table by patterns of their partition keys. The
 * keys come from keys.ts.
 */
import {
  claimKey,
  claimsPartition,
  codeSalesPartition,
  documentKey,
  emailKey,
  eventPartition,
  gateCountsPartition,
  idempotencyKey,
  itineraryKey,
  journalPartition,
  limitKey,
  mailingKey,
  mailingsPartition,
  mailKey,
  memberKey,
  noticedKey,
  noticesPartition,
  organizationEventsPartition,
  PREFIX,
  rateKey,
  referencePartition,
  revocationsPartition,
  salesPartition,
  seatMapPartition,
  seatPartition,
  sessionKey,
  simulatedPaymentKey,
  simulatorSettingsKey,
  suppressedKey,
  sweepKey,
  type TableKind,
  tallyPartition,
  undeliveredPartition,
  uniqueNameKey,
  usedLinkKey,
  userKey,
} from '../table/keys.ts';

/** A shard is a number; `*` stands for any. */
const claimsOfAnyEvent = claimsPartition('*', 0).replace(/0$/, '*');
const revocationsOfAnyEvent = revocationsPartition('*', 0).replace(/0$/, '*');
/** The digest at the end depends on the subject. */
const anyRate = rateKey('*', '').pk.replace(/[^#]+$/, '*');

const ROWS_OF_ACCOUNTS = {
  accounts: [userKey('*').pk, emailKey('*').pk],
  users: [userKey('*').pk],
  emails: [emailKey('*').pk],
  sessions: [sessionKey('*').pk],
  organizations: [memberKey('*', '').pk],
  mails: [mailKey('*').pk],
  /** A list of the mailings of an event is in a partition of its own. */
  mailings: [mailingKey('*').pk],
  mailingLists: [mailingsPartition('*')],
  suppressed: [suppressedKey('*').pk],
  undelivered: [undeliveredPartition('*')],
  /** The links of mails that were used. */
  links: [usedLinkKey('*').pk],
} as const satisfies Record<string, readonly string[]>;

const ROWS_OF_SALES = {
  /** A customer's itinerary has the partition key of the account, but is in the sales table. */
  itineraries: [itineraryKey('*').pk],
  rates: [anyRate],
  /** All rows under an event: its own row, its places, its customers' limits, its claims, its tallies. */
  events: [eventPartition('*')],
  /** The lists of the events of organizations. */
  eventLists: [organizationEventsPartition('*')],
  /** The rows under an event that a sale changes; never the event's own row. */
  places: [seatPartition('*', '*')],
  customerLimits: [limitKey('*', '*').pk],
  claims: [claimKey('*').pk],
  claimsOfEvents: [claimsOfAnyEvent],
  references: [referencePartition('*')],
  lapseMarkers: [`${PREFIX.lapseMarker}*`],
  sweep: [sweepKey().pk],
  records: [idempotencyKey('*', '*').pk],
  /** The void tickets of events. */
  revocations: [revocationsOfAnyEvent],
  /** The tallies of events, their sales, and the counts by gate. */
  tallies: [
    tallyPartition('*'),
    tallyPartition(undefined),
    salesPartition('*'),
    codeSalesPartition('*'),
    gateCountsPartition('*'),
  ],
  seatMaps: [seatMapPartition('*')],
  simulatedPayments: [simulatedPaymentKey('*').pk],
  simulator: [simulatorSettingsKey().pk],
  names: [uniqueNameKey('*').pk],
  /** The logs of organizations, and the marks of the subjects in them. */
  notices: [noticesPartition('*')],
  noticeMarks: [noticedKey('*').pk],
  documents: [documentKey('*', 'tickets').pk],
} as const satisfies Record<string, readonly string[]>;

export const ROWS = { ...ROWS_OF_ACCOUNTS, ...ROWS_OF_SALES, journal: [journalPartition('*')] } as const;
export type Rows = keyof typeof ROWS;

export function tableOfRows(rows: Rows): TableKind {
  if (rows === 'journal') return 'journal';
  return Object.hasOwn(ROWS_OF_ACCOUNTS, rows) ? 'accounts' : 'sales';
}
