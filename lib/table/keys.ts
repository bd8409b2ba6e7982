/**
 * The single home of the table's keys: its attributes, indexes, and the pk/sk of every row. CDK makes the deployed
 * table from it, the laptop its local one, and the row mappers their rows. docs/data-model.md lists the access patterns.
 */
import { hash } from 'node:crypto';
import { searchable } from '../domain/event-search.ts';
import { parseSeatId } from '../domain/ids.ts';
import {
  BUCKETS_PER_BLOCK,
  CLAIMS_SHARDS,
  FEED_SHARDS,
  LAPSE_SHARDS,
  UNFINISHED_SHARDS,
  USERS_SHARDS,
} from '../domain/limits.ts';

/** A type, not an interface, so that a key is also a row. */
export type Key = {
  pk: string;
  sk: string;
};

/** The table itself. `ttl` is in epoch seconds; nothing durable carries it. */
export const TABLE = { partitionKey: 'pk', sortKey: 'sk', timeToLive: 'ttl', stream: 'NEW_AND_OLD_IMAGES' } as const;

/** A time for the attribute `ttl`: DynamoDB takes seconds, and may remove the row from then on. */
export const epochSeconds = (epochMs: number): number => Math.ceil(epochMs / 1000);

export interface Index {
  partitionKey: string;
  sortKey: string;
  projection: 'ALL' | 'KEYS_ONLY' | readonly string[];
}

/** No index is keyed by event or status on the hot path: a slow index throttles the table. */
export const INDEXES = {
  /** A customer's claims, newest first. */
  byOwner: { partitionKey: 'ownerPk', sortKey: 'ownerSk', projection: ['status'] },
  /** Published events by their start. */
  byDate: { partitionKey: 'datePk', sortKey: 'dateSk', projection: 'KEYS_ONLY' },
  /** Sparse: journeys between two places, and runs of one service, by their start. */
  byRoute: { partitionKey: 'routePk', sortKey: 'routeSk', projection: 'KEYS_ONLY' },
  byService: { partitionKey: 'servicePk', sortKey: 'serviceSk', projection: 'KEYS_ONLY' },
  /** The journal by day, for administration: with what its filters ask for, so that only what matches is read. */
  byFeed: {
    partitionKey: 'feedPk',
    sortKey: 'feedSk',
    projection: ['action', 'eventId', 'ownerId', 'actor'],
  },
  /** Sparse: claims with a payment that is not finished, for the reconciler. */
  byUnfinished: { partitionKey: 'unfinishedPk', sortKey: 'unfinishedSk', projection: 'KEYS_ONLY' },
  /** Users by the time they registered, for administration. */
  byRegistration: { partitionKey: 'registeredPk', sortKey: 'registeredSk', projection: 'KEYS_ONLY' },
} as const satisfies Record<string, Index>;

/** How the keys of each kind of row begin; stream filters go by them. */
export const PREFIX = {
  claim: 'CLAIM#',
  lapseMarker: 'LAPSE#',
  journal: 'JOURNAL#',
  user: 'USER#',
  session: 'SESSION#',
  section: 'SECTION#',
  seat: 'SEAT#',
  bucket: 'BUCKET#',
} as const;

/** What a key names: the key without its prefix. */
export const nameIn = (key: unknown, prefix: string): string => String(key).slice(prefix.length);

export const eventKey = (eventId: string): Key => ({ pk: `EVENT#${eventId}`, sk: 'EVENT' });
export const sectionKey = (eventId: string, sectionId: string): Key => ({
  pk: `EVENT#${eventId}`,
  sk: `${PREFIX.section}${sectionId}`,
});
/** What is under way with an event: preparing it, or an edit of its places; and how long its journal is. */
export const eventJobKey = (eventId: string): Key => ({ pk: `EVENT#${eventId}`, sk: 'WORK' });
/** A seat's key comes from its public id alone, so that a sale needs no layout to find it. */
export const seatKey = (eventId: string, sectionId: string, label: string): Key => ({
  pk: `EVENT#${eventId}#SECTION#${sectionId}`,
  sk: `${PREFIX.seat}${label}`,
});
/** The same from the seat's public id. */
export function seatKeyOf(eventId: string, seatId: string): Key {
  const { sectionId, label } = parseSeatId(seatId);
  return seatKey(eventId, sectionId, label);
}
/** The section and label in a seat's key. */
export function parseSeatKey({ pk, sk }: Key): { sectionId: string; label: string } {
  const [, , , sectionId = ''] = pk.split('#');
  return { sectionId, label: nameIn(sk, PREFIX.seat) };
}
/** An event's row and its sections' rows stand together. */
export const eventPartition = (eventId: string): string => eventKey(eventId).pk;
export const seatPartition = (eventId: string, sectionId: string): string => seatKey(eventId, sectionId, '').pk;

