/**
 * The keys of the three tables: their key attributes, their indexes, the pk and sk of every row, and the table of each kind of
 * row. CDK makes the deployed tables from them, `npm start` makes the local ones, and the files of rows make their rows.
 * docs/data-model.md lists the access patterns.
 */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { withoutLookAlikes } from '../domain/booking-reference.ts';
import { mayMentionEmail } from '../domain/email-mention.ts';
import { parseSeatId } from '../domain/ids.ts';
import {
  BUCKETS_PER_BLOCK,
  CLAIMS_SHARDS,
  FEED_SHARDS,
  LAPSE_SHARDS,
  REVOCATION_SHARDS,
  SEARCH_NAME_BYTES_MAX,
  UNFINISHED_SHARDS,
  USERS_SHARDS,
} from '../domain/limits.ts';
import type { Event } from '../domain/model.ts';
import { searchName, searchNameInFormat1 } from '../domain/search-folding.ts';
import { MINUTE_MS, SECOND_MS } from '../domain/time.ts';

/** A type and not an interface, so that a key can be used as a row. */
export type Key = {
  pk: string;
  sk: string;
};

/** The attributes of every table. `ttl` is in epoch seconds. Rows that must last do not have it. */
export const TABLE = { partitionKey: 'pk', sortKey: 'sk', timeToLive: 'ttl' } as const;

/** A time for the attribute `ttl`: DynamoDB takes seconds, and may remove the row from then on. */
export const epochSeconds = (epochMs: number): number => Math.ceil(epochMs / SECOND_MS);

export interface Index {
  partitionKey: string;
  sortKey: string;
  projection: 'ALL' | 'KEYS_ONLY' | readonly string[];
}

/** No index that a sale writes has an event or a status as its partition: an index that is throttled throttles the table. */
export const INDEXES = {
  /** A customer's claims, newest first. */
  byOwner: { partitionKey: 'ownerPk', sortKey: 'ownerSk', projection: ['status'] },
  /** Published events by start. */
  byDate: { partitionKey: 'datePk', sortKey: 'dateSk', projection: 'KEYS_ONLY' },
  /** Sparse: journeys between two places by start, and journeys of one service by start. */
  byRoute: { partitionKey: 'routePk', sortKey: 'routeSk', projection: 'KEYS_ONLY' },
  byService: { partitionKey: 'servicePk', sortKey: 'serviceSk', projection: 'KEYS_ONLY' },
  /** The journal by day, for administration. It has the attributes of the filters, so that only matching rows are read. */
  byFeed: {
    partitionKey: 'feedPk',
    sortKey: 'feedSk',
    projection: ['action', 'eventId', 'ownerId', 'actor'],
  },
  /** Sparse: claims with an unfinished payment, for the reconciler. */
  byUnfinished: { partitionKey: 'unfinishedPk', sortKey: 'unfinishedSk', projection: 'KEYS_ONLY' },
  /** Users by the time of registration, for administration; and the sessions of each user, for the export of an account. */
  byRegistration: { partitionKey: 'registeredPk', sortKey: 'registeredSk', projection: 'KEYS_ONLY' },
} as const satisfies Record<string, Index>;

export type IndexName = keyof typeof INDEXES;

export type StreamView = 'NEW_AND_OLD_IMAGES' | 'NEW_IMAGE';

/** The properties in which the tables differ. */
export interface TableDefinition {
  hasTimeToLive: boolean;
  /** The images of a changed row in the records of its stream; undefined if it has no stream. */
  stream: StreamView | undefined;
  indexes: readonly IndexName[];
}

/**
 * The three tables. Rights follow from them: few functions may write accounts, and no function may change or delete an entry of
 * the journal. A stage of an older version keeps all rows in its sales table until it is migrated ("shared tables").
 */
