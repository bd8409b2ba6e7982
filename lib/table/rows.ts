/** The rows of the table and the nouns they hold, mapped both ways; keys come from keys.ts, shapes from the domain. */

import type { Account, Session } from '../domain/account.ts';
import { seatIdOf } from '../domain/ids.ts';
import type { JournalEntry } from '../domain/journal.ts';
import { CANCELLATION_CLOSES_MINUTES_DEFAULT, IDEMPOTENCY_SECONDS } from '../domain/limits.ts';
import type {
  Bucket,
  Claim,
  Event,
  EventFacts,
  EventSummary,
  Payment,
  Seat,
  SeatedSection,
  Section,
  SectionSummary,
} from '../domain/model.ts';
import { isFinished } from '../domain/payment-lifecycle.ts';
import type { SeatStatus } from '../domain/seat-lifecycle.ts';
import type { IdempotencyClaim, IdempotencyRecord } from '../ports/store.ts';
import {
  bucketKey,
  claimKey,
  claimOfEventKey,
  dateIndexKey,
  emailKey,
  eventKey,
  feedIndexKey,
  INDEXES,
  idempotencyKey,
  journalKey,
  type Key,
  lapseMarkerKey,
  nameIn,
  ownerIndexKey,
  ownerPartition,
  PREFIX,
  parseBucketKey,
  parseSeatKey,
  registrationIndexKey,
  routeIndexKey,
  seatKey,
  sectionKey,
  serviceIndexKey,
  sessionKey,
  TABLE,
  unfinishedIndexKey,
  userKey,
} from './keys.ts';
import type { Row } from './transact.ts';

/** DynamoDB's TTL wants seconds, and what it removes must have passed by then. */
export const epochSeconds = (epochMs: number): number => Math.ceil(epochMs / 1000);

// Events

/** The event with its sections but for their layouts, which may be large and have rows of their own. */
export const eventRow = ({ event, sections }: EventFacts): Row => ({
  ...eventKey(event.id),
  ...(isListed(event) && searchKeys(event)),
  ...event,
  sections: sections.map(withoutLayout),
});

/** Whether people may find it: not before it has its places, and not once it was taken back. */
const isListed = ({ state }: Event): boolean => state !== 'preparing' && state !== 'deleted';

/** The index keys by which customers find the event. */
export const searchKeys = ({ id, startsAt, route, service }: Event): Record<string, string> => ({
  ...dateIndexKey(startsAt, id),
  ...(route && routeIndexKey(route, startsAt, id)),
  ...(service && serviceIndexKey(service.number, startsAt, id)),
});

const withoutLayout = (section: Section): SectionSummary => {
  if (section.kind === 'area') return section;
  const { rows: _rows, ...summary } = section;
  return summary;
};

export const sectionRow = (eventId: string, { id, rows }: SeatedSection): Row => ({
  ...sectionKey(eventId, id),
  rows,
});

/** The table's own keys and those of every index. */
const KEY_NAMES = new Set<string>(
  [TABLE, ...Object.values(INDEXES)].flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]),
);

/** What an event has whose row is older than the field. */
const EVENT_DEFAULTS = { cancellationClosesMinutes: CANCELLATION_CLOSES_MINUTES_DEFAULT };

export function eventSummaryOf(row: Row): EventSummary {
  const { sections, ...event } = Object.fromEntries(Object.entries(row).filter(([name]) => !KEY_NAMES.has(name)));
  return { event: { ...EVENT_DEFAULTS, ...event }, sections } as unknown as EventSummary;
}

/** The rows of one event's partition; undefined where no event row is there, or it says that the event was taken back. */
export function factsOf(rows: Row[]): EventFacts | undefined {
  const own = rows.find(row => row.sk === 'EVENT');
  if (!own) return undefined;
  const layouts = new Map(rows.map(row => [nameIn(row.sk, PREFIX.section), row.rows as SeatedSection['rows']]));
  const { event, sections } = eventSummaryOf(own);
  if (event.state === 'deleted') return undefined;
  return {
    event,
    sections: sections.map(section =>
      section.kind === 'area' ? section : { ...section, rows: layouts.get(section.id) ?? [] },
    ),
  };
}

// Seats

/** A seat as it is published: it has never changed, so any clock may change it first. */
export const availableSeatRow = (eventId: string, sectionId: string, label: string): Row => ({
  ...seatKey(eventId, sectionId, label),
  status: 'available' satisfies SeatStatus,
  changedAt: 0,
});

/** A seat from its row: the section is in its partition, the label in its sort key. */
export function seatOf(row: Row): Seat {
  const { sectionId, label } = parseSeatKey(row as Key);
  return {
    seatId: seatIdOf(sectionId, label),
    status: row.status as SeatStatus,
    changedAt: row.changedAt as number,
    ...(row.claimId !== undefined && { claimId: row.claimId as string }),
    ...(row.holdExpiresAt !== undefined && { holdExpiresAt: row.holdExpiresAt as number }),
    ...(row.blockedBy !== undefined && { blockedBy: row.blockedBy as string }),
  };
}

