/**
 * Withdraws from sale the places that an edit needs, all of them or none. A counter of a ticket type is withdrawn from like an area. Each write has its own condition, so a sale at
 * the same moment cannot take a withdrawn place (P1, P2). A held or booked place refuses the edit, and then the withdrawn
 * places are sold again.
 */
import { isKeptAt, keptInAll, takenFromOrganizer } from '../../domain/blocks.ts';
import { availableAt, availableAtMostBetween, chooseFullest, withdrawnBy } from '../../domain/buckets.ts';
import type { Origin } from '../../domain/claim-changes.ts';
import { isCounterId, typeOfCounter } from '../../domain/counters.ts';
import { type AreaChange, quantityToWithdraw, removedSeats, withdrawalOf } from '../../domain/event-edits.ts';
import type { LeasedEdit } from '../../domain/event-jobs.ts';
import { CONFLICTS_LISTED_MAX, SEATS_NAMED_MAX, SEATS_PER_STEP_MAX } from '../../domain/limits.ts';
import type { Bucket, Seat } from '../../domain/model.ts';
import { type Conflict, Refusal } from '../../domain/refusals.ts';
import { conflictOf } from '../../domain/seat-conflicts.ts';
import { seatStatusAt } from '../../domain/seat-lifecycle.ts';
import type { EditRun, Progress, Withdrawn } from './edit-run.ts';

/** Withdraws the places that the edit removes or blocks. */
export async function withdraw(run: EditRun, leased: LeasedEdit): Promise<Withdrawn> {
  const { seatIds, areas } = withdrawalOf(run.facts, leased.job.edit);
  let withdrawn = await withdrawSeats(run, leased, seatIds);
  for (const change of areas) {
    if (withdrawn.is !== 'withdrawn') return withdrawn;
    withdrawn = await withdrawFromArea(run, withdrawn.leased, change);
  }
  return withdrawn;
}

/**
 * Blocks the available seats, then reads again: a buyer may have taken one between the read and the write. Seats that are removed are
 * taken from the organizer's blocks too, since a code may unlock them.
 */
async function withdrawSeats(run: EditRun, leased: LeasedEdit, seatIds: string[]): Promise<Withdrawn> {
  const removed = new Set(removedSeats(run.facts, leased.job.edit));
  let current = leased;
  while (seatIds.length > 0) {
    const seats = await readSeats(run, seatIds);
    const conflicts = conflictsAmong(seats, run.by.at).slice(0, CONFLICTS_LISTED_MAX);
    if (conflicts.length > 0)
      return { is: 'refused', leased: current, refusal: new Refusal('seats-unavailable', { conflicts }) };
    const available = availableSeats(seats, run.by.at);
    const kept = keptSeats(seats, run.by.at).filter(seatId => removed.has(seatId));
    if (available.length + kept.length === 0) break;
    const taken = await changeInSteps(run, current, kept, run.edits.takeFromOrganizer);
    const blocked = taken.isDone ? await changeInSteps(run, taken.leased, available, run.edits.blockSeats) : taken;
    if (!blocked.isDone) return { is: 'unfinished', leased: blocked.leased };
    current = blocked.leased;
  }
  return { is: 'withdrawn', leased: current };
}

/** The seats that are held or booked. A blocked seat is no conflict here, because it is withdrawn already. */
const conflictsAmong = (seats: Seat[], now: number): Conflict[] =>
  seats.flatMap(seat => conflictOf(seat, now) ?? []).filter(({ reason }) => reason !== 'blocked');

/** The ids of the seats that a buyer could take at `now` (epoch ms). */
export const availableSeats = (seats: Seat[], now: number): string[] =>
  seats.filter(seat => seatStatusAt(seat, now) === 'available').map(({ seatId }) => seatId);

/** The ids of the seats that the organizer has blocked, and that no live hold or booking has unlocked. */
export const keptSeats = (seats: Seat[], now: number): string[] =>
  seats.filter(seat => isKeptAt(seat, now)).map(({ seatId }) => seatId);

