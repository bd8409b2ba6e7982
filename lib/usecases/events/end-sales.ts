/**
 * Ends the sales of an event: all that it has left is kept from sale, each place by its own condition. A closed event's
 * holds may still be paid for; a cancelled one's are released, and its bookings refunded; and nobody may have a claim on one
 * that is deleted.
 */
import { availableAt } from '../../domain/buckets.ts';
import { cancelBooking, endHold } from '../../domain/claim-changes.ts';
import { isEditId } from '../../domain/ids.ts';
import { areasOf } from '../../domain/layout.ts';
import { CLAIMS_AT_ONCE } from '../../domain/limits.ts';
import type { Bucket, Seat } from '../../domain/model.ts';
import { hasLivePayment } from '../../domain/payment-lifecycle.ts';
import { Refusal, refuse } from '../../domain/refusals.ts';
import { hasLapsed, seatStatusAt } from '../../domain/seat-lifecycle.ts';
import { bySystem } from '../change-claim.ts';
import type { EditRun, Leased } from './run-edit.ts';
import { availableSeats, inSlices, type Withdrawn } from './withdraw-places.ts';

/** Places as they were read, each row consistent by itself. */
interface Places {
  seats: Seat[];
  buckets: Bucket[];
}

type Pass = { leased: Leased; isOver: boolean };

/** One pass over an event whose sales are closed: over where it found nothing that somebody could still take. */
export async function blockWhatIsLeft(run: EditRun, leased: Leased): Promise<Pass> {
  const places = await readPlaces(run);
  if (!isAnythingLeft(run, places)) return { leased, isOver: true };
  const { edits, timeLeft, by } = run;
  const { leased: current, isOver } = await inSlices(
    run,
    leased,
    availableSeats(places.seats, by.at),
    edits.blockSeats,
  );
  if (!isOver || timeLeft() <= 0) return { leased: current, isOver: false };
  return { leased: await edits.blockBuckets(current, withSomethingLeft(run, places), by), isOver: false };
}

/** Withdraws every place of an event that nobody may have a claim on. */
export async function clearEvent(run: EditRun, leased: Leased): Promise<Withdrawn> {
  let current = leased;
  while (run.timeLeft() > 0) {
    const places = await readPlaces(run);
    const isWanted = isBooked(places) || liveClaimIds(run, places).length > 0;
    if (isWanted) return { is: 'refused', leased: current, refusal: refuse('event-has-bookings') };
    if (!isAnythingLeft(run, places)) return { is: 'withdrawn', leased: current };
    ({ leased: current } = await withdrawWhatIsLeft(run, current, places));
  }
  return { is: 'unfinished', leased: current };
}

/**
 * Ends every claim on an event that will not take place, and keeps from sale what they had: holds are released, bookings
 * are cancelled and so refunded. Over where it found nothing that somebody could take, and nobody with a claim.
 */
export async function callOff(run: EditRun, leased: Leased): Promise<Pass> {
  let current = leased;
  while (run.timeLeft() > 0) {
    const pass = await blockWhatIsLeft(run, current);
    const ended = await endClaims(run, pass.leased.job.claimsAfter);
    current = await remember(run, pass.leased, ended.claimsAfter);
    if (pass.isOver && ended.none) return { leased: current, isOver: true };
    // All that is left waits for the gateway's answer: the reconciler sees to those, and the next run to what they become.
    if (pass.isOver && ended.count === 0) return { leased: current, isOver: false };
  }
  return { leased: current, isOver: false };
}

/** The next pass, or the next run, goes on from there: however long the list is, all of it has its run. */
async function remember({ edits }: EditRun, leased: Leased, claimsAfter: string | undefined): Promise<Leased> {
  const { claimsAfter: before, ...job } = leased.job;
  if (claimsAfter === before) return leased;
  return edits.replace(leased, { ...job, ...(claimsAfter !== undefined && { claimsAfter }) });
}

async function readPlaces({ store, facts }: EditRun): Promise<Places> {
  const [seats, buckets] = await Promise.all([
    store.readSeats(facts),
    store.readBuckets(facts.event.id, areasOf(facts)),
  ]);
  return { seats: [...seats.values()], buckets };
}

const isAnythingLeft = (run: EditRun, places: Places): boolean =>
  availableSeats(places.seats, run.by.at).length > 0 || withSomethingLeft(run, places).length > 0;

