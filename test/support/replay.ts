/** Rebuilds claims, seats and buckets from the journal alone and compares them with the table's rows (P7). */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { bucketCapacities } from '../../lib/domain/buckets.ts';
import { replayClaim } from '../../lib/domain/claim-replay.ts';
import type { ClaimEntry } from '../../lib/domain/journal.ts';
import { areasOf, seatedSections, seatsOf } from '../../lib/domain/layout.ts';
import type { AreaPlace, Bucket, Claim, EventFacts, Place, PlacesTouched } from '../../lib/domain/model.ts';
import { placesOf } from '../../lib/domain/places.ts';
import { placesOfTickets, ticketsOf } from '../../lib/domain/tickets.ts';
import { claimOf } from '../../lib/table/claims/claim-rows.ts';
import { journalEntryOf } from '../../lib/table/journal/journal-rows.ts';
import { kindsByName, type Table } from '../../lib/table/table.ts';
import type { Row } from '../../lib/table/transact.ts';
import type { World } from './world.ts';

/** Returns the rows of all tables whose partition key begins with the prefix. */
export async function rowsOf({ table }: Pick<World, 'table'>, prefix: string): Promise<Row[]> {
  const ofEach = await Promise.all([...kindsByName(table.names).keys()].map(name => rowsIn(table, name, prefix)));
  return ofEach.flat();
}

/** Returns the rows of one table whose partition key begins with the prefix. */
export async function rowsIn({ documents }: Table, TableName: string, prefix = ''): Promise<Row[]> {
  const rows: Row[] = [];
  let from: Row | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new ScanCommand({
        TableName,
        ConsistentRead: true,
        FilterExpression: 'begins_with(pk, :prefix)',
        ExpressionAttributeValues: { ':prefix': prefix },
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    rows.push(...Items);
    from = LastEvaluatedKey;
  } while (from);
  return rows;
}

interface Replayed {
  claim: Claim;
  placesAtFirst: Place[];
}

/** Rebuilds the claims of these events from their journals alone. */
async function replayedClaims(world: World, eventIds: Set<string>): Promise<Map<string, Replayed>> {
  const entries = (await rowsOf(world, 'JOURNAL#')).map(journalEntryOf);
  const ofClaims = entries.filter(({ ownerId, eventId }) => ownerId !== undefined && eventIds.has(eventId ?? ''));
  const byClaim = Map.groupBy(ofClaims, ({ subjectId }) => subjectId);
  return new Map(
    [...byClaim].map(([claimId, own]) => {
      const inOrder = own.sort((one, other) => one.position - other.position);
      expect(inOrder.map(({ position }) => position)).toEqual([...inOrder.keys()]);
      const claim = replayClaim(inOrder as unknown as ClaimEntry[]);
      if (!claim) throw new Error(`the journal of ${claimId} has no first entry`);
      return [claimId, { claim, placesAtFirst: inOrder[0]?.places ?? [] }];
    }),
  );
}

const isShared = (place: Place): place is AreaPlace => 'areaId' in place;
const unitsIn = (places: Place[], areaId: string, bucket: number): number =>
  places
    .filter(isShared)
    .filter(place => place.areaId === areaId)
    .flatMap(({ shares }) => shares)
    .reduce((sum, share) => (share.bucket === bucket ? sum + share.quantity : sum), 0);

/** Returns how many places of a bucket a claim has freed: all that it had there when its hold ended, and each cancelled one. */
function freedBy({ claim, placesAtFirst }: Replayed, areaId: string, bucket: number): number {
  const ofHold = claim.history
    .filter(({ action }) => action === 'hold.released' || action === 'hold.expired')
    .reduce(sum => sum + unitsIn(placesAtFirst, areaId, bucket), 0);
  const cancelled = ticketsOf(claim).filter(({ status }) => status === 'void');
  return ofHold + unitsOf(placesOfTickets(cancelled), areaId, bucket);
}

/** The places of a bucket among these. */
const unitsOf = ({ shares }: PlacesTouched, areaId: string, bucket: number): number =>
  shares.find(share => share.areaId === areaId && share.bucket === bucket)?.quantity ?? 0;

/** Checks, when no hold is active, that claims, payments, seats and buckets are exactly as the journal gives them. */
export async function expectJournalGivesTable(world: World, events: EventFacts[]): Promise<void> {
  const claims = await replayedClaims(world, new Set(events.map(({ event }) => event.id)));
  const rows = (await rowsOf(world, 'CLAIM#')).map(claimOf);
  expect(claims.size).toBe(rows.length);
  for (const row of rows) expect(claims.get(row.id)?.claim).toEqual(row);
  for (const facts of events) await expectPlaces(world, facts, [...claims.values()]);
}

async function expectPlaces(world: World, facts: EventFacts, all: Replayed[]): Promise<void> {
  const { store } = world.service.dependencies;
  const own = all.filter(({ claim }) => claim.eventId === facts.event.id);
  const claims = own.map(({ claim }) => claim);
  expect(claims.filter(({ status }) => status === 'active')).toEqual([]);
  const owners = new Map<string, string>();
  for (const claim of claims.filter(({ status }) => status === 'confirmed')) {
    for (const seatId of placesOf(claim).seatIds) {
      expect(owners.get(seatId)).toBeUndefined();
      owners.set(seatId, claim.id);
    }
  }
  const seats = await store.readSeats(facts);
  for (const { seatId } of seatedSections(facts).flatMap(section => [...seatsOf(section)])) {
    const { changedAt: _when, ...seat } = seats.get(seatId) ?? {};
    const claimId = owners.get(seatId);
    expect(seat).toEqual({ seatId, ...(claimId ? { status: 'booked', claimId } : { status: 'available' }) });
  }
  // A claim that was confirmed late does not record whether its places were freed before: `freed` is unknown.
  const isFreedKnown = !claims.some(({ expiresAt, history }) =>
    history.some(({ action, at }) => action === 'booking.confirmed' && at >= expiresAt),
  );
  for (const area of areasOf(facts)) {
    const capacities = bucketCapacities(area.capacity, area.buckets);
    const buckets = (await store.readBuckets(facts.event.id, [area])).sort((one, other) => one.number - other.number);
    expect(buckets).toHaveLength(capacities.length);
    for (const { bookedAt: _when, ...bucket } of buckets) expect(bucket).toEqual(bucketFrom(bucket));
    function bucketFrom({ number, freed: counted }: Bucket): Bucket {
      const capacity = capacities[number] as number;
      const booked = claims
        .filter(({ status }) => status === 'confirmed')
        .reduce((sum, claim) => sum + unitsOf(placesOf(claim), area.id, number), 0);
      const freed = isFreedKnown ? own.reduce((sum, each) => sum + freedBy(each, area.id, number), 0) : counted;
      return { areaId: area.id, number, capacity, available: capacity - booked, booked, blocked: 0, freed, claims: {} };
    }
  }
}