export const TABLES = {
  /** Events, places, claims, and all that a sale writes. */
  sales: {
    hasTimeToLive: true,
    stream: 'NEW_AND_OLD_IMAGES',
    indexes: ['byOwner', 'byDate', 'byRoute', 'byService', 'byUnfinished'],
  },
  /** Users, their e-mail addresses and sessions; organizations with their members and invitations; mails to people. */
  accounts: { hasTimeToLive: true, stream: 'NEW_IMAGE', indexes: ['byRegistration'] },
  /** The entries of all journals, which are only ever put. */
  journal: { hasTimeToLive: false, stream: 'NEW_IMAGE', indexes: ['byFeed'] },
} as const satisfies Record<string, TableDefinition>;
export type TableKind = keyof typeof TABLES;
export const TABLE_KINDS = Object.keys(TABLES) as TableKind[];

/** The stream of a table that has rows of these kinds: the one with the most in it, since all readers of the table share it. */
export function streamViewOf(kinds: readonly TableKind[]): StreamView | undefined {
  const views = kinds.map((kind): StreamView | undefined => TABLES[kind].stream);
  return views.find(view => view === 'NEW_AND_OLD_IMAGES') ?? views.find(view => view !== undefined);
}

/** The table of an index. */
export const tableOfIndex = (index: IndexName): TableKind =>
  TABLE_KINDS.find(kind => (TABLES[kind].indexes as readonly IndexName[]).includes(index)) ?? 'sales';

/** DynamoDB's limit on a partition key, of the table and of an index. */
const PARTITION_KEY_BYTES_MAX = 2_048;
assert(2 * SEARCH_NAME_BYTES_MAX + 'ROUTE##'.length <= PARTITION_KEY_BYTES_MAX);

/** The beginning of each kind of key. Stream filters and policies use some of them. */
export const PREFIX = {
  claim: 'CLAIM#',
  reference: 'REFERENCE#',
  lapseMarker: 'LAPSE#',
  journal: 'JOURNAL#',
  user: 'USER#',
  email: 'EMAIL#',
  session: 'SESSION#',
  organization: 'ORGANIZATION#',
  member: 'MEMBER#',
  invitation: 'INVITATION#',
  section: 'SECTION#',
  seat: 'SEAT#',
  bucket: 'BUCKET#',
  code: 'CODE#',
  notices: 'NOTICES#',
  noticed: 'NOTICED#',
  mail: 'MAIL#',
  mailing: 'MAILING#',
  mailings: 'MAILINGS#',
  suppressed: 'SUPPRESSED#',
  undelivered: 'UNDELIVERED#',
  link: 'LINK#',
  document: 'DOCUMENT#',
} as const;

/** The kinds of rows that are not in the sales table, by the beginning of their partition keys. */
const TABLE_OF_PREFIX: Record<string, TableKind> = {
  [PREFIX.user]: 'accounts',
  [PREFIX.email]: 'accounts',
  [PREFIX.session]: 'accounts',
  [PREFIX.organization]: 'accounts',
  [PREFIX.mail]: 'accounts',
  [PREFIX.mailing]: 'accounts',
  [PREFIX.mailings]: 'accounts',
  [PREFIX.suppressed]: 'accounts',
  [PREFIX.undelivered]: 'accounts',
  [PREFIX.link]: 'accounts',
  [PREFIX.journal]: 'journal',
};
/** The sort key of a customer's itinerary: it is in the partition of the account, but a sale writes it. */
const ITINERARY = 'ITINERARY';

/** Returns the table of a row. Without a sort key, returns the table of a partition. */
export function tableOf({ pk, sk }: { pk: string; sk?: string }): TableKind {
  if (sk === ITINERARY) return 'sales';
  return TABLE_OF_PREFIX[pk.slice(0, pk.indexOf('#') + 1)] ?? 'sales';
}

/** Returns a key without its prefix: the id in it. */
export const nameIn = (key: unknown, prefix: string): string => String(key).slice(prefix.length);

