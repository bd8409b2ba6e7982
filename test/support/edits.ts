/**
 * Editing events in tests: functions that die or leave in the middle, and all that an event is made of, held against its
 * journal. An event's journal and its claims must be enough to say what its places are (P7).
 */
import { isDeepStrictEqual } from 'node:util';
import { BatchWriteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import type { EventChanges } from '../../lib/contract/events/edit-messages.ts';
import type { Event } from '../../lib/contract/events/messages.ts';
import { availableAt, bucketCapacities } from '../../lib/domain/buckets.ts';
import { editedEvent, NO_EDIT } from '../../lib/domain/event-edits.ts';
import { isEditId } from '../../lib/domain/ids.ts';
import { areasOf, seatedSections, seatsOf } from '../../lib/domain/layout.ts';
import { EDIT_PATIENCE_MS, EVENT_JOB_LEASE_SECONDS } from '../../lib/domain/limits.ts';
import type { Bucket, Claim, EventFacts, PlacesTouched, Seat } from '../../lib/domain/model.ts';
import { placesOf } from '../../lib/domain/places.ts';
import { hasLapsed, type SeatStatus, seatStatusAt } from '../../lib/domain/seat-lifecycle.ts';
import type { JournalEntry } from '../../lib/ports/journal.ts';
import { listUnfinishedEvents } from '../../lib/table/events/event-jobs.ts';
import { bucketOf, claimOf, factsOf, journalEntryOf, seatOf } from '../../lib/table/rows.ts';
import type { Row } from '../../lib/table/transact.ts';
import { type ApiResponse, edit, type Person, type ProblemFields, type World } from './world.ts';

/** Until the lease of a function that died has run out. */
export const LEASE_MS = EVENT_JOB_LEASE_SECONDS * 1000;

/** A function whose time to edit is over as soon as it has begun, or has sent so many transactions. */
export async function editUntilTimeout(
  world: World,
  as: Person,
  event: Event,
  changes: EventChanges,
  transactions = 0,
): Promise<ApiResponse<Event & ProblemFields>> {
  let ms = 0;
  let sent = 0;
  const impatient = await world.another({ stopwatch: () => ms });
  impatient.faults.beforeRequests(async ({ name }) => {
    if (name === 'TransactWriteCommand') sent += 1;
    if (sent >= transactions && (name === 'UpdateCommand' || sent > 0)) ms += EDIT_PATIENCE_MS;
  });
  return edit(impatient, as, event, changes);
}

/** All rows of an event as they stand. */
export interface EventRows {
  seats: Seat[];
  buckets: Bucket[];
  claims: Claim[];
  journal: JournalEntry[];
  work: Row | undefined;
  /** As it is read; undefined once deleted. */
  facts: EventFacts | undefined;
}

export async function readEventRows(world: World, { id }: Pick<Event, 'id'>): Promise<EventRows> {
  const rows = await scan(world);
  const own = (pk: string, sk = '') =>
    rows.filter(row => String(row.pk).startsWith(pk) && String(row.sk).startsWith(sk));
  const event = rows.filter(({ pk }) => pk === `EVENT#${id}`);
  return {
    seats: own(`EVENT#${id}#`, 'SEAT#').map(seatOf),
    buckets: own(`EVENT#${id}#`, 'BUCKET#').map(bucketOf),
    claims: own('CLAIM#')
      .map(claimOf)
      .filter(({ eventId }) => eventId === id),
    journal: own(`JOURNAL#${id}`)
      .map(journalEntryOf)
      .sort((one, other) => one.position - other.position),
    work: event.find(({ sk }) => sk === 'WORK'),
    facts: factsOf(event),
  };
}

/** Remembers every row of the table; what it answers puts the table back to that. */
export async function snapshotTable(world: World): Promise<() => Promise<void>> {
  const [kept, now] = [await scan(world), world.now];
  return async () => {
    const texts = new Map((await scan(world)).map(row => [keyOf(row), JSON.stringify(row)]));
    const puts = kept.flatMap(row => {
      const isSame = texts.get(keyOf(row)) === JSON.stringify(row);
      texts.delete(keyOf(row));
      return isSame ? [] : [{ PutRequest: { Item: row } }];
    });
    const deletes = [...texts.values()].map(text => {
      const { pk, sk } = JSON.parse(text) as Row;
      return { DeleteRequest: { Key: { pk, sk } } };
    });
    const requests = [...puts, ...deletes];
    for (let from = 0; from < requests.length; from += 25) {
      const RequestItems = { [world.table.name]: requests.slice(from, from + 25) };
      await world.table.documents.send(new BatchWriteCommand({ RequestItems }));
    }
    world.now = now;
  };
}

const keyOf = ({ pk, sk }: Row): string => `${pk} ${sk}`;

async function scan(world: World): Promise<Row[]> {
  const rows: Row[] = [];
  let from: Row | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await world.table.documents.send(
      new ScanCommand({ TableName: world.table.name, ConsistentRead: true, ...(from && { ExclusiveStartKey: from }) }),
    );
    rows.push(...Items);
    from = LastEvaluatedKey;
  } while (from);
  return rows;
}

