/**
 * Keeps places from sale for an edit, all that it needs or none: each by its own condition, which a sale running at the
 * same moment cannot get past. What somebody holds or has booked refuses it, and what was withdrawn is sold again.
 */
import {
  availableAt,
  availableAtMostBetween,
  chooseFullest,
  withdrawnBy,
  withdrawnForGood,
} from '../domain/buckets.ts';
import { endHold } from '../domain/claim-changes.ts';
import type { Withdrawal } from '../domain/event-edits.ts';
import { isEditId } from '../domain/ids.ts';
import { areasOf, seatedSections, seatsOf } from '../domain/layout.ts';
import { PLACES_PER_STEP_MAX, SEATS_NAMED_MAX } from '../domain/limits.ts';
import type { Area, Bucket, EventFacts, Seat } from '../domain/model.ts';
import { hasLivePayment } from '../domain/payment-lifecycle.ts';
import { type Conflict, Refusal, refuse } from '../domain/refusals.ts';
import { hasLapsed, seatStatusAt } from '../domain/seat-lifecycle.ts';
import type { EditDependencies, Leased, TimeLeft } from './carry-out-edit.ts';
import type { Call } from './dependencies.ts';
import { bySystem } from './settle.ts';

export type Withdrawn =
  | { is: 'withdrawn'; work: Leased }
  | { is: 'refused'; work: Leased; refusal: Refusal }
  | { is: 'unfinished'; work: Leased };

export async function withdraw(
  deps: EditDependencies,
  call: Call,
  leased: Leased,
  facts: EventFacts,
  withdrawal: Withdrawal,
  timeLeft: TimeLeft,
): Promise<Withdrawn> {
  const seats = await withdrawSeats(deps, call, leased, facts, withdrawal.seatIds, timeLeft);
  if (seats.is !== 'withdrawn') return seats;
  let { work } = seats;
  for (const { area, quantity } of withdrawal.areas) {
    const places = await withdrawFrom(deps, call, work, area, quantity, timeLeft);
    if (places.is !== 'withdrawn') return places;
    work = places.work;
  }
  return { is: 'withdrawn', work };
}

async function withdrawSeats(
  deps: EditDependencies,
  call: Call,
  leased: Leased,
  facts: EventFacts,
  seatIds: string[],
  timeLeft: TimeLeft,
): Promise<Withdrawn> {
  let work = leased;
  while (seatIds.length > 0) {
    if (timeLeft() <= 0) return { is: 'unfinished', work };
    const seats = await readSeats(deps, facts, seatIds);
    const conflicts = conflictsAmong(seats, call.now);
    if (conflicts.length > 0) {
      const holders = seats.flatMap(seat => (conflicts.some(({ seatId }) => seatId === seat.seatId) ? [seat] : []));
      if (
        await haveEnded(
          deps,
          call,
          work,
          holders.map(({ claimId = '' }) => claimId),
        )
      )
        continue;
      return { is: 'refused', work, refusal: refusalOf(work, new Refusal('seats-unavailable', { conflicts })) };
    }
    const available = seats.filter(seat => seatStatusAt(seat, call.now) === 'available').map(({ seatId }) => seatId);
    if (available.length === 0) break;
    // As much as one look at the time allows; the next pass reads again what is left.
    ({ work } = await deps.edits.blockSeats(work, available.slice(0, BLOCKED_AT_ONCE), originOf(work, call)));
  }
  return { is: 'withdrawn', work };
}

/** Between two looks at the time, and two reads. */
const BLOCKED_AT_ONCE = 50 * PLACES_PER_STEP_MAX;

async function withdrawFrom(
  deps: EditDependencies,
  call: Call,
  leased: Leased,
  area: Area,
  quantity: number,
  timeLeft: TimeLeft,
): Promise<Withdrawn> {
  let work = leased;
  for (;;) {
    if (timeLeft() <= 0) return { is: 'unfinished', work };
    const buckets = await deps.store.readBuckets(work.eventId, [area]);
    const missing = missingOf(buckets, work, quantity);
    if (missing <= 0) return { is: 'withdrawn', work };
    const levels = buckets.map(bucket => ({ number: bucket.number, available: availableAt(bucket, call.now) }));
    if (levels.reduce((sum, { available }) => sum + available, 0) < missing) {
      const after = await deps.store.readBuckets(work.eventId, [area]);
      const most = availableAtMostBetween(buckets, after, call.now);
      if (most >= missing || (await haveEnded(deps, call, work, liveClaimsIn(after, call.now)))) continue;
      const sold = area.capacity - most - withdrawnIn(after, work);
      return {
        is: 'refused',
        work,
        refusal: refusalOf(work, new Refusal('capacity-below-sold', { areaId: area.id, sold })),
      };
    }
    const shares = chooseFullest(levels, missing, PLACES_PER_STEP_MAX);
    const taken = await deps.edits.withdraw(work, area, shares, buckets, originOf(work, call));
    if (taken) work = taken;
  }
}

