/**
 * Ends the sales of an event by blocking the places that it has left, each under its own condition. Holds on a closed
 * event may still be paid. An event is deleted only if no customer has a claim on it.
 */
import { availableAt } from '../../domain/buckets.ts';
import type { LeasedEdit } from '../../domain/event-jobs.ts';
import { isEditId } from '../../domain/ids.ts';
import { areasOf } from '../../domain/layout.ts';
import type { Bucket, Seat } from '../../domain/model.ts';
import { refuse } from '../../domain/refusals.ts';
import { hasLapsed, seatStatusAt } from '../../domain/seat-lifecycle.ts';
import type { EditRun, Progress, Withdrawn } from './edit-run.ts';
import { availableSeats, changeInSteps, keptSeats } from './withdraw-places.ts';

/** The places of an event; each row is read consistently by itself. */
export interface Places {
  seats: Seat[];
  buckets: Bucket[];
}

/**
 * Makes one pass over an event, blocking its available places. Done when a pass finds no available place. A cancelled event also takes
 * the organizer's blocks, so that no late payment books a seat that its code had unlocked.
 */
export async function blockWhatIsLeft(run: EditRun, leased: LeasedEdit): Promise<Progress> {
  const places = await readPlaces(run);
  const { edits, timeLeft, by } = run;
  const kept = leased.job.edit.end === 'cancelled' ? keptSeats(places.seats, by.at) : [];
  if (!isAnythingLeft(run, places) && kept.length === 0) return { leased, isDone: true };
  const taken = await changeInSteps(run, leased, kept, edits.takeFromOrganizer);
  if (!taken.isDone) return taken;
  const blocked = await changeInSteps(run, taken.leased, availableSeats(places.seats, by.at), edits.blockSeats);
  if (!blocked.isDone || timeLeft() <= 0) return { leased: blocked.leased, isDone: false };
  return { leased: await edits.blockBuckets(blocked.leased, bucketsWithPlacesLeft(run, places), by), isDone: false };
}

/**
 * Withdraws every place of an event that is to be deleted, also the seats that the organizer has blocked: a code may unlock them. Refused if
 * there is a booking or an active hold.
 */
export async function withdrawAll(run: EditRun, leased: LeasedEdit): Promise<Withdrawn> {
  let current = leased;
  while (run.timeLeft() > 0) {
    const places = await readPlaces(run);
    const isClaimed = isBooked(places) || activeClaimIds(run, places).length > 0;
    if (isClaimed) return { is: 'refused', leased: current, refusal: refuse('event-has-bookings') };
    const isWithdrawn = !isAnythingLeft(run, places) && keptSeats(places.seats, run.by.at).length === 0;
    if (isWithdrawn) return { is: 'withdrawn', leased: current };
    current = await withdrawWhatIsLeft(run, current, places);
  }
  return { is: 'unfinished', leased: current };
}

export async function readPlaces({ store, facts }: EditRun): Promise<Places> {
  const [seats, buckets] = await Promise.all([
    store.readSeats(facts),
    store.readBuckets(facts.event.id, areasOf(facts)),
  ]);
  return { seats: [...seats.values()], buckets };
}

const isAnythingLeft = (run: EditRun, places: Places): boolean =>
  availableSeats(places.seats, run.by.at).length > 0 || bucketsWithPlacesLeft(run, places).length > 0;

const bucketsWithPlacesLeft = ({ by }: EditRun, { buckets }: Places): Bucket[] =>
  buckets.filter(bucket => availableAt(bucket, by.at) > 0);

const isBooked = ({ seats, buckets }: Places): boolean =>
  seats.some(({ status }) => status === 'booked') || buckets.some(({ booked }) => booked > 0);

/** The claims that hold places and have not lapsed. */
export function activeClaimIds({ by }: EditRun, { seats, buckets }: Places): string[] {
  const ofSeats = seats.flatMap(seat => (seatStatusAt(seat, by.at) === 'held' && seat.claimId ? [seat.claimId] : []));
  const ofShares = buckets.flatMap(({ claims }) =>
    Object.entries(claims).flatMap(([id, { expiresAt }]) => (isEditId(id) || hasLapsed(expiresAt, by.at) ? [] : [id])),
  );
  return [...new Set([...ofSeats, ...ofShares])];
}

async function withdrawWhatIsLeft(run: EditRun, leased: LeasedEdit, places: Places): Promise<LeasedEdit> {
  const { edits, timeLeft, by } = run;
  const taken = await changeInSteps(run, leased, keptSeats(places.seats, by.at), edits.takeFromOrganizer);
  let { leased: current } = await changeInSteps(
    run,
    taken.leased,
    availableSeats(places.seats, by.at),
    edits.blockSeats,
  );
  for (const [areaId, buckets] of Map.groupBy(bucketsWithPlacesLeft(run, places), bucket => bucket.areaId)) {
    if (timeLeft() <= 0) break;
    const shares = buckets.map(bucket => ({ bucket: bucket.number, quantity: availableAt(bucket, by.at) }));
    current = await edits.withdraw(current, areaId, shares, buckets, by);
  }
  return current;
}
