/**
 * A snapshot of all places of an event at one time, small enough to be shared: for each seat a byte for its status and a byte
 * for the time of its last change, and counts for areas. Seats are in the order of their layout, so a snapshot can be read
 * only with the facts that it was made from.
 */
import { hash } from 'node:crypto';
import { keptIn } from './blocks.ts';
import { availableAt, withdrawnFrom } from './buckets.ts';
import { countedPartsOf, typeCountersOf } from './counters.ts';
import { type SeatInLayout, seatedSections, seatsOf } from './layout.ts';
import {
  CHANGE_STEP_MS,
  CHANGES_REMEMBERED_MS,
  PLACES_AT_ONCE_MAX,
  SEAT_CHANGE_MARGIN_MS,
  SEAT_MAP_DIRECT_PLACES_MAX,
} from './limits.ts';
import type { Area, Bucket, EventFacts, Seat, SeatedSection } from './model.ts';
import { SEAT_STATUSES, type SeatStatus, seatStatusAt } from './seat-lifecycle.ts';

export type Counts = Record<SeatStatus, number>;

export interface SeatMapSnapshot {
  /** When (epoch ms) reading began: no status is older, and seats of holds that lapsed by then are available. */
  asOf: number;
  /** The version of the facts; another version may have other seats. */
  version: number;
  /** Identifies the seats and their order, see `layoutOf`, so that no seat is shown with the status of another one. */
  layout: string;
  /** The status of each seat, as its position in SEAT_STATUSES. */
  statuses: Uint8Array;
  /** For each seat the time until which it counts as changed, in steps; 0 if that is too long ago to be remembered. */
  changes: Uint8Array;
  /** The counts of each area, in the order of the event's areas, and then of each counter of a ticket type. */
  areas: Counts[];
  /** Since when (epoch ms) the event has had exactly these seats. */
  sameSince: number;
}

/** The rows of an event's places. */
export interface PlacesRead {
  seats: Map<string, Seat>;
  buckets: Bucket[];
  /** When (epoch ms) reading began. */
  asOf: number;
}

/** Whether an event is so small that reading its rows is cheaper than writing a shared snapshot. */
export const isReadDirectly = ({ event, sections }: EventFacts): boolean =>
  placesIn(sections) + bucketsIn(typeCountersOf(event)) <= SEAT_MAP_DIRECT_PLACES_MAX;

const bucketsIn = (counters: Area[]): number => counters.reduce((sum, { buckets }) => sum + buckets, 0);

const placesIn = (sections: EventFacts['sections']): number =>
  sections.reduce((sum, { capacity }) => sum + capacity, 0);

/** The seats of an event in the order of snapshots: by section, and by row as they are drawn. */
export interface Layout {
  sections: { section: SeatedSection; rows: LayoutOfRow[] }[];
  /** All seats in one list. */
  seats: SeatInLayout[];
  /** Identifies these seats in this order. */
  name: string;
}

export interface LayoutOfRow {
  row: string;
  /** For people. */
  name: string;
  seats: SeatInLayout[];
}

const layouts = new WeakMap<EventFacts, Layout>();

/** Computed once for each object of facts. */
export function layoutOf(facts: EventFacts): Layout {
  const layout = layouts.get(facts) ?? makeLayout(facts);
  layouts.set(facts, layout);
  return layout;
}

function makeLayout(facts: EventFacts): Layout {
  const sections = seatedSections(facts).map(section => {
    const rows = Map.groupBy(seatsOf(section), ({ row }) => row);
    return { section, rows: [...rows].map(([row, seats]) => ({ row, name: seats[0]?.rowName ?? row, seats })) };
  });
  const seats = sections.flatMap(({ rows }) => rows.flatMap(row => row.seats));
  const ids = [seats.map(({ seatId }) => seatId), countedPartsOf(facts).map(({ id }) => id)];
  return { sections, seats, name: hash('sha256', JSON.stringify(ids), 'base64url').slice(0, 16) };
}

/** Whether a snapshot was made from the same seats as these facts have. */
export const canBeReadWith = (snapshot: SeatMapSnapshot, facts: EventFacts): boolean =>
  snapshot.version === facts.event.version && snapshot.layout === layoutOf(facts).name;

/**
 * Makes a snapshot of the rows; `previous` is an earlier snapshot of the event, if one is known.
 *
 * A seat counts as changed until its `changedAt` plus a margin, because `changedAt` is the start of the request that changed
 * it. A lapsed hold changed its seat at the deadline. A seat that differs from the previous snapshot has changed by now.
 */