const withSomethingLeft = ({ by }: EditRun, { buckets }: Places): Bucket[] =>
  buckets.filter(bucket => availableAt(bucket, by.at) > 0);

const isBooked = ({ seats, buckets }: Places): boolean =>
  seats.some(({ status }) => status === 'booked') || buckets.some(({ booked }) => booked > 0);

/** Whose holds have not lapsed. */
function liveClaimIds({ by }: EditRun, { seats, buckets }: Places): string[] {
  const ofSeats = seats.flatMap(seat => (seatStatusAt(seat, by.at) === 'held' && seat.claimId ? [seat.claimId] : []));
  const ofShares = buckets.flatMap(({ claims }) =>
    Object.entries(claims).flatMap(([id, { expiresAt }]) => (isEditId(id) || hasLapsed(expiresAt, by.at) ? [] : [id])),
  );
  return [...new Set([...ofSeats, ...ofShares])];
}

async function withdrawWhatIsLeft(run: EditRun, leased: Leased, places: Places): Promise<Pass> {
  const { edits, timeLeft, by } = run;
  let { leased: current, isOver } = await inSlices(run, leased, availableSeats(places.seats, by.at), edits.blockSeats);
  for (const [areaId, buckets] of Map.groupBy(withSomethingLeft(run, places), bucket => bucket.areaId)) {
    if (timeLeft() <= 0) return { leased: current, isOver: false };
    const shares = buckets.map(bucket => ({ bucket: bucket.number, quantity: availableAt(bucket, by.at) }));
    current = await edits.withdraw(current, areaId, shares, buckets, by);
  }
  return { leased: current, isOver };
}

const refusedOrThrow = (error: unknown): false => {
  if (error instanceof Refusal) return false;
  throw error;
};

interface Ended {
  /** There were no claims. */
  none: boolean;
  /** How many have ended just now. */
  count: number;
  /** How far the list of claims was looked through; undefined at its end. */
  claimsAfter?: string | undefined;
}

/** Ends what claims there are, with those of the list from where it was left. */
async function endClaims(run: EditRun, claimsAfter: string | undefined): Promise<Ended> {
  const places = await readPlaces(run);
  const named = claimsNamedBy(run, places);
  const ended: Ended = { none: named.length === 0, count: 0, claimsAfter };
  const end = async (claimIds: string[]): Promise<void> => {
    // One that could not be ended now must not keep those behind it: the list is gone through again.
    const each = await Promise.all(claimIds.map(claimId => endClaim(run, claimId).catch(refusedOrThrow)));
    ended.count += each.filter(Boolean).length;
  };
  for (let from = 0; from < named.length && run.timeLeft() > 0; from += CLAIMS_AT_ONCE) {
    await end(named.slice(from, from + CLAIMS_AT_ONCE));
  }
  // Of what is booked in areas only the list of an event's claims knows, which may lag: it is there to be found.
  if (places.buckets.every(({ booked }) => booked === 0)) return { ...ended, claimsAfter: undefined };
  ended.none = false;
  do {
    const page = { limit: CLAIMS_AT_ONCE, ...(ended.claimsAfter !== undefined && { after: ended.claimsAfter }) };
    const { items, next } = await run.store.listClaimsOfEvent(run.facts.event.id, page);
    await end(items);
    ended.claimsAfter = next;
  } while (ended.claimsAfter !== undefined && run.timeLeft() > 0);
  return ended;
}

/** The claims on seats, and the live ones on areas. */
function claimsNamedBy(run: EditRun, places: Places): string[] {
  const ofBookedSeats = places.seats.flatMap(({ status, claimId }) =>
    status === 'booked' && claimId ? [claimId] : [],
  );
  return [...new Set([...liveClaimIds(run, places), ...ofBookedSeats])];
}

/** True where this ended it. Whoever changed the claim in between is met in the next pass. */
async function endClaim({ store, call, by }: EditRun, claimId: string): Promise<boolean> {
  const claim = await store.readClaim(claimId);
  if (claim?.status === 'confirmed') {
    return (await store.cancelBooking(claim, cancelBooking(claim, by, CALLED_OFF))).is === 'done';
  }
  if (claim?.status !== 'active' || hasLivePayment(claim)) return false;
  const to = hasLapsed(claim.expiresAt, call.now) ? 'expired' : 'released';
  return (await store.endHold(claim, endHold(to, bySystem(call)))).is === 'done';
}

const CALLED_OFF = 'the event was cancelled';
