/**
 * Ends the sales of an event: all that it has left is kept from sale, each place by its own condition. A closed event's
 * holds may still be paid for; a cancelled one's are released; and nobody may have a claim on one that is deleted.
 */
import { availableAt } from '../domain/buckets.ts';
import { endHold } from '../domain/claim-changes.ts';
import { isEditId } from '../domain/ids.ts';
import { areasOf } from '../domain/layout.ts';
import { CLAIMS_AT_ONCE } from '../domain/limits.ts';
import type { Bucket, Claim, Seat } from '../domain/model.ts';
import { hasLivePayment } from '../domain/payment-lifecycle.ts';
import { placesOf } from '../domain/places.ts';
import { refuse } from '../domain/refusals.ts';
import { hasLapsed, seatStatusAt } from '../domain/seat-lifecycle.ts';
import type { Leased, Turn } from './carry-out-edit.ts';
import { bySystem } from './settle.ts';
import { availableSeats, inSlices, type Withdrawn } from './withdraw-places.ts';

/** Places as they were read, each row consistent by itself. */
interface Places {
  seats: Seat[];
  buckets: Bucket[];
}

type Pass = { work: Leased; isOver: boolean };

/** One pass over an event whose sales are closed: over where it found nothing that somebody could still take. */
export async function blockWhatIsLeft(turn: Turn, leased: Leased): Promise<Pass> {
  const places = await readPlaces(turn);
  if (!isAnythingLeft(turn, places)) return { work: leased, isOver: true };
  const { edits, timeLeft, by } = turn;
  const { work, isOver } = await inSlices(turn, leased, availableSeats(places.seats, by.at), edits.blockSeats);
  if (!isOver || timeLeft() <= 0) return { work, isOver: false };
  return { work: await edits.blockBuckets(work, withSomethingLeft(turn, places), by), isOver: false };
}

/** Withdraws every place of an event; what somebody has a claim on refuses, or is released first. */
export async function clearEvent(turn: Turn, leased: Leased, end: 'cancelled' | 'deleted'): Promise<Withdrawn> {
  let work = leased;
  while (turn.timeLeft() > 0) {
    const places = await readPlaces(turn);
    const claimIds = liveClaimIds(turn, places);
    const isWanted = isBooked(places) || (end === 'deleted' && claimIds.length > 0);
    if (isWanted) return { is: 'refused', work, refusal: refuse('event-has-bookings') };
    if (isAnythingLeft(turn, places)) {
      ({ work } = await withdrawWhatIsLeft(turn, work, places));
      continue;
    }
    if (claimIds.length === 0) return { is: 'withdrawn', work };
    // Nothing is left to hold: whoever has not begun to pay by now is all there is.
    const claims = await readHolds(turn, claimIds);
    if (!claims) return { is: 'refused', work, refusal: refuse('event-has-bookings') };
    work = await releaseAll(turn, work, claims);
  }
  return { is: 'unfinished', work };
}

async function readPlaces({ store, facts }: Turn): Promise<Places> {
  const [seats, buckets] = await Promise.all([
    store.readSeats(facts),
    store.readBuckets(facts.event.id, areasOf(facts)),
  ]);
  return { seats: [...seats.values()], buckets };
}

const isAnythingLeft = (turn: Turn, places: Places): boolean =>
  availableSeats(places.seats, turn.by.at).length > 0 || withSomethingLeft(turn, places).length > 0;

const withSomethingLeft = ({ by }: Turn, { buckets }: Places): Bucket[] =>
  buckets.filter(bucket => availableAt(bucket, by.at) > 0);

const isBooked = ({ seats, buckets }: Places): boolean =>
  seats.some(({ status }) => status === 'booked') || buckets.some(({ booked }) => booked > 0);

/** Whose holds have not lapsed. */
function liveClaimIds({ by }: Turn, { seats, buckets }: Places): string[] {
  const ofSeats = seats.flatMap(seat => (seatStatusAt(seat, by.at) === 'held' && seat.claimId ? [seat.claimId] : []));
  const ofShares = buckets.flatMap(({ claims }) =>
    Object.entries(claims).flatMap(([id, { expiresAt }]) => (isEditId(id) || hasLapsed(expiresAt, by.at) ? [] : [id])),
  );
  return [...new Set([...ofSeats, ...ofShares])];
}

async function withdrawWhatIsLeft(turn: Turn, leased: Leased, places: Places): Promise<Pass> {
  const { edits, timeLeft, by } = turn;
  let { work, isOver } = await inSlices(turn, leased, availableSeats(places.seats, by.at), edits.blockSeats);
  for (const [areaId, buckets] of Map.groupBy(withSomethingLeft(turn, places), bucket => bucket.areaId)) {
    if (timeLeft() <= 0) return { work, isOver: false };
    const shares = buckets.map(bucket => ({ bucket: bucket.number, quantity: availableAt(bucket, by.at) }));
    work = await edits.withdraw(work, areaId, shares, buckets, by);
  }
  return { work, isOver };
}

/** The claims, if all of them are holds that nobody is paying for. */
async function readHolds({ store }: Turn, claimIds: string[]): Promise<Claim[] | undefined> {
  const holds: Claim[] = [];
  for (let from = 0; from < claimIds.length; from += CLAIMS_AT_ONCE) {
    const some = claimIds.slice(from, from + CLAIMS_AT_ONCE);
    const claims = await Promise.all(some.map(claimId => store.readClaim(claimId)));
    for (const claim of claims) {
      if (!claim || claim.status === 'confirmed' || hasLivePayment(claim)) return undefined;
      holds.push(claim);
    }
  }
  return holds;
}

/** Releases holds, a few at a time, and keeps what each few had from sale before anybody else gets it. */
async function releaseAll(turn: Turn, leased: Leased, holds: Claim[]): Promise<Leased> {
  const { store, edits, facts, timeLeft } = turn;
  let work = leased;
  for (let from = 0; from < holds.length && timeLeft() > 0; from += CLAIMS_AT_ONCE) {
    const some = holds.slice(from, from + CLAIMS_AT_ONCE);
    await Promise.all(some.map(claim => release(turn, claim)));
    const places = some.map(placesOf);
    const areaIds = new Set(places.flatMap(({ shares }) => shares.map(({ areaId }) => areaId)));
    const [seats, buckets] = await Promise.all([
      edits.readSeatsById(
        facts.event.id,
        places.flatMap(({ seatIds }) => seatIds),
      ),
      store.readBuckets(
        facts.event.id,
        areasOf(facts).filter(({ id }) => areaIds.has(id)),
      ),
    ]);
    ({ work } = await withdrawWhatIsLeft(turn, work, { seats, buckets }));
  }
  return work;
}

/** Whoever changed the claim in between is met in the next pass. */
async function release({ store, call }: Turn, claim: Claim): Promise<void> {
  if (claim.status !== 'active') return;
  const to = hasLapsed(claim.expiresAt, call.now) ? 'expired' : 'released';
  await store.endHold(claim, endHold(to, bySystem(call)));
}