async function withdrawFromArea(run: EditRun, leased: LeasedEdit, requested: AreaChange): Promise<Withdrawn> {
  const { store, edits, timeLeft, by } = run;
  let current = leased;
  for (;;) {
    if (timeLeft() <= 0) return { is: 'unfinished', leased: current };
    const buckets = await store.readBuckets(current.eventId, [requested.area]);
    const change = withCapacity(requested, buckets);
    const { area } = change;
    // Only edits change what the organizer keeps, one edit at a time.
    const kept = keptInAll(buckets);
    const missing = quantityToWithdraw(change, kept) - withdrawnIn(buckets, current);
    if (missing <= 0) return { is: 'withdrawn', leased: current };
    const levels = buckets.map(bucket => ({ number: bucket.number, available: availableAt(bucket, by.at) }));
    if (levels.reduce((sum, { available }) => sum + available, 0) < missing) {
      // Buckets are not read at one instant. The second read bounds what a bucket got back while others were read.
      const after = await store.readBuckets(current.eventId, [area]);
      const most = availableAtMostBetween(buckets, after, by.at);
      if (most >= missing) continue;
      const sold = area.capacity - most - withdrawnIn(after, current) - kept;
      return { is: 'refused', leased: current, refusal: shortageOf(change, { sold, kept }) };
    }
    current = await edits.withdraw(current, area.id, chooseFullest(levels, missing), buckets, by);
  }
}

/** The change with the capacity that a counter really has: its type may have had another maximum before, or none. */
const withCapacity = (change: AreaChange, buckets: Bucket[]): AreaChange =>
  isCounterId(change.area.id)
    ? { ...change, area: { ...change.area, capacity: buckets.reduce((sum, { capacity }) => sum + capacity, 0) } }
    : change;

/** The refusal of an edit that needs more places of an area than are left beside the sold ones. */
function shortageOf({ area, capacity, blocked }: AreaChange, { sold, kept }: { sold: number; kept: number }): Refusal {
  const keptAfter = blocked ?? kept;
  const ticketType = typeOfCounter(area.id);
  if (ticketType !== undefined) return new Refusal('capacity-below-sold', { ticketType, sold });
  if (capacity < area.capacity) {
    const details = { areaId: area.id, sold, ...(keptAfter > 0 && { blocked: keptAfter }) };
    return new Refusal('capacity-below-sold', details);
  }
  return new Refusal('area-sold-out', { shortages: [{ areaId: area.id, available: capacity - sold - kept }] });
}

const withdrawnIn = (buckets: Bucket[], { job }: LeasedEdit): number =>
  buckets.flatMap(bucket => withdrawnBy(bucket, job.id)).reduce((sum, { quantity }) => sum + quantity, 0);

/** Reads the seats that exist; each read is consistent by itself. */
async function readSeats({ store, edits, facts }: EditRun, seatIds: string[]): Promise<Seat[]> {
  if (seatIds.length <= SEATS_NAMED_MAX) return edits.readSeatsById(facts.event.id, seatIds);
  const requested = new Set(seatIds);
  const all = await store.readSeats(facts);
  return [...all.values()].filter(({ seatId }) => requested.has(seatId));
}

/** Puts on sale again what this edit has withdrawn, and nothing else. Blocks of the organizer are the organizer's again. */
export async function sellAgain(run: EditRun, leased: LeasedEdit): Promise<Progress> {
  const { store, edits, facts, by } = run;
  const { seatIds, areas } = withdrawalOf(facts, leased.job.edit);
  const seats = await readSeats(run, seatIds);
  const own = seats.flatMap(({ seatId, blockedBy }) => (blockedBy === leased.job.id ? [{ seatId, blockedBy }] : []));
  const taken = seats.filter(({ blockedBy }) => blockedBy === takenFromOrganizer(leased.job.id));
  const returned = await changeInSteps(
    run,
    leased,
    taken.map(({ seatId }) => seatId),
    edits.returnToOrganizer,
  );
  if (!returned.isDone) return returned;
  const unblocked = await changeInSteps(run, returned.leased, own, edits.unblockSeats);
  if (!unblocked.isDone) return unblocked;
  const areasChanged = areas.map(({ area }) => area);
  const buckets = await store.readBuckets(leased.eventId, areasChanged);
  return { leased: await edits.restore(unblocked.leased, buckets, by), isDone: true };
}

/** Changes seats in steps, until all are changed or the time ends. */
export async function changeInSteps<Each>(
  { timeLeft, by }: EditRun,
  leased: LeasedEdit,
  seats: Each[],
  change: (leased: LeasedEdit, some: Each[], by: Origin) => Promise<LeasedEdit>,
): Promise<Progress> {
  let current = leased;
  for (let from = 0; from < seats.length; from += SEATS_PER_STEP_MAX) {
    if (timeLeft() <= 0) return { leased: current, isDone: false };
    current = await change(current, seats.slice(from, from + SEATS_PER_STEP_MAX), by);
  }
  return { leased: current, isDone: true };
}