export const eventKey = (eventId: string): Key => ({ pk: `EVENT#${eventId}`, sk: 'EVENT' });
export const sectionKey = (eventId: string, sectionId: string): Key => ({
  pk: `EVENT#${eventId}`,
  sk: `${PREFIX.section}${sectionId}`,
});
/** The gates of an event. Functions without gates replace the event's own row when they edit it, and leave this one as it is. */
export const gatesKey = (eventId: string): Key => ({ pk: `EVENT#${eventId}`, sk: 'GATES' });
export const pricesKey = (eventId: string): Key => ({ pk: `EVENT#${eventId}`, sk: 'PRICES' });
/** A promo or access code of an event, under its text. All codes of an event are in one partition, which no sale writes. */
export const codeKey = (eventId: string, codeId: string): Key => ({
  pk: codesPartition(eventId),
  sk: `${PREFIX.code}${codeId}`,
});
export const codesPartition = (eventId: string): string => `EVENT#${eventId}#CODES`;
/** The background job on an event, and the length of the event's journal. */
export const eventJobKey = (eventId: string): Key => ({ pk: `EVENT#${eventId}`, sk: 'WORK' });
/** The key contains only the parts of the seat's public id, so that a sale needs no layout. */
export const seatKey = (eventId: string, sectionId: string, label: string): Key => ({
  pk: `EVENT#${eventId}#SECTION#${sectionId}`,
  sk: `${PREFIX.seat}${label}`,
});
/** The key of a seat from its public id. */
export function seatKeyOf(eventId: string, seatId: string): Key {
  const { sectionId, label } = parseSeatId(seatId);
  return seatKey(eventId, sectionId, label);
}
/** The section and label in a seat's key. */
export function parseSeatKey({ pk, sk }: Key): { sectionId: string; label: string } {
  const [, , , sectionId = ''] = pk.split('#');
  return { sectionId, label: nameIn(sk, PREFIX.seat) };
}
/** The row of an event and the rows of its sections are in one partition. */
export const eventPartition = (eventId: string): string => eventKey(eventId).pk;
export const seatPartition = (eventId: string, sectionId: string): string => seatKey(eventId, sectionId, '').pk;

/** BUCKETS_PER_BLOCK buckets share a partition, so that a large area has several partitions. */
export const bucketKey = (eventId: string, areaId: string, number: number): Key => ({
  pk: bucketPartition(eventId, areaId, Math.floor(number / BUCKETS_PER_BLOCK)),
  sk: `${PREFIX.bucket}${String(number).padStart(5, '0')}`,
});
export const bucketPartition = (eventId: string, areaId: string, block: number): string =>
  `EVENT#${eventId}#SECTION#${areaId}#BLOCK#${block}`;
/** The partitions of an area. */
export const bucketPartitions = (eventId: string, { id, buckets }: { id: string; buckets: number }): string[] =>
  Array.from({ length: Math.ceil(buckets / BUCKETS_PER_BLOCK) }, (_, block) => bucketPartition(eventId, id, block));
/** The area and number in a bucket's key. */
export function parseBucketKey({ pk, sk }: Key): { areaId: string; number: number } {
  const [, , , areaId = ''] = pk.split('#');
  return { areaId, number: Number(nameIn(sk, PREFIX.bucket)) };
}

/** The shared snapshot of an event's places, and the lease of the function that makes the next one. */
export const seatMapPartition = (eventId: string): string => `SEATMAP#${eventId}`;
export const snapshotKey = (eventId: string): Key => ({ pk: seatMapPartition(eventId), sk: 'SNAPSHOT' });
export const snapshotLeaseKey = (eventId: string): Key => ({ pk: seatMapPartition(eventId), sk: 'LEASE' });

export const claimKey = (claimId: string): Key => ({ pk: `${PREFIX.claim}${claimId}`, sk: 'CLAIM' });
/** Administration and the integrity check find the claims of an event by these rows. */
export const claimOfEventKey = (eventId: string, claimId: string): Key => ({
  pk: claimsPartition(eventId, shardOf(claimId, CLAIMS_SHARDS)),
  sk: claimId,
});
export const claimsPartition = (eventId: string, shard: number): string => `EVENT#${eventId}#CLAIMS#${shard}`;

