/**
 * Brings places in line with a decided edit, which only goes forward: areas get their capacity and their blocked places, counters of
 * ticket types get their maximum, and the organizer becomes the owner of the seats that the edit has blocked. Each step is computed from the rows as they are, so
 * that any function can continue after a crash.
 */
import { chooseKept, nextResize } from '../../domain/area-resize.ts';
import { isKeptAt, isOrganizersBlock, ORGANIZER } from '../../domain/blocks.ts';
import { typeCountersOf } from '../../domain/counters.ts';
import { type EventEdit, keptAfter } from '../../domain/event-edits.ts';
import type { LeasedEdit } from '../../domain/event-jobs.ts';
import { areasOf } from '../../domain/layout.ts';
import type { Area, EventFacts, Seat } from '../../domain/model.ts';
import type { BlockedSeat } from '../../ports/event-edits.ts';
import type { EditRun, Progress } from './edit-run.ts';
import { changeInSteps } from './withdraw-places.ts';

export async function settlePlaces(run: EditRun, decided: LeasedEdit): Promise<Progress> {
  const { facts, timeLeft } = run;
  const { edit } = decided.job;
  let current = decided;
  for (const area of areasToSettle(facts, edit)) {
    if (timeLeft() <= 0) return { leased: current, isDone: false };
    current = await resizeArea(run, current, area);
  }
  const kept = await keepSeats(run, current);
  return kept.isDone ? unblockSeats(run, kept.leased) : kept;
}

/** The areas that the edit changes, and the counters of ticket types if it changes prices. A counter that is new has no buckets yet. */
const areasToSettle = (facts: EventFacts, edit: EventEdit): Area[] => [
  ...areasOf(facts).filter(({ id }) => changesPlaces(edit, id)),
  ...(edit.facts.prices === undefined ? [] : typeCountersOf(facts.event)),
];

const changesPlaces = ({ sections, addSections }: EventEdit, id: string): boolean =>
  sections.some(section => section.id === id && (section.capacity ?? section.blocked) !== undefined) ||
  addSections.some(section => section.id === id);

/** Ends the withdrawals of this job, then changes the buckets until together they have the area's capacity and blocked places. */
async function resizeArea({ store, edits, by }: EditRun, leased: LeasedEdit, area: Area): Promise<LeasedEdit> {
  const { id: jobId, edit } = leased.job;
  const read = () => store.readBuckets(leased.eventId, [area]);
  const kept = keptAfter(edit, area.id);
  let there = await read();
  let current = leased;
  if (kept !== undefined) {
    current = await edits.keep(current, chooseKept(there, jobId, kept), by);
    there = await read();
  }
  current = await edits.shrink(current, there, by);
  for (;;) {
    there = await read();
    const change = nextResize(there, area, kept);
    if (!change) return current;
    current = await edits.resize(current, area.id, change, there, by);
  }
}

/** Makes the organizer the owner of the seats that the edit names, also of those that an edit of an earlier version blocked. */
function keepSeats(run: EditRun, leased: LeasedEdit): Promise<Progress> {
  const { id: jobId, edit } = leased.job;
  const isToBeKept = (seat: BlockedSeat & { note?: string }): boolean =>
    seat.blockedBy === ORGANIZER
      ? edit.blockNote !== undefined && seat.note !== edit.blockNote
      : seat.blockedBy === jobId || isOrganizersBlock(seat, run.facts.event);
  return changeAll(run, leased, edit.blockSeats, isToBeKept, run.edits.keepSeats);
}

/** Puts on sale the seats that the organizer has blocked. */
function unblockSeats(run: EditRun, leased: LeasedEdit): Promise<Progress> {
  const isOwn = (seat: Seat): boolean => isOrganizersBlock(seat, run.facts.event);
  return changeAll(run, leased, leased.job.edit.unblockSeats, isOwn, run.edits.unblockSeats);
}

/**
 * Changes the blocked seats for which `isToBeChanged` is true, until none is left: a migration may change an owner meanwhile. A seat of a
 * lapsed hold that had unlocked it is given back to its block first. A seat that a live hold or a booking has unlocked is left as it is.
 */
async function changeAll(
  run: EditRun,
  leased: LeasedEdit,
  seatIds: string[],
  isToBeChanged: (seat: BlockedSeat & Seat) => boolean,
  change: (leased: LeasedEdit, seats: BlockedSeat[], by: EditRun['by']) => Promise<LeasedEdit>,
): Promise<Progress> {
  let current = leased;
  for (;;) {
    const seats = seatIds.length > 0 ? await run.edits.readSeatsById(leased.eventId, seatIds) : [];
    const lapsed = seats.filter(seat => !isBlocked(seat) && isKeptAt(seat, run.by.at)).map(({ seatId }) => seatId);
    const left = seats.filter(isBlocked).filter(isToBeChanged);
    if (lapsed.length + left.length === 0) return { leased: current, isDone: true };
    const restored = await changeInSteps(run, current, lapsed, run.edits.restoreBlocks);
    if (!restored.isDone) return restored;
    const changed = await changeInSteps(run, restored.leased, left, change);
    if (!changed.isDone) return changed;
    current = changed.leased;
  }
}

const isBlocked = (seat: Seat): seat is BlockedSeat & Seat => seat.status === 'blocked' && seat.blockedBy !== undefined;