/** How much more is to be withdrawn; an event that ends may have been closed or cancelled before. */
const missingOf = (buckets: Bucket[], leased: Leased, quantity: number): number =>
  leased.work.edit.end
    ? buckets.reduce((sum, bucket) => sum + bucket.capacity - withdrawnForGood(bucket), 0)
    : quantity - withdrawnIn(buckets, leased);

const withdrawnIn = (buckets: Bucket[], { work }: Leased): number =>
  buckets.flatMap(bucket => withdrawnBy(bucket, work.id)).reduce((sum, { quantity }) => sum + quantity, 0);

const liveClaimsIn = (buckets: Bucket[], now: number): string[] =>
  buckets.flatMap(({ claims }) =>
    Object.entries(claims).flatMap(([id, { expiresAt }]) => (isEditId(id) || hasLapsed(expiresAt, now) ? [] : [id])),
  );

/** Who asked to end the event is told of its bookings, whichever place showed them. */
const refusalOf = ({ work }: Leased, refusal: Refusal): Refusal =>
  work.edit.end ? refuse('event-has-bookings') : refusal;

/**
 * A cancelled event's live holds are released; true where all of these now are. A booking, or a payment under way, is
 * more than that: until bookings can be refunded, it refuses.
 */
async function haveEnded(deps: EditDependencies, call: Call, { work }: Leased, claimIds: string[]): Promise<boolean> {
  if (work.edit.end !== 'cancelled') return false;
  const claims = await Promise.all([...new Set(claimIds)].map(claimId => deps.store.readClaim(claimId)));
  const isOnlyHeld = claims.every(claim => claim && claim.status !== 'confirmed' && !hasLivePayment(claim));
  if (!isOnlyHeld || claims.length === 0) return false;
  for (const claim of claims) {
    if (claim?.status !== 'active') continue;
    const to = hasLapsed(claim.expiresAt, call.now) ? 'expired' : 'released';
    await deps.store.endHold(claim, endHold(to, bySystem(call)));
  }
  return true;
}

function readSeats({ store, edits }: EditDependencies, facts: EventFacts, seatIds: string[]): Promise<Seat[]> {
  if (seatIds.length <= SEATS_NAMED_MAX) return edits.readSeatsById(facts.event.id, seatIds);
  const wanted = new Set(seatIds);
  return store.readSeats(facts).then(seats => [...seats.values()].filter(({ seatId }) => wanted.has(seatId)));
}

const conflictsAmong = (seats: Seat[], now: number): Conflict[] =>
  seats.flatMap((seat): Conflict[] => {
    const status = seatStatusAt(seat, now);
    if (status === 'booked') return [{ seatId: seat.seatId, reason: 'booked' }];
    return status === 'held' ? [{ seatId: seat.seatId, reason: 'held', until: seat.holdExpiresAt as number }] : [];
  });

const originOf = ({ work }: Leased, { now }: Call) => ({ ...work.origin, at: now });

/** Sells again what the edit kept from sale, and nothing else. */
export async function undoWithdrawal(
  deps: EditDependencies,
  call: Call,
  leased: Leased,
  facts: EventFacts,
  { seatIds, areas }: Withdrawal,
): Promise<Leased> {
  const own = (await readSeats(deps, facts, seatIds)).filter(({ blockedBy }) => blockedBy === leased.work.id);
  const origin = originOf(leased, call);
  const names = own.map(({ seatId }) => seatId);
  const work = names.length > 0 ? await deps.edits.unblockSeats(leased, names, origin, 'own') : leased;
  const buckets = await deps.store.readBuckets(
    leased.eventId,
    areas.map(({ area }) => area),
  );
  return deps.edits.restore(work, buckets, origin);
}

/** One pass over an event whose sales have ended: true where it found nothing that somebody could still take. */
export async function blockWhatIsLeft(
  deps: EditDependencies,
  call: Call,
  leased: Leased,
  facts: EventFacts,
  timeLeft: TimeLeft,
): Promise<boolean> {
  const origin = originOf(leased, call);
  let work = leased;
  let isOver = true;
  const seats = await deps.store.readSeats(facts);
  const available = seatedSections(facts)
    .flatMap(section => [...seatsOf(section)].flatMap(({ seatId }) => seats.get(seatId) ?? []))
    .filter(seat => seatStatusAt(seat, call.now) === 'available');
  for (let from = 0; from < available.length && timeLeft() > 0; from += PLACES_PER_STEP_MAX) {
    const some = available.slice(from, from + PLACES_PER_STEP_MAX).map(({ seatId }) => seatId);
    ({ work } = await deps.edits.blockSeats(work, some, origin));
    isOver = false;
  }
  const buckets = (await deps.store.readBuckets(work.eventId, areasOf(facts))).filter(
    bucket => availableAt(bucket, call.now) > 0,
  );
  for (let from = 0; from < buckets.length && timeLeft() > 0; from += BUCKETS_AT_ONCE) {
    const taken = await deps.edits.blockBuckets(work, buckets.slice(from, from + BUCKETS_AT_ONCE), origin);
    if (taken) work = taken;
    isOver = false;
  }
  return isOver;
}

/** Few enough that a sale on one of them seldom spoils the step for the others. */
const BUCKETS_AT_ONCE = 10;