/** A bucket of an area. So many of them share a partition, that one area may be spread over several. */
export const bucketKey = (eventId: string, areaId: string, number: number): Key => ({
  pk: bucketPartition(eventId, areaId, Math.floor(number / BUCKETS_PER_BLOCK)),
  sk: `${PREFIX.bucket}${String(number).padStart(5, '0')}`,
});
export const bucketPartition = (eventId: string, areaId: string, block: number): string =>
  `EVENT#${eventId}#SECTION#${areaId}#BLOCK#${block}`;
/** The partitions that an area of so many buckets has. */
export const bucketPartitions = (eventId: string, { id, buckets }: { id: string; buckets: number }): string[] =>
  Array.from({ length: Math.ceil(buckets / BUCKETS_PER_BLOCK) }, (_, block) => bucketPartition(eventId, id, block));
/** The area and number in a bucket's key. */
export function parseBucketKey({ pk, sk }: Key): { areaId: string; number: number } {
  const [, , , areaId = ''] = pk.split('#');
  return { areaId, number: Number(nameIn(sk, PREFIX.bucket)) };
}

/** What readers share about an event's places: the last snapshot, and whose turn it is to make the next one. */
export const seatMapPartition = (eventId: string): string => `SEATMAP#${eventId}`;
export const snapshotKey = (eventId: string): Key => ({ pk: seatMapPartition(eventId), sk: 'SNAPSHOT' });
export const snapshotLeaseKey = (eventId: string): Key => ({ pk: seatMapPartition(eventId), sk: 'LEASE' });

export const claimKey = (claimId: string): Key => ({ pk: `${PREFIX.claim}${claimId}`, sk: 'CLAIM' });
/** How administration and integrity find the claims of an event. */
export const claimOfEventKey = (eventId: string, claimId: string): Key => ({
  pk: claimsPartition(eventId, shardOf(claimId, CLAIMS_SHARDS)),
  sk: claimId,
});
export const claimsPartition = (eventId: string, shard: number): string => `EVENT#${eventId}#CLAIMS#${shard}`;

export const minuteOf = (epochMs: number): number => Math.floor(epochMs / 60_000);
export const lapsePartition = (minute: number, shard: number): string => `${PREFIX.lapseMarker}${minute}#${shard}`;
/** One marker per deadline: an extended hold has several, and all but the last are stale. */
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

export const idempotencyKey = (callerId: string, key: string): Key => ({
  pk: `IDEMPOTENCY#${callerId}#${key}`,
  sk: 'IDEMPOTENCY',
});

export const journalPartition = (subjectId: string): string => `${PREFIX.journal}${subjectId}`;
export const journalKey = (subjectId: string, position: number): Key => ({
  pk: journalPartition(subjectId),
  sk: sortablePosition(position),
});
/** Zero-padded, so that a journal reads in order. */
const sortablePosition = (position: number): string => String(position).padStart(6, '0');

/** One of the rows of the tally of an event, or without its id of all events, in one currency. */
export const tallyKey = (eventId: string | undefined, currency: string, shard: number): Key => ({
  pk: tallyPartition(eventId),
  sk: `${currency}#${shard}`,
});
export const tallyPartition = (eventId: string | undefined): string =>
  eventId === undefined ? 'TALLY' : `EVENT#${eventId}#TALLY`;
export const currencyInTallyKey = (sk: string): string => sk.slice(0, sk.indexOf('#'));