export function snapshotOf(
  facts: EventFacts,
  { seats, buckets, asOf }: PlacesRead,
  previous?: SeatMapSnapshot,
): SeatMapSnapshot {
  const { seats: inLayout, name } = layoutOf(facts);
  const before = previous && canBeReadWith(previous, facts) && previous.asOf <= asOf ? previous : undefined;
  // No place can be held while some of them are still being written.
  const isPrepared = facts.event.state !== 'preparing';
  const statuses = new Uint8Array(inLayout.length);
  const changes = new Uint8Array(inLayout.length);
  for (const [i, { seatId }] of inLayout.entries()) {
    const seat = isPrepared ? seats.get(seatId) : undefined;
    // A seat without a row cannot be held.
    const status = seat ? seatStatusAt(seat, asOf) : 'blocked';
    statuses[i] = SEAT_STATUSES.indexOf(status);
    const differs = before !== undefined && before.statuses[i] !== statuses[i];
    changes[i] = stepsTo(
      differs ? asOf : Math.max(changedUntil(seat, asOf), before ? rememberedUntil(before, i) : 0),
      asOf,
    );
  }
  return {
    asOf,
    version: facts.event.version,
    layout: name,
    statuses,
    changes,
    areas: countedPartsOf(facts).map(({ id, capacity }) => {
      const own = buckets.filter(({ areaId }) => areaId === id);
      return isPrepared ? countsOf(own, asOf) : { available: 0, held: 0, booked: 0, blocked: capacity };
    }),
    sameSince: before ? before.sameSince : sameSince(facts, asOf),
  };
}

function changedUntil(seat: Seat | undefined, asOf: number): number {
  if (!seat || seat.changedAt === 0) return 0;
  const deadline = seat.status === 'held' && seat.holdExpiresAt !== undefined ? seat.holdExpiresAt : 0;
  return Math.max(seat.changedAt + SEAT_CHANGE_MARGIN_MS, deadline <= asOf ? deadline : 0);
}

/** An event that was published by its request and never edited has always had these seats. Of other events this is unknown. */
const sameSince = ({ event, sections }: EventFacts, asOf: number): number =>
  event.version === 0 && placesIn(sections) <= PLACES_AT_ONCE_MAX ? 0 : asOf + SEAT_CHANGE_MARGIN_MS;

/**
 * Times of changes are kept in steps of absolute time, rounded up. So no change is forgotten early, and copying a time to the
 * next snapshot does not round it again. The last step means now and later.
 */
const STEPS = CHANGES_REMEMBERED_MS / CHANGE_STEP_MS;
const stepOf = (time: number): number => Math.ceil(time / CHANGE_STEP_MS);
const firstStep = ({ asOf }: Pick<SeatMapSnapshot, 'asOf'>): number => stepOf(asOf) - STEPS;
const stepsTo = (time: number, asOf: number): number =>
  Math.max(0, Math.min(stepOf(time), stepOf(asOf)) - firstStep({ asOf }));

function rememberedUntil(snapshot: SeatMapSnapshot, i: number): number {
  const steps = snapshot.changes[i] ?? 0;
  if (steps === 0) return 0;
  return Math.min((firstStep(snapshot) + steps) * CHANGE_STEP_MS, snapshot.asOf);
}

/**
 * The positions in the layout of all seats that have changed since `since`, and perhaps some others. Undefined if they are not
 * known, because `since` is too long ago, or the layout was different.
 */
export function changedSince(snapshot: SeatMapSnapshot, since: number): number[] | undefined {
  const first = firstStep(snapshot);
  if (since < snapshot.sameSince || since < first * CHANGE_STEP_MS) return undefined;
  const positions: number[] = [];
  for (const [i, steps] of snapshot.changes.entries()) {
    if (steps === STEPS || (steps > 0 && (first + steps) * CHANGE_STEP_MS > since)) positions.push(i);
  }
  return positions;
}

function countsOf(buckets: Bucket[], asOf: number): Counts {
  const counts: Counts = { available: 0, held: 0, booked: 0, blocked: 0 };
  for (const bucket of buckets) {
    const available = availableAt(bucket, asOf);
    const blocked = bucket.blocked + keptIn(bucket) + withdrawnFrom(bucket);
    counts.available += available;
    counts.booked += bucket.booked;
    counts.blocked += blocked;
    counts.held += bucket.capacity - available - bucket.booked - blocked;
  }
  return counts;
}

export const statusAt = ({ statuses }: SeatMapSnapshot, i: number): SeatStatus => {
  const status = SEAT_STATUSES[statuses[i] ?? Number.NaN];
  if (!status) throw new Error(`a snapshot of ${statuses.length} seats has none at ${i}`);
  return status;
};