// Areas

/** A bucket as it is published: all of it available. */
export const availableBucketRow = (eventId: string, areaId: string, number: number, capacity: number): Row => ({
  ...bucketKey(eventId, areaId, number),
  capacity,
  available: capacity,
  booked: 0,
  blocked: 0,
  freed: 0,
  claims: {},
});

export function bucketOf({ pk, sk, ...counts }: Row): Bucket {
  return { ...parseBucketKey({ pk, sk } as Key), ...counts } as unknown as Bucket;
}

// Claims

/** What a claim has when its row does not say otherwise: rows stay under 1 KB, and so each write at its lowest price. */
const CLAIM_DEFAULTS = { extensions: 0, paymentWindowUsed: false, payments: [], tickets: [] };

export function claimRow({ id, ownerId, ...claim }: Claim): Row {
  const row: Row = { ...claimKey(id), ...ownerIndexKey(ownerId, claim.createdAt, id), ...claim };
  for (const [name, value] of Object.entries(CLAIM_DEFAULTS)) {
    if (JSON.stringify(row[name]) === JSON.stringify(value)) delete row[name];
  }
  return row;
}

export function claimOf(row: Row): Claim {
  const { pk, sk: _sk, ownerPk, ownerSk: _ownerSk, unfinishedPk: _u, unfinishedSk: _v, ...claim } = row;
  const id = nameIn(pk, PREFIX.claim);
  const ownerId = nameIn(ownerPk, ownerPartition(''));
  return { ...CLAIM_DEFAULTS, id, ownerId, ...claim } as unknown as Claim;
}

/** The sparse index's keys while a payment of the claim is not finished. */
export function unfinishedKeys(claimId: string, payment: Payment, at: number) {
  return isFinished(payment) ? undefined : unfinishedIndexKey(claimId, at, payment.stuckSince !== undefined);
}

export const lapseMarkerRow = (claimId: string, expiresAt: number): Row => ({
  ...lapseMarkerKey(claimId, expiresAt),
  ttl: epochSeconds(expiresAt),
});

export const claimOfEventRow = (eventId: string, claimId: string): Row => claimOfEventKey(eventId, claimId);

// Idempotency records

export function recordRow(
  key: IdempotencyClaim,
  now: number,
  effect: Pick<IdempotencyRecord, 'answer' | 'booking'>,
): Row {
  const expiresAt = now + IDEMPOTENCY_SECONDS * 1000;
  return {
    ...idempotencyKey(key.callerId, key.key),
    operation: key.operation,
    fingerprint: key.fingerprint,
    expiresAt,
    ttl: epochSeconds(expiresAt),
    ...effect,
  };
}

export function recordOf(row: Row): IdempotencyRecord {
  const { operation, fingerprint, expiresAt, answer, booking } = row as unknown as IdempotencyRecord;
  return {
    operation,
    fingerprint,
    expiresAt,
    ...(answer !== undefined && { answer }),
    ...(booking !== undefined && { booking }),
  };
}

/** A record past its lifetime counts as absent, whatever TTL has done. */
export function liveRecordOf(row: Row | undefined, now: number): IdempotencyRecord | undefined {
  const record = row && recordOf(row);
  return record && record.expiresAt > now ? record : undefined;
}

// Journal

export const journalRow = (entry: JournalEntry): Row => {
  const { subjectId, position, ...rest } = entry;
  return { ...journalKey(subjectId, position), ...feedIndexKey(entry.at, subjectId, position), ...rest };
};

export function journalEntryOf(row: Row): JournalEntry {
  const { pk, sk, feedPk: _feedPk, feedSk: _feedSk, ...entry } = row;
  return { subjectId: nameIn(pk, PREFIX.journal), position: Number(sk), ...entry } as unknown as JournalEntry;
}

// Accounts

export const userRow = ({ id, ...account }: Account): Row => ({
  ...userKey(id),
  ...registrationIndexKey(id, account.createdAt),
  ...account,
});
export const emailRow = ({ id, email }: Account): Row => ({ ...emailKey(email), userId: id });
export function accountOf({ pk, sk: _sk, registeredPk: _pk, registeredSk: _at, ...account }: Row): Account {
  return { id: nameIn(pk, PREFIX.user), ...account } as unknown as Account;
}

export const sessionRow = ({ id, ...session }: Session): Row => ({
  ...sessionKey(id),
  ...session,
  ttl: epochSeconds(session.expiresAt),
});
export const sessionOf = ({ pk, sk: _sk, ttl: _ttl, ...session }: Row): Session =>
  ({ id: nameIn(pk, PREFIX.session), ...session }) as unknown as Session;
