/**
 * Puts on sale again the places that the closing of an event has blocked. Seats carry the id of the edit that closed it, so the
 * organizer's own blocks stay. In buckets the organizer's places are counted apart. Places that were given back after the closing
 * are available already. Version 0.5 did not store which edit closed an event: then its seats stay, and the organizer unblocks them.
 */
import type { LeasedEdit } from '../../domain/event-jobs.ts';
import type { BlockedSeat } from '../../ports/event-edits.ts';
import type { EditRun, Progress } from './edit-run.ts';
import { type Places, readPlaces } from './end-sales.ts';
import { changeInSteps } from './withdraw-places.ts';

/** Done when a pass finds no place that the closing has blocked. */
export async function reopenPlaces(run: EditRun, decided: LeasedEdit): Promise<Progress> {
  const { edits, timeLeft, by } = run;
  let current = decided;
  while (timeLeft() > 0) {
    const places = await readPlaces(run);
    const seats = seatsOfClosing(run, places);
    const buckets = places.buckets.filter(({ blocked }) => blocked > 0);
    if (seats.length + buckets.length === 0) return { leased: current, isDone: true };
    const unblocked = await changeInSteps(run, current, seats, edits.unblockSeats);
    if (!unblocked.isDone || timeLeft() <= 0) return { leased: unblocked.leased, isDone: false };
    current = await edits.unblockBuckets(unblocked.leased, buckets, by);
  }
  return { leased: current, isDone: false };
}

const seatsOfClosing = ({ facts: { event } }: EditRun, { seats }: Places): BlockedSeat[] =>
  seats.flatMap(({ seatId, status, blockedBy }) =>
    status === 'blocked' && blockedBy !== undefined && blockedBy === event.closedBy ? [{ seatId, blockedBy }] : [],
  );