/** A booking under its reference, which two bookings may share. References that look alike have one partition. */
export const referenceKey = (reference: string, claimId: string): Key => ({
  pk: referencePartition(reference),
  sk: claimId,
});
export const referencePartition = (reference: string): string => `${PREFIX.reference}${withoutLookAlikes(reference)}`;

export const minuteOf = (epochMs: number): number => Math.floor(epochMs / MINUTE_MS);
export const lapsePartition = (minute: number, shard: number): string => `${PREFIX.lapseMarker}${minute}#${shard}`;
/** One marker for each deadline. An extended hold has several, and all but the last one are stale. */
export const lapseMarkerKey = (claimId: string, expiresAt: number): Key => ({
  pk: lapsePartition(minuteOf(expiresAt), shardOf(claimId, LAPSE_SHARDS)),
  sk: `${expiresAt}#${claimId}`,
});
export function parseLapseMarkerKey(sk: string): { expiresAt: number; claimId: string } {
  const [expiresAt, claimId] = sk.split('#');
  if (!expiresAt || !claimId) throw new Error(`not the key of a lapse marker: ${sk}`);
  return { expiresAt: Number(expiresAt), claimId };
}
export const sweepKey = (): Key => ({ pk: 'SWEEP', sk: 'SWEEP' });

/**
 * The record of a caller's key. Its row may outlive the account, so a key that may mention an e-mail address is stored only as a digest
 * of caller and key. The sort key differs too: no other key of the caller has the same row.
 */
export const idempotencyKey = (callerId: string, key: string): Key =>
  mayMentionEmail(key)
    ? {
        pk: idempotencyPartition(callerId, hash('sha256', `${callerId}#${key}`, 'base64url')),
        sk: 'IDEMPOTENCY#DIGEST',
      }
    : { pk: idempotencyPartition(callerId, key), sk: 'IDEMPOTENCY' };
const idempotencyPartition = (callerId: string, name: string): string => `IDEMPOTENCY#${callerId}#${name}`;

export const journalPartition = (subjectId: string): string => `${PREFIX.journal}${subjectId}`;
export const journalKey = (subjectId: string, position: number): Key => ({
  pk: journalPartition(subjectId),
  sk: sortablePosition(position),
});
/** Zero-padded, so that a journal is read in order. */
const sortablePosition = (position: number): string => String(position).padStart(6, '0');

/** A notice in the log of its organization. Positions begin with 1. */
export const noticeKey = (organizationId: string, position: number): Key => ({
  pk: noticesPartition(organizationId),
  sk: sortableNoticePosition(position),
});
export const noticesPartition = (organizationId: string): string => `${PREFIX.notices}${organizationId}`;
/** The end of the log. It sorts after all positions. */
export const noticesHeadKey = (organizationId: string): Key => ({ pk: noticesPartition(organizationId), sk: 'HEAD' });
export const sortableNoticePosition = (position: number): string => String(position).padStart(12, '0');
/** How far the entries of a claim or an event are in the log of their organization. */
export const noticedKey = (subjectId: string): Key => ({ pk: `${PREFIX.noticed}${subjectId}`, sk: 'NOTICED' });

/** One shard of the tally in one currency: of an event, or of all events if `eventId` is undefined. */
export const tallyKey = (eventId: string | undefined, currency: string, shard: number): Key => ({
  pk: tallyPartition(eventId),
  sk: `${currency}#${shard}`,
});
export const tallyPartition = (eventId: string | undefined): string =>
  eventId === undefined ? 'TALLY' : `EVENT#${eventId}#TALLY`;
export const currencyInTallyKey = (sk: string): string => sk.slice(0, sk.indexOf('#'));

/**
 * The sales of an event on a local day in one currency: a part of them, and one shard of it. The part is a group of sections, `t` with a
 * group of sections for ticket types, or `m` for fees and taxes.
 */