export const userKey = (userId: string): Key => ({ pk: `${PREFIX.user}${userId}`, sk: 'USER' });
/** A customer's journeys: holds and bookings. */
export const itineraryKey = (userId: string): Key => ({ pk: `${PREFIX.user}${userId}`, sk: 'ITINERARY' });
/** What one customer has of an event that limits it. */
export const limitKey = (eventId: string, userId: string): Key => ({
  pk: `EVENT#${eventId}#CUSTOMER#${userId}`,
  sk: 'LIMIT',
});
export const emailKey = (email: string): Key => ({ pk: `EMAIL#${email.toLowerCase()}`, sk: 'EMAIL' });
export const sessionKey = (sessionId: string): Key => ({ pk: `${PREFIX.session}${sessionId}`, sk: 'SESSION' });
/** The calls of one subject that a quota counts. Subjects are addresses and what people type: only their digests are kept. */
export const rateKey = (name: string, subject: string): Key => ({
  pk: `RATE#${name}#${hash('sha256', subject, 'base64url')}`,
  sk: 'RATE',
});
/** What the simulated gateway knows: its own truth, and none of Holdfast's. */
export const simulatedPaymentKey = (paymentId: string): Key => ({ pk: `GATEWAY#${paymentId}`, sk: 'PAYMENT' });
export const simulatorSettingsKey = (): Key => ({ pk: 'GATEWAY', sk: 'SETTINGS' });
/** A name that only one row can have: what makes seeding safe to repeat. */
export const uniqueNameKey = (name: string): Key => ({ pk: `NAME#${name}`, sk: 'NAME' });

// Index keys

export const ownerPartition = (ownerId: string): string => `OWNER#${ownerId}`;
export const ownerIndexKey = (ownerId: string, createdAt: number, claimId: string) => ({
  ownerPk: ownerPartition(ownerId),
  ownerSk: `${sortable(createdAt)}#${claimId}`,
});
export const DATE_PARTITION = 'EVENTS';
export const dateIndexKey = (startsAt: number, eventId: string) => ({
  datePk: DATE_PARTITION,
  dateSk: `${sortable(startsAt)}#${eventId}`,
});
/** Different names may share a partition, as `a#b` and `c` do with `a` and `b#c`: who reads it looks at the event itself. */
export const routePartition = ({ origin, destination }: { origin: string; destination: string }): string =>
  `ROUTE#${searchable(origin)}#${searchable(destination)}`;
export const routeIndexKey = (route: { origin: string; destination: string }, startsAt: number, eventId: string) => ({
  routePk: routePartition(route),
  routeSk: `${sortable(startsAt)}#${eventId}`,
});
export const servicePartition = (number: string): string => `SERVICE#${searchable(number)}`;
export const serviceIndexKey = (number: string, startsAt: number, eventId: string) => ({
  servicePk: servicePartition(number),
  serviceSk: `${sortable(startsAt)}#${eventId}`,
});
/** A day (UTC) of the journal, named by any time in it. */
export const feedPartition = (at: number, shard: number): string =>
  `FEED#${new Date(at).toISOString().slice(0, 10)}#${shard}`;
export const feedIndexKey = (at: number, subjectId: string, position: number) => ({
  feedPk: feedPartition(at, shardOf(subjectId, FEED_SHARDS)),
  feedSk: `${sortable(at)}#${subjectId}#${sortablePosition(position)}`,
});
export const unfinishedPartition = (shard: number): string => `UNFINISHED#${shard}`;
/** What waits for a person stands by itself, and keeps nothing else from the reconciler. */
export const stuckPartition = (shard: number): string => `UNFINISHED#STUCK#${shard}`;
export const unfinishedIndexKey = (claimId: string, at: number, isStuck = false) => ({
  unfinishedPk: (isStuck ? stuckPartition : unfinishedPartition)(shardOf(claimId, UNFINISHED_SHARDS)),
  unfinishedSk: `${sortable(at)}#${claimId}`,
});

/** Events with unfinished work: few, and never those that only sell. */
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

/** Epoch ms as text that sorts like the number, until the year 5138. */
export const sortable = (epochMs: number): string => String(epochMs).padStart(14, '0');
/** The time (epoch ms) at the beginning of an index's sort key. */
export const timeInSortKey = (sortKey: string): number => Number(sortKey.split('#')[0]);

/** FNV-1a: spreads ids evenly over shards, the same way for ever. */
export function shardOf(id: string, shards: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % shards;
}