/** What a place is, whoever has it. */
export interface EventState {
  /** By section: price, capacity; and the event's own facts. */
  event: unknown;
  seats: Record<string, SeatStatus>;
  buckets: Record<string, { capacity: number; available: number; booked: number; kept: number }>;
}

/** The event as its rows say. Seats that no layout names are left out: nobody can see them. */
export function eventStateOf({ seats, buckets, facts }: EventRows, now: number): EventState {
  const named = new Set(facts ? seatIdsOf(facts) : []);
  const areas = new Set(facts ? areasOf(facts).map(({ id }) => id) : []);
  return {
    event: facts && { ...facts.event, id: '', organizerId: '', lastEdit: '', sections: facts.sections },
    seats: sorted(seats.filter(({ seatId }) => named.has(seatId)).map(seat => [seat.seatId, seatStatusAt(seat, now)])),
    buckets: sorted(
      buckets.filter(({ areaId }) => areas.has(areaId)).map(bucket => [nameOf(bucket), countsOf(bucket, now)]),
    ),
  };
}

const seatIdsOf = (facts: EventFacts): string[] =>
  seatedSections(facts).flatMap(section => [...seatsOf(section)].map(({ seatId }) => seatId));
const nameOf = ({ areaId, number }: Pick<Bucket, 'areaId' | 'number'>): string => `${areaId} ${number}`;
const sorted = <Value>(entries: [string, Value][]): Record<string, Value> =>
  Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
const countsOf = (bucket: Bucket, now: number) => ({
  capacity: bucket.capacity,
  available: availableAt(bucket, now),
  booked: bucket.booked,
  kept: bucket.blocked + withdrawnIn(bucket).reduce((sum, { quantity }) => sum + quantity, 0),
});
const withdrawnIn = ({ claims }: Bucket) =>
  Object.entries(claims).flatMap(([id, { quantity }]) => (isEditId(id) ? [{ id, quantity }] : []));

/** The same from the event as it was published, its journal and its claims alone: all seats, also those that are gone. */
export function replayEvent(published: EventFacts, { journal, claims }: EventRows, now: number): EventState {
  let facts = published;
  const blocked = new Map(seatIdsOf(published).map(seatId => [seatId, false]));
  const buckets = new Map(
    areasOf(published).flatMap(({ id, capacity, buckets: count }) =>
      bucketCapacities(capacity, count).map((places, number) => [`${id} ${number}`, { capacity: places, kept: 0 }]),
    ),
  );
  const bucketAt = (name: string) => {
    const bucket = buckets.get(name) ?? { capacity: 0, kept: 0 };
    buckets.set(name, bucket);
    return bucket;
  };
  const change = ({ action, touched = NOTHING }: JournalEntry): void => {
    for (const seatId of touched.seatIds) blocked.set(seatId, action === 'event.places-blocked');
    for (const { areaId, bucket: number, quantity } of touched.shares) {
      const bucket = bucketAt(`${areaId} ${number}`);
      if (action === 'event.places-blocked') bucket.kept += quantity;
      if (action === 'event.places-unblocked' || action === 'event.places-removed') bucket.kept -= quantity;
      if (action === 'event.places-removed') bucket.capacity -= quantity;
      if (action === 'event.places-added') bucket.capacity += quantity;
    }
  };
  for (const entry of journal) {
    if (entry.touched) change(entry);
    const end = ENDS[entry.action];
    if (entry.action === 'event.edited' || end)
      facts = editedEvent(facts, { ...NO_EDIT, ...entry.edit, ...(end && { end }) });
  }
  const live = claims.filter(({ status, expiresAt }) => status === 'active' && !hasLapsed(expiresAt, now));
  const confirmed = claims.filter(({ status }) => status === 'confirmed');
  const seatsOfAll = (some: Claim[]) => new Set(some.flatMap(claim => placesOf(claim).seatIds));
  const [held, booked] = [seatsOfAll(live), seatsOfAll(confirmed)];
  const statusOf = (seatId: string): SeatStatus => {
    if (booked.has(seatId)) return 'booked';
    if (held.has(seatId)) return 'held';
    return blocked.get(seatId) ? 'blocked' : 'available';
  };
  const sharesOf = (some: Claim[], name: string): number =>
    some
      .flatMap(claim => placesOf(claim).shares)
      .reduce((sum, { areaId, bucket, quantity }) => sum + (`${areaId} ${bucket}` === name ? quantity : 0), 0);
  const counted = [...buckets].map(([name, { capacity, kept }]): [string, EventState['buckets'][string]] => {
    const sold = sharesOf(confirmed, name);
    return [name, { capacity, booked: sold, kept, available: capacity - kept - sold - sharesOf(live, name) }];
  });
  for (const seatId of [...held, ...booked]) {
    if (blocked.get(seatId)) throw new Error(`${seatId} is gone by the journal, and somebody has a claim on it`);
  }
  return {
    event: { ...facts.event, id: '', organizerId: '', lastEdit: '', sections: facts.sections },
    seats: sorted([...blocked.keys()].map(seatId => [seatId, statusOf(seatId)])),
    buckets: sorted(counted),
  };
}