export const salesKey = (
  eventId: string,
  { day, currency, part, shard }: { day: string; currency: string; part: string; shard: number },
): Key => ({ pk: salesPartition(eventId), sk: `${day}#${currency}#${part}#${shard}` });
/** The bookings with a code of an event, and one shard of them. */
export const codeSalesKey = (
  eventId: string,
  { code, currency, shard }: { code: string; currency: string; shard: number },
): Key => ({ pk: codeSalesPartition(eventId), sk: `${code}#${currency}#${shard}` });
export const codeSalesPartition = (eventId: string): string => `EVENT#${eventId}#CODESALES`;
/** The code and the currency in the key of its bookings. */
export function parseCodeSalesKey(sk: string): [code: string, currency: string] {
  const [code = '', currency = ''] = sk.split('#');
  return [code, currency];
}
/** The same, of all sections: what the entries say that a version without these rows has counted. */
export const earlierSalesKey = (eventId: string, { day, currency }: { day: string; currency: string }): Key => ({
  pk: salesPartition(eventId),
  sk: `${day}#${currency}#${EARLIER}`,
});
/** Says that the rows of earlier sales are complete. */
export const earlierSalesNoteKey = (eventId: string): Key => ({ pk: salesPartition(eventId), sk: EARLIER });
export const salesPartition = (eventId: string): string => `EVENT#${eventId}#SALES`;
const EARLIER = 'earlier';
/** The day and currency in the key of a row of sales, and the kind of the row. */
export function parseSalesKey(sk: string): { day: string; currency: string; part: 'counted' | 'earlier' | 'note' } {
  const [day = '', currency, part] = sk.split('#');
  if (currency === undefined) return { day: '', currency: '', part: 'note' };
  return { day, currency, part: part === EARLIER ? 'earlier' : 'counted' };
}

/** The rows of an event that name its void tickets: one row for each cancellation, or for each code that was replaced. */
export const revocationKey = (eventId: string, claimId: string, position: number): Key => ({
  pk: revocationsPartition(eventId, shardOf(claimId, REVOCATION_SHARDS)),
  sk: `${claimId}#${sortablePosition(position)}`,
});
/** The claim and the position in the key of a revocation. */
export function parseRevocationKey(sk: string): { claimId: string; position: number } {
  const [claimId = '', position] = sk.split('#');
  return { claimId, position: Number(position) };
}
export const revocationsPartition = (eventId: string, shard: number): string => `EVENT#${eventId}#REVOCATIONS#${shard}`;

/** The scans of an event at one gate, and one shard of them. Scans without a gate have the gate ''. */
export const gateCountsKey = (eventId: string, gate: string, shard: number): Key => ({
  pk: gateCountsPartition(eventId),
  sk: `${gate}#${shard}`,
});
/** The gate in the key of its counts. */
export const gateInCountsKey = (sk: string): string => sk.slice(0, sk.lastIndexOf('#'));
export const gateCountsPartition = (eventId: string): string => `EVENT#${eventId}#GATES`;

