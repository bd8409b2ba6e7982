/**
 * Counts the confirmed bookings of an event, and those of them that match. The row of a seat names its booking. A booking of area
 * places is only in the list of the event's claims, which lags behind. So the count is complete when the bookings that were found
 * have as many places as the event has booked places.
 */
import { areasOf } from '../../domain/layout.ts';
import type { BookingFacts, Claim, EventFacts } from '../../domain/model.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page } from '../../ports/store.ts';
import type { TimeLeft } from './edit-run.ts';

export type CountDependencies = Pick<Dependencies, 'store' | 'integrity'>;

export interface BookingCounts {
  confirmed: number;
  matching: number;
  /** False if the time ended before all bookings were found, or if the newest ones are not listed yet. */
  isComplete: boolean;
}

/** The claims of one read, and the reads that run at once. The time is checked after each round. */
const CLAIMS_PER_READ = 100;
const READS_AT_ONCE = 8;
const CLAIMS_PER_ROUND = CLAIMS_PER_READ * READS_AT_ONCE;

export async function countBookings(
  dependencies: CountDependencies,
  facts: EventFacts,
  matches: (booking: BookingFacts) => boolean,
  timeLeft: TimeLeft,
): Promise<BookingCounts> {
  const { places, claimIds } = await readBookedPlaces(dependencies, facts);
  const counts: BookingCounts = { confirmed: 0, matching: 0, isComplete: places === 0 };
  const counted = new Set<string>();
  let found = 0;
  for await (const round of roundsOf(dependencies, facts.event.id, claimIds)) {
    if (counts.isComplete || timeLeft() <= 0) break;
    const ids = round.filter(id => !counted.has(id));
    for (const id of ids) counted.add(id);
    for (const { status, booking, tickets } of await readClaims(dependencies, ids)) {
      if (status !== 'confirmed' || !booking) continue;
      counts.confirmed += 1;
      if (matches(booking)) counts.matching += 1;
      found += tickets.filter(ticket => ticket !== 'void').length;
    }
    counts.isComplete = found >= places;
  }
  return counts;
}

/** Returns the number of booked places, and the claims of the booked seats. */
async function readBookedPlaces(
  { store }: CountDependencies,
  facts: EventFacts,
): Promise<{ places: number; claimIds: string[] }> {
  const [seats, buckets] = await Promise.all([
    store.readSeats(facts),
    store.readBuckets(facts.event.id, areasOf(facts)),
  ]);
  const booked = [...seats.values()].filter(({ status }) => status === 'booked');
  const claimIds = [...new Set(booked.flatMap(({ claimId }) => claimId ?? []))];
  return { places: booked.length + buckets.reduce((sum, bucket) => sum + bucket.booked, 0), claimIds };
}

/** Yields ids of the event's claims: first the given ones, then those in its list. */
async function* roundsOf({ store }: CountDependencies, eventId: string, named: string[]): AsyncGenerator<string[]> {
  for (let from = 0; from < named.length; from += CLAIMS_PER_ROUND) yield named.slice(from, from + CLAIMS_PER_ROUND);
  let page: Page<string> = { items: [], next: '' };
  while (page.next !== undefined) {
    page = await store.listClaimsOfEvent(eventId, { limit: CLAIMS_PER_ROUND, after: page.next });
    yield page.items;
  }
}

async function readClaims({ integrity }: CountDependencies, ids: string[]): Promise<Claim[]> {
  const batches = Array.from({ length: Math.ceil(ids.length / CLAIMS_PER_READ) }, (_, i) =>
    ids.slice(i * CLAIMS_PER_READ, (i + 1) * CLAIMS_PER_READ),
  );
  return (await Promise.all(batches.map(batch => integrity.readClaims(batch)))).flatMap(({ claims }) => claims);
}
