/**
 * Keeps places from sale for an edit, all that it needs or none: each by its own condition, which a sale running at the
 * same moment cannot get past. What somebody holds or has booked refuses it, and what was withdrawn is sold again.
 */
import { availableAt, availableAtMostBetween, chooseFullest, withdrawnBy } from '../../domain/buckets.ts';
import type { Origin } from '../../domain/claim-changes.ts';
import { withdrawalOf } from '../../domain/event-edits.ts';
import { CONFLICTS_TOLD_MAX, SEATS_NAMED_MAX, SEATS_PER_STEP_MAX } from '../../domain/limits.ts';
import type { Area, Bucket, Seat } from '../../domain/model.ts';
import { type Conflict, Refusal } from '../../domain/refusals.ts';
import { conflictOf } from '../../domain/seat-conflicts.ts';
import { seatStatusAt } from '../../domain/seat-lifecycle.ts';
import type { EditRun, Leased } from './run-edit.ts';

export type Withdrawn =
  | { is: 'withdrawn' | 'unfinished'; leased: Leased }
  | { is: 'refused'; leased: Leased; refusal: Refusal };

export async function withdraw(run: EditRun, leased: Leased): Promise<Withdrawn> {
  const { seatIds, areas } = withdrawalOf(run.facts, leased.job.edit);
  let withdrawn = await withdrawSeats(run, leased, seatIds);
  for (const { area, quantity } of areas) {
    if (withdrawn.is !== 'withdrawn') return withdrawn;
    withdrawn = await withdrawFrom(run, withdrawn.leased, area, quantity);
  }
  return withdrawn;
}

/** Looks, and looks again after it has blocked: until then somebody may have been faster. */
async function withdrawSeats(run: EditRun, leased: Leased, seatIds: string[]): Promise<Withdrawn> {
  let current = leased;
  while (seatIds.length > 0) {
    const seats = await readSeats(run, seatIds);
    const conflicts = conflictsAmong(seats, run.by.at).slice(0, CONFLICTS_TOLD_MAX);
    if (conflicts.length > 0)
      return { is: 'refused', leased: current, refusal: new Refusal('seats-unavailable', { conflicts }) };
    const available = availableSeats(seats, run.by.at);
    if (available.length === 0) break;
    const blocked = await inSlices(run, current, available, run.edits.blockSeats);
    if (!blocked.isOver) return { is: 'unfinished', leased: blocked.leased };
    current = blocked.leased;
  }
  return { is: 'withdrawn', leased: current };
}

/** A blocked seat is no conflict here: it is withdrawn already. */
const conflictsAmong = (seats: Seat[], now: number): Conflict[] =>
  seats.flatMap(seat => conflictOf(seat, now) ?? []).filter(({ reason }) => reason !== 'blocked');

export const availableSeats = (seats: Seat[], now: number): string[] =>
  seats.filter(seat => seatStatusAt(seat, now) === 'available').map(({ seatId }) => seatId);

async function withdrawFrom(run: EditRun, leased: Leased, area: Area, quantity: number): Promise<Withdrawn> {
  const { store, edits, timeLeft, by } = run;
  let current = leased;
  for (;;) {
    if (timeLeft() <= 0) return { is: 'unfinished', leased: current };
    const buckets = await store.readBuckets(current.eventId, [area]);
    const missing = quantity - withdrawnIn(buckets, current);
    if (missing <= 0) return { is: 'withdrawn', leased: current };
    const levels = buckets.map(bucket => ({ number: bucket.number, available: availableAt(bucket, by.at) }));
    if (levels.reduce((sum, { available }) => sum + available, 0) < missing) {
      // Places that were freed in one bucket while the next was read are nobody's reason to refuse.
      const after = await store.readBuckets(current.eventId, [area]);
      const most = availableAtMostBetween(buckets, after, by.at);
      if (most >= missing) continue;
      const sold = area.capacity - most - withdrawnIn(after, current);
      return { is: 'refused', leased: current, refusal: new Refusal('capacity-below-sold', { areaId: area.id, sold }) };
    }
    current = await edits.withdraw(current, area.id, chooseFullest(levels, missing), buckets, by);
  }
}

const withdrawnIn = (buckets: Bucket[], { job }: Leased): number =>
  buckets.flatMap(bucket => withdrawnBy(bucket, job.id)).reduce((sum, { quantity }) => sum + quantity, 0);

/** Consistent each by itself. */
export async function readSeats({ store, edits, facts }: EditRun, seatIds: string[]): Promise<Seat[]> {
  if (seatIds.length <= SEATS_NAMED_MAX) return edits.readSeatsById(facts.event.id, seatIds);
  const wanted = new Set(seatIds);
  const all = await store.readSeats(facts);
  return [...all.values()].filter(({ seatId }) => wanted.has(seatId));
}

/** Sells again what the edit kept from sale, and nothing else. */
export async function undoWithdrawal(run: EditRun, leased: Leased): Promise<{ leased: Leased; isOver: boolean }> {
  const { store, edits, facts, by } = run;
  const { seatIds, areas } = withdrawalOf(facts, leased.job.edit);
  const own = (await readSeats(run, seatIds)).filter(({ blockedBy }) => blockedBy === leased.job.id);
  const ownIds = own.map(({ seatId }) => seatId);
  const unblock = (before: Leased, some: string[]) => edits.unblockSeats(before, some, by, 'own');
  const { leased: current, isOver } = await inSlices(run, leased, ownIds, unblock);
  if (!isOver) return { leased: current, isOver };
  const areasChanged = areas.map(({ area }) => area);
  const buckets = await store.readBuckets(leased.eventId, areasChanged);
  return { leased: await edits.restore(current, buckets, by), isOver: true };
}

/** Changes seats, a step at a time, until all are changed or the time is up. */
export async function inSlices(
  { timeLeft, by }: EditRun,
  leased: Leased,
  seatIds: string[],
  change: (leased: Leased, some: string[], by: Origin) => Promise<Leased>,
): Promise<{ leased: Leased; isOver: boolean }> {
  let current = leased;
  for (let from = 0; from < seatIds.length; from += SEATS_PER_STEP_MAX) {
    if (timeLeft() <= 0) return { leased: current, isOver: false };
    current = await change(current, seatIds.slice(from, from + SEATS_PER_STEP_MAX), by);
  }
  return { leased: current, isOver: true };
}