export const userPartition = (userId: string): string => `${PREFIX.user}${userId}`;
export const userKey = (userId: string): Key => ({ pk: userPartition(userId), sk: 'USER' });
/** The journeys of a customer's holds and bookings. */
export const itineraryKey = (userId: string): Key => ({ pk: `${PREFIX.user}${userId}`, sk: ITINERARY });
/** The places of one customer, of an event that limits them. */
export const limitKey = (eventId: string, userId: string): Key => ({
  pk: `EVENT#${eventId}#CUSTOMER#${userId}`,
  sk: 'LIMIT',
});
/** The uses of a code by one customer, beside the places. `counterId` names the code, also after another one has got its text. */
export const codeLimitKey = (eventId: string, counterId: string, userId: string): Key => ({
  pk: limitKey(eventId, userId).pk,
  sk: `USES#${counterId}`,
});
export const emailKey = (email: string): Key => ({ pk: `${PREFIX.email}${email.toLowerCase()}`, sk: 'EMAIL' });
export const sessionKey = (sessionId: string): Key => ({ pk: `${PREFIX.session}${sessionId}`, sk: 'SESSION' });
/** The partition of an organization has its members and invitations. */
export const organizationPartition = (organizationId: string): string => `${PREFIX.organization}${organizationId}`;
export const organizationKey = (organizationId: string): Key => ({
  pk: organizationPartition(organizationId),
  sk: 'ORGANIZATION',
});
export const memberKey = (organizationId: string, userId: string): Key => ({
  pk: organizationPartition(organizationId),
  sk: `${PREFIX.member}${userId}`,
});
export const invitationKey = (organizationId: string, invitationId: string): Key => ({
  pk: organizationPartition(organizationId),
  sk: `${PREFIX.invitation}${invitationId}`,
});
/** An organization in the partition of a user. It only says where the row of the member may be. */
export const membershipKey = (userId: string, organizationId: string): Key => ({
  pk: userPartition(userId),
  sk: `${PREFIX.organization}${organizationId}`,
});
/** The request for a mail, and its state. */
export const mailKey = (mailId: string): Key => ({ pk: `${PREFIX.mail}${mailId}`, sk: 'MAIL' });
/** The time from which the next mails may be sent, by the rate of the account. Ids of mails do not begin so. */
export const mailPaceKey = (): Key => ({ pk: `${PREFIX.mail}PACE`, sk: 'PACE' });
/** A text for the bookings of an event, and how far it has been sent. */
export const mailingKey = (mailingId: string): Key => ({ pk: `${PREFIX.mailing}${mailingId}`, sk: 'MAILING' });
/** A mailing in the list of its event, by its time. Neither changes, so the row never moves. */
export const mailingOfEventKey = ({ id, eventId, at }: { id: string; eventId: string; at: number }): Key => ({
  pk: mailingsPartition(eventId),
  sk: `${sortable(at)}#${id}`,
});
export const mailingIdInEventKey = (sk: string): string => sk.slice(sk.indexOf('#') + 1);
export const mailingsPartition = (eventId: string): string => `${PREFIX.mailings}${eventId}`;
/** The times of the last messages of an event, by which their number is limited. It is in a partition without mailings. */
export const recentMessagesKey = (eventId: string): Key => ({
  pk: mailingsPartition(`${eventId}#RECENT`),
  sk: 'RECENT',
});
/**
 * An address to which no mail is sent, because an earlier one came back or was reported as unwanted. Only its digest is stored, because the
 * row outlives the account.
 */
export const suppressedKey = (emailDigest: string): Key => ({
  pk: `${PREFIX.suppressed}${emailDigest}`,
  sk: 'SUPPRESSED',
});
/** A mail about a booking of an event that did not reach its address. */
export const undeliveredKey = (eventId: string, mailId: string): Key => ({
  pk: undeliveredPartition(eventId),
  sk: mailId,
});
export const undeliveredPartition = (eventId: string): string => `${PREFIX.undelivered}${eventId}`;
/** A link of a mail that can be used once, and was used. */
export const usedLinkKey = (linkId: string): Key => ({ pk: `${PREFIX.link}${linkId}`, sk: 'LINK' });
/** The documents that were made of a booking: its tickets, and its receipt. */
export const documentKey = (claimId: string, kind: 'tickets' | 'receipt'): Key => ({
  pk: `${PREFIX.document}${claimId}`,
  sk: kind === 'tickets' ? 'DOCUMENT' : 'RECEIPT',
});
/** The calls of one subject that a quota counts. Subjects contain addresses and user input, so only digests are stored. */
export const rateKey = (name: string, subject: string): Key => ({
  pk: `RATE#${name}#${hash('sha256', subject, 'base64url')}`,
  sk: 'RATE',
});
/** Rows of the simulated gateway. Only the gateway reads and writes them. */
export const simulatedPaymentKey = (paymentId: string): Key => ({ pk: `GATEWAY#${paymentId}`, sk: 'PAYMENT' });
export const simulatorSettingsKey = (): Key => ({ pk: 'GATEWAY', sk: 'SETTINGS' });
/** A name that only one row can have. It makes seeding safe to repeat. */
export const uniqueNameKey = (name: string): Key => ({ pk: `NAME#${name}`, sk: 'NAME' });
/** The version of the table's formats. Only commands read and write it. */
export const formatKey = (): Key => ({ pk: 'FORMAT', sk: 'FORMAT' });
/** Says whether accounts and journal have tables of their own. Only commands read and write it. */
export const separationKey = (): Key => ({ pk: 'FORMAT', sk: 'TABLES' });

