/**
 * Support for tests of edits: edits that are interrupted, the rows of an event, and checks of these rows against the
 * event's journal. The journal and the claims must determine the state of every place (P7).
 */

import { isDeepStrictEqual } from 'node:util';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import type { EventChanges } from '../../lib/contract/events/edit-requests.ts';
import type { Event } from '../../lib/contract/events/responses.ts';
import { keptIn, keptPerBucket, ORGANIZER } from '../../lib/domain/blocks.ts';
import { availableAt, bucketCapacities } from '../../lib/domain/buckets.ts';
import { countedPartsOf } from '../../lib/domain/counters.ts';
import { type EventEdit, editedEvent, NO_EDIT, withoutSeatBlocks } from '../../lib/domain/event-edits.ts';
import { isEditId, seatIdOf } from '../../lib/domain/ids.ts';
import type { JournalEntry } from '../../lib/domain/journal.ts';
import { seatedSections, seatsOf } from '../../lib/domain/layout.ts';
import { EDIT_REQUEST_MS, EVENT_JOB_LEASE_SECONDS } from '../../lib/domain/limits.ts';
import type { Bucket, Claim, EventFacts, PlacesTouched, Seat } from '../../lib/domain/model.ts';
import { newSeatsOf } from '../../lib/domain/place-batches.ts';
import { placesOf, unlockedSeatsOf } from '../../lib/domain/places.ts';
import { hasLapsed, type SeatStatus, seatStatusAt } from '../../lib/domain/seat-lifecycle.ts';
import { claimOf } from '../../lib/table/claims/claim-rows.ts';
import { listUnfinishedEvents } from '../../lib/table/events/event-jobs.ts';
import { factsOf } from '../../lib/table/events/event-rows.ts';
import { bucketOf, seatOf } from '../../lib/table/events/place-rows.ts';
import { journalEntryOf } from '../../lib/table/journal/journal-rows.ts';
import { tableNameOf } from '../../lib/table/table.ts';
import type { Row } from '../../lib/table/transact.ts';
import { rowsOf } from './replay.ts';
import { type ApiResponse, edit, type Person, type ProblemFields, type World } from './world.ts';

/** The time until the lease of a crashed function has expired. */
export const LEASE_MS = EVENT_JOB_LEASE_SECONDS * 1000;

/** Edits in a function whose time for edits is over when the edit starts, or after the given number of transactions. */
export async function editUntilTimeout(
  world: World,
  as: Person,
  event: Event,
  changes: EventChanges,
  transactions = 0,
): Promise<ApiResponse<Event & ProblemFields>> {
  let ms = 0;
  let sent = 0;
  const hurried = await world.another({ stopwatch: () => ms });
  hurried.faults.beforeRequests(async ({ name }) => {
    if (name === 'TransactWriteCommand') sent += 1;
    if (sent >= transactions && (name === 'UpdateCommand' || sent > 0)) ms += EDIT_REQUEST_MS;
  });
  return edit(hurried, as, event, changes);
}

/** All rows of an event. */
export interface EventRows {
  seats: Seat[];
  buckets: Bucket[];
  claims: Claim[];
  journal: JournalEntry[];
  work: Row | undefined;
  /** The event's facts as the store reads them; undefined once deleted. */
  facts: EventFacts | undefined;
}