const NOTHING: PlacesTouched = { seatIds: [], shares: [] };
const ENDS: Record<string, 'closed' | 'cancelled' | 'deleted' | undefined> = {
  'event.closed': 'closed',
  'event.cancelled': 'cancelled',
  'event.deleted': 'deleted',
};

/**
 * All that must be so of an event at rest: its journal is whole and gives the state of every place; every bucket adds up;
 * nobody has a claim on what is gone; and no piece of work that is over keeps anything, but what it was meant to.
 */
export async function expectConsistent(world: World, published: EventFacts): Promise<EventRows> {
  const standing = await readEventRows(world, published.event);
  const { journal, work, facts, buckets, seats } = standing;
  expect(work?.work, 'nothing is under way').toBeUndefined();
  expect(await listUnfinishedEvents(world.table, world.now + 1_000_000)).not.toContain(published.event.id);
  expectJournalGivesPlaces(published, standing, world.now);
  const isSold = new Set(
    facts?.event.state === 'published' || facts?.event.state === 'closed' ? areasOf(facts).map(({ id }) => id) : [],
  );
  expect(buckets.filter(({ areaId }) => isSold.has(areaId)).flatMap(withdrawnIn)).toEqual([]);
  const refused = new Set(journal.filter(({ action }) => action === 'event.edit-refused').map(({ to }) => to));
  expect(seats.filter(({ blockedBy = '' }) => refused.has(blockedBy))).toEqual([]);
  const withdrawn = buckets.flatMap(withdrawnIn).map(({ id }) => id.split('.')[0] ?? '');
  expect(withdrawn.filter(id => refused.has(id))).toEqual([]);
  for (const area of facts ? areasOf(facts) : []) {
    const own = buckets.filter(({ areaId }) => areaId === area.id);
    expect(own.reduce((sum, { capacity }) => sum + capacity, 0)).toBe(area.capacity);
  }
  return standing;
}

/** At any time: the journal has each position once, and replaying it gives every seat and bucket as it stands. */
export function expectJournalGivesPlaces(published: EventFacts, standing: EventRows, now: number): void {
  const { journal, work, facts, buckets, seats } = standing;
  same(
    journal.map(({ position }) => position),
    [...journal.keys()],
  );
  if (work) same(work.entries, journal.length);
  for (const { available, booked, blocked, claims, capacity } of buckets) {
    const claimed = Object.values(claims).reduce((sum, { quantity }) => sum + quantity, 0);
    same([available + booked + blocked + claimed, available >= 0], [capacity, true]);
  }
  const { event, ...places } = replayEvent(published, standing, now);
  same(sorted(seats.map(seat => [seat.seatId, seatStatusAt(seat, now)])), places.seats);
  same(sorted(buckets.map(bucket => [nameOf(bucket), countsOf(bucket, now)])), places.buckets);
  if (facts) same(eventStateOf(standing, now).event, event);
}

/** Cheap while all is well: it is asked thousands of times. */
function same(is: unknown, shouldBe: unknown): void {
  if (!isDeepStrictEqual(is, shouldBe)) expect(is).toEqual(shouldBe);
}