/** An event in the list of its organization, by the time of its creation. Neither changes, so the row never moves. */
export const organizationEventKey = ({
  id,
  organizationId,
  createdAt,
}: Pick<Event, 'id' | 'organizationId' | 'createdAt'>): Key => ({
  pk: organizationEventsPartition(organizationId),
  sk: `${sortable(createdAt)}#${id}`,
});
export const organizationEventsPartition = (organizationId: string): string => `EVENTS#${organizationId}`;
export const eventIdInOrganizationKey = (sk: string): string => sk.slice(sk.indexOf('#') + 1);

// Index keys

export const ownerPartition = (ownerId: string): string => `OWNER#${ownerId}`;
export const ownerIndexKey = (ownerId: string, createdAt: number, claimId: string) => ({
  ownerPk: ownerPartition(ownerId),
  ownerSk: `${sortable(createdAt)}#${claimId}`,
});
export const DATE_PARTITION = 'EVENTS';
type ListedEvent = Pick<Event, 'id' | 'kind' | 'startsAt' | 'endsAt'>;
/**
 * Sorts events by start. The key ends with the end and the kind of the event, so that lists skip ended events and other kinds
 * without reading their rows. Keys of format 1 lack both. A cursor has the start and the id, which both forms have. The version
 * before puts the whole key into a cursor, and accepts no second `#` there.
 */
const eventSortKey = ({ id, kind, startsAt, endsAt }: ListedEvent): string =>
  `${sortable(startsAt)}#${id}_${sortable(endsAt)}_${kind}`;
const END_AND_KIND = /^(.+)_(\d{14,16})_([a-z]+)$/;
/** Splits a sort key into the position of the event in lists, its end and its kind. Keys of format 1 have only the position. */
export function parseEventSortKey(sortKey: string): { position: string; endsAt?: number; kind?: string } {
  const [start = '', rest = ''] = sortKey.split('#');
  const [, id = rest, end, kind] = END_AND_KIND.exec(rest) ?? [];
  return {
    position: `${start}#${id}`,
    ...(end !== undefined && { endsAt: Number(end) }),
    ...(kind !== undefined && { kind }),
  };
}
export const dateIndexKey = (event: ListedEvent) => ({ datePk: DATE_PARTITION, dateSk: eventSortKey(event) });
type Route = { origin: string; destination: string };
/** Folds a name for a key: `searchName`, or `searchNameInFormat1` for rows of format 1. */
type Fold = (name: string) => string;
/** Two routes can share a partition: `a#b`, `c` and `a`, `b#c`. Therefore a search also compares the event itself. */
export const routePartition = ({ origin, destination }: Route, fold: Fold = searchName): string =>
  `ROUTE#${fold(origin)}#${fold(destination)}`;
export const routeIndexKey = (route: Route, event: ListedEvent) => ({
  routePk: routePartition(route),
  routeSk: eventSortKey(event),
});
export const servicePartition = (number: string, fold: Fold = searchName): string => `SERVICE#${fold(number)}`;
export const serviceIndexKey = (number: string, event: ListedEvent) => ({
  servicePk: servicePartition(number),
  serviceSk: eventSortKey(event),
});
/**
 * The partitions in which a search finds the events of a route or service: first that of format 1, if it differs, then that of
 * the present format. Partitions whose key would be too long for DynamoDB have no events, and are left out.
 */