export async function readEventRows(world: World, { id }: Pick<Event, 'id'>): Promise<EventRows> {
  const rows = await allRows(world);
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

/** Saves every row of the table, and returns a function that restores them. */
export async function snapshotTable(world: World): Promise<() => Promise<void>> {
  const [saved, now] = [await allRows(world), world.now];
  return async () => {
    const texts = new Map((await allRows(world)).map(row => [keyOf(row), JSON.stringify(row)]));
    const puts = saved.flatMap(row => {
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
      const RequestItems = Object.groupBy(requests.slice(from, from + 25), request =>
        tableNameOf(world.table, 'PutRequest' in request ? request.PutRequest.Item : request.DeleteRequest.Key),
      );
      await world.table.documents.send(new BatchWriteCommand({ RequestItems: RequestItems as never }));
    }
    world.now = now;
  };
}

const keyOf = ({ pk, sk }: Row): string => `${pk} ${sk}`;

/** All rows of all tables. */
export const allRows = (world: World): Promise<Row[]> => rowsOf(world, '');

/** The state of an event and its places, without the owners of claims. */
export interface EventState {
  /** The event's own facts and its sections with price and capacity. */
  event: unknown;
  seats: Record<string, SeatStatus>;
  buckets: Record<string, { capacity: number; available: number; booked: number; withheld: number; kept: number }>;
  /** The seats that the organizer has blocked. */
  keptSeats: string[];
}

/** The state that the rows show. Leaves out seats that are not in the layout: no response shows them. */
export function eventStateOf({ seats, buckets, facts }: EventRows, now: number): EventState {
  const named = new Set(facts ? seatIdsOf(facts) : []);
  const areas = new Set(facts ? countedPartsOf(facts).map(({ id }) => id) : []);
  return {
    event: facts && { ...withoutIds(facts.event), sections: facts.sections },
    seats: sorted(seats.filter(({ seatId }) => named.has(seatId)).map(seat => [seat.seatId, seatStatusAt(seat, now)])),
    buckets: sorted(
      buckets.filter(({ areaId }) => areas.has(areaId)).map(bucket => [nameOf(bucket), countsOf(bucket, now)]),
    ),
    keptSeats: seats
      .filter(({ seatId }) => named.has(seatId))
      .flatMap(keptSeat)
      .sort(),
  };
}

function withoutIds({ closedBy: _edit, ...event }: EventFacts['event']) {
  return { ...event, id: '', organizerId: '', organizationId: '', lastEdit: '', lastEditFrom: 0 };
}

const keptSeat = ({ seatId, blockedBy }: Seat): string[] => (blockedBy === ORGANIZER ? [seatId] : []);
const seatIdsOf = (facts: EventFacts): string[] =>
  seatedSections(facts).flatMap(section => [...seatsOf(section)].map(({ seatId }) => seatId));
const nameOf = ({ areaId, number }: Pick<Bucket, 'areaId' | 'number'>): string => `${areaId} ${number}`;
const sorted = <Value>(entries: [string, Value][]): Record<string, Value> =>
  Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
const countsOf = (bucket: Bucket, now: number) => ({
  capacity: bucket.capacity,
  available: availableAt(bucket, now),
  booked: bucket.booked,
  withheld: bucket.blocked + withdrawnIn(bucket).reduce((sum, { quantity }) => sum + quantity, 0),
  kept: keptIn(bucket),
});
const withdrawnIn = ({ claims }: Bucket) =>
  Object.entries(claims).flatMap(([id, { quantity }]) => (isEditId(id) ? [{ id, quantity }] : []));

/** The state from the published event, its journal and its claims alone. Includes removed seats. */
export function replayEvent(published: EventFacts, { journal, claims }: EventRows, now: number): EventState {
  let facts: EventFacts = { ...published, sections: published.sections.map(withoutSeatBlocks) };
  const newSeats = seatedSections(published).flatMap(newSeatsOf);
  const blocked = new Map(
    newSeats.map(({ sectionId, label, block }) => [seatIdOf(sectionId, label), block !== undefined]),
  );
  const keptSeats = new Set(
    newSeats.flatMap(({ sectionId, label, block }) => (block ? [seatIdOf(sectionId, label)] : [])),
  );
  const buckets = new Map(
    countedPartsOf(published).flatMap(({ id, capacity, buckets: count, blocks = [] }) =>
      bucketCapacities(capacity, count).map((places, number) => [
        `${id} ${number}`,
        { capacity: places, withheld: 0, kept: keptPerBucket({ capacity, buckets: count, blocks })[number] ?? 0 },
      ]),
    ),
  );
  const bucketAt = (name: string) => {
    const bucket = buckets.get(name) ?? { capacity: 0, withheld: 0, kept: 0 };
    buckets.set(name, bucket);
    return bucket;
  };
  const change = ({ action, touched = NOTHING }: JournalEntry): void => {
    const { capacity = 0, withheld = 0, kept = 0, isBlocked = false } = CHANGES[action] ?? {};
    for (const seatId of touched.seatIds) {
      blocked.set(seatId, isBlocked);
      if (kept > 0) keptSeats.add(seatId);
      else keptSeats.delete(seatId);
    }
    for (const { areaId, bucket: number, quantity } of touched.shares) {
      const bucket = bucketAt(`${areaId} ${number}`);
      bucket.capacity += capacity * quantity;
      bucket.withheld += withheld * quantity;
      bucket.kept += kept * quantity;
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
  const counted = [...buckets].map(([name, { capacity, withheld, kept }]): [string, EventState['buckets'][string]] => {
    const sold = sharesOf(confirmed, name);
    const available = capacity - withheld - kept - sold - sharesOf(live, name);
    return [name, { capacity, available, booked: sold, withheld, kept }];
  });
  const unlocked = new Set([...live, ...confirmed].flatMap(claim => [...unlockedSeatsOf(claim)]));
  for (const seatId of [...held, ...booked]) {
    const isUnlocked = unlocked.has(seatId);
    if (blocked.get(seatId) !== isUnlocked)
      throw new Error(`by the journal ${seatId} is ${isUnlocked ? 'not ' : ''}blocked, but a claim has it`);
  }
  return {
    event: { ...withoutIds(facts.event), sections: facts.sections },
    seats: sorted([...blocked.keys()].map(seatId => [seatId, statusOf(seatId)])),
    buckets: sorted(counted),
    keptSeats: [...keptSeats].sort(),
  };
}

/** The steps of edits: whether a seat is blocked after it, and what is added to the numbers of a bucket for each place. */
const CHANGES: Record<string, { isBlocked?: true; capacity?: number; withheld?: number; kept?: number }> = {
  'event.places-blocked': { isBlocked: true, withheld: 1 },
  'event.places-unblocked': { withheld: -1 },
  'event.places-removed': { withheld: -1, capacity: -1 },
  'event.places-added': { capacity: 1 },
  'event.places-kept': { isBlocked: true, withheld: -1, kept: 1 },
  'event.blocks-taken': { isBlocked: true },
  'event.blocks-returned': { isBlocked: true, kept: 1 },
  'event.blocks-restored': { isBlocked: true, kept: 1 },
  'event.blocks-added': { isBlocked: true, capacity: 1, kept: 1 },
  'event.blocks-lifted': { kept: -1 },
  'event.blocks-removed': { kept: -1, capacity: -1 },
};
const NOTHING: PlacesTouched = { seatIds: [], shares: [] };
const ENDS: Record<string, EventEdit['end']> = {
  'event.closed': 'closed',
  'event.cancelled': 'cancelled',
  'event.deleted': 'deleted',
  'event.reopened': 'reopened',
};

/**
 * Checks an event that has no job running. Its journal is complete and gives the state of every place. Every bucket
 * adds up. No claim has a removed place. A finished job withholds only the places that it was meant to withhold.
 */
export async function expectConsistent(world: World, published: EventFacts): Promise<EventRows> {
  const standing = await readEventRows(world, published.event);
  const { journal, work, facts, buckets, seats } = standing;
  expect(work?.work, 'no job is left').toBeUndefined();
  expect(await listUnfinishedEvents(world.table, world.now + 1_000_000)).not.toContain(published.event.id);
  expectJournalGivesPlaces(published, standing, world.now);
  const isSold = new Set(
    facts?.event.state === 'published' || facts?.event.state === 'closed'
      ? countedPartsOf(facts).map(({ id }) => id)
      : [],
  );
  expect(buckets.filter(({ areaId }) => isSold.has(areaId)).flatMap(withdrawnIn)).toEqual([]);
  const refused = new Set(journal.filter(({ action }) => action === 'event.edit-refused').map(({ to }) => to));
  expect(seats.filter(({ blockedBy = '' }) => refused.has(blockedBy.replace('organizer:', '')))).toEqual([]);
  const withdrawn = buckets.flatMap(withdrawnIn).map(({ id }) => id.split('.')[0] ?? '');
  expect(withdrawn.filter(id => refused.has(id))).toEqual([]);
  for (const area of facts ? countedPartsOf(facts) : []) {
    const own = buckets.filter(({ areaId }) => areaId === area.id);
    expect(own.reduce((sum, { capacity }) => sum + capacity, 0)).toBe(area.capacity);
  }
  return standing;
}

/** Checks at any time that the journal has each position once, and that replaying it gives every seat and bucket. */
export function expectJournalGivesPlaces(published: EventFacts, standing: EventRows, now: number): void {
  const { journal, work, facts, buckets, seats } = standing;
  expectEqual(
    journal.map(({ position }) => position),
    [...journal.keys()],
  );
  if (work) expectEqual(work.entries, journal.length);
  for (const { available, booked, blocked, blockedByOrganizer: kept = 0, claims, capacity } of buckets) {
    const claimed = Object.values(claims).reduce((sum, { quantity }) => sum + quantity, 0);
    expectEqual([available + booked + blocked + kept + claimed, available >= 0, kept >= 0], [capacity, true, true]);
  }
  for (const seat of seats) expectEqual([seat.seatId, agreesWithClaim(seat, standing, now)], [seat.seatId, true]);
  const { event, ...places } = replayEvent(published, standing, now);
  expectEqual(sorted(seats.map(seat => [seat.seatId, seatStatusAt(seat, now)])), places.seats);
  expectEqual(sorted(buckets.map(bucket => [nameOf(bucket), countsOf(bucket, now)])), places.buckets);
  // A migration makes the organizer the owner of older blocks, and writes no entry.
  const kept = new Set(seats.flatMap(keptSeat));
  expectEqual(
    places.keptSeats.filter(seatId => !kept.has(seatId)),
    [],
  );
  if (facts) expectEqual(eventStateOf(standing, now).event, event);
}

/** Whether the row of a live hold or a booking names the organizer's block exactly if a code has unlocked the seat for the claim. */
function agreesWithClaim(seat: Seat, { claims }: EventRows, now: number): boolean {
  const status = seatStatusAt(seat, now);
  const claim = claims.find(({ id }) => id === seat.claimId);
  if ((status !== 'held' && status !== 'booked') || !claim) return true;
  return seat.blockedBy === (unlockedSeatsOf(claim).has(seat.seatId) ? ORGANIZER : undefined);
}

/** Compares cheaply, because it is called thousands of times, and builds the message only on failure. */
function expectEqual(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}