export const searchPartitions = (partitionBy: (fold: Fold) => string): string[] =>
  [...new Set([searchNameInFormat1, searchName].map(partitionBy))].filter(isIndexable);
/** Whether DynamoDB takes this text as the partition key of an index. */
export const isIndexable = (partition: string): boolean => Buffer.byteLength(partition) <= PARTITION_KEY_BYTES_MAX;
/** The journal of the day (UTC) of `at`. */
export const feedPartition = (at: number, shard: number): string =>
  `FEED#${new Date(at).toISOString().slice(0, 10)}#${shard}`;
export const feedIndexKey = (at: number, subjectId: string, position: number) => ({
  feedPk: feedPartition(at, shardOf(subjectId, FEED_SHARDS)),
  feedSk: `${sortable(at)}#${subjectId}#${sortablePosition(position)}`,
});
export const unfinishedPartition = (shard: number): string => `UNFINISHED#${shard}`;
/** Stuck payments, which wait for a person, have their own partition, so that the reconciler does not read them. */
export const stuckPartition = (shard: number): string => `UNFINISHED#STUCK#${shard}`;
export const unfinishedIndexKey = (claimId: string, at: number, isStuck = false) => ({
  unfinishedPk: (isStuck ? stuckPartition : unfinishedPartition)(shardOf(claimId, UNFINISHED_SHARDS)),
  unfinishedSk: `${sortable(at)}#${claimId}`,
});

/** Events with an unfinished job. There are few, and an event that is only sold is never one of them. */
export const UNFINISHED_EVENTS_PARTITION = 'UNFINISHED#EVENTS';
export const unfinishedEventIndexKey = (eventId: string, since: number) => ({
  unfinishedPk: UNFINISHED_EVENTS_PARTITION,
  unfinishedSk: `${sortable(since)}#${eventId}`,
});

export const registrationPartition = (shard: number): string => `USERS#${shard}`;
export const registrationIndexKey = (userId: string, createdAt: number) => ({
  registeredPk: registrationPartition(shardOf(userId, USERS_SHARDS)),
  registeredSk: `${sortable(createdAt)}#${userId}`,
});

/** The sessions of a user are in the same index, in a partition of each user, for the export of the account. */
export const sessionsPartition = (userId: string): string => `SESSIONS#${userId}`;
export const sessionIndexKey = (userId: string, createdAt: number, sessionId: string) => ({
  registeredPk: sessionsPartition(userId),
  registeredSk: `${sortable(createdAt)}#${sessionId}`,
});

/** The invitations of an address are there too, under its digest. */
export const invitedPartition = (email: string): string => `INVITED#${hash('sha256', email, 'base64url')}`;
export const invitedIndexKey = (email: string, createdAt: number, invitationId: string) => ({
  registeredPk: invitedPartition(email),
  registeredSk: `${sortable(createdAt)}#${invitationId}`,
});

/** The mails to an address are there too, under its digest, so that they are found when its account is deleted. */
export const mailedPartition = (email: string): string => `MAILED#${hash('sha256', email, 'base64url')}`;
export const mailedIndexKey = (email: string, at: number, mailId: string) => ({
  registeredPk: mailedPartition(email),
  registeredSk: `${sortable(at)}#${mailId}`,
});

/** Epoch ms as text that sorts like the number, until the year 5138. */
export const sortable = (epochMs: number): string => String(epochMs).padStart(14, '0');
/** The time (epoch ms) at the beginning of an index's sort key. */
export const timeInSortKey = (sortKey: string): number => Number(sortKey.split('#')[0]);

/** Spreads ids evenly over shards (FNV-1a). It must never change, because rows are found by it. */
export function shardOf(id: string, shards: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % shards;
}
