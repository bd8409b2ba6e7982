/**
 * Every place of an event at one time, small enough to be shared by all who read: a byte for each seat's status, a byte for
 * when it last changed, and sums for areas. Seats stand in the order of their layout, so a snapshot can only be read
 * together with the facts that it was made from. Pure.
 */
import { hash } from 'node:crypto';
import { availableAt, withdrawnFrom } from './buckets.ts';
import { areasOf, type SeatInLayout, seatedSections, seatsOf } from './layout.ts';
import {
  CHANGE_STEP_MS,
  CHANGES_REMEMBERED_MS,
  PLACES_AT_ONCE_MAX,
  SEAT_CHANGE_MARGIN_MS,
  SEAT_MAP_DIRECT_PLACES_MAX,
} from './limits.ts';
import type { Bucket, EventFacts, Seat, SeatedSection } from './model.ts';
import { SEAT_STATUSES, type SeatStatus, seatStatusAt } from './seat-lifecycle.ts';

export type Counts = Record<SeatStatus, number>;

export interface SeatMapSnapshot {
  /** Epoch ms at which reading of the rows began: all of it is at least this new, and what lapsed by then is available. */
  asOf: number;
  /** Of the facts that it was made from; another version may have other seats. */
  version: number;
  /** Names the seats and their order, see `layoutOf`: nobody's status is ever shown as somebody else's. */
  layout: string;
  /** For each seat its position in SEAT_STATUSES. */
  statuses: Uint8Array;
  /** For each seat until when it counts as changed, in steps; 0 where that is longer ago than is remembered. */
  changes: Uint8Array;
  /** In the order of the event's areas. */
  areas: Counts[];
  /** Whoever saw the event at this time or later saw these very seats (epoch ms). */
  sameSince: number;
}

/** What was read of an event's places. */
export interface PlacesRead {
  seats: Map<string, Seat>;
  buckets: Bucket[];
  /** When reading began. */
  asOf: number;
}

/** Whether reading an event's rows costs so little that sharing what was read is not worth its writes. */
export const isReadDirectly = ({ sections }: EventFacts): boolean => placesIn(sections) <= SEAT_MAP_DIRECT_PLACES_MAX;

const placesIn = (sections: EventFacts['sections']): number =>
  sections.reduce((sum, { capacity }) => sum + capacity, 0);

/** The seats of an event in the order of snapshots: section after section, row after row. */
export interface Layout {
  sections: { section: SeatedSection; rows: { row: string; seats: SeatInLayout[] }[] }[];
  /** All of them in a line. */
  seats: SeatInLayout[];
  /** Stands for these seats in this order. */
  name: string;
}

const layouts = new WeakMap<EventFacts, Layout>();

/** Made once for each object of facts that a cache keeps. */
export function layoutOf(facts: EventFacts): Layout {
  const layout = layouts.get(facts) ?? makeLayout(facts);
  layouts.set(facts, layout);
  return layout;
}

function makeLayout(facts: EventFacts): Layout {
  const sections = seatedSections(facts).map(section => {
    const rows = Map.groupBy(seatsOf(section), ({ row }) => row);
    return { section, rows: [...rows].map(([row, seats]) => ({ row, seats })) };
  });
  const seats = sections.flatMap(({ rows }) => rows.flatMap(row => row.seats));
  const ids = [seats.map(({ seatId }) => seatId), areasOf(facts).map(({ id }) => id)];
  return { sections, seats, name: hash('sha256', JSON.stringify(ids), 'base64url').slice(0, 16) };
}

/** Whether these facts say which seat is which in the snapshot. */
export const canBeReadWith = (snapshot: SeatMapSnapshot, facts: EventFacts): boolean =>
  snapshot.version === facts.event.version && snapshot.layout === layoutOf(facts).name;

/**
 * The snapshot of what was read; `previous` is an earlier one of the event, where one is known.
 *
 * A seat counts as changed until its `changedAt` and a margin, for that is when the request began which changed it; a
 * hold that lapsed changed its seat at its deadline; and what differs from the previous snapshot has changed by now.
 */
export function snapshotOf(
  facts: EventFacts,
  { seats, buckets, asOf }: PlacesRead,
  previous?: SeatMapSnapshot,
): SeatMapSnapshot {
  const { seats: inLayout, name } = layoutOf(facts);
  const before = previous && canBeReadWith(previous, facts) && previous.asOf <= asOf ? previous : undefined;
  // As long as some of its places are still to come, none can be had.
  const isPrepared = facts.event.state !== 'preparing';
  const statuses = new Uint8Array(inLayout.length);
  const changes = new Uint8Array(inLayout.length);
  for (const [i, { seatId }] of inLayout.entries()) {
    const seat = isPrepared ? seats.get(seatId) : undefined;
    // A seat without a row cannot be had.
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
    areas: areasOf(facts).map(({ id, capacity }) => {
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

/** An event that was published at once and never edited has had these seats always; of any other, nobody knows that. */
const sameSince = ({ event, sections }: EventFacts, asOf: number): number =>
  event.version === 0 && placesIn(sections) <= PLACES_AT_ONCE_MAX ? 0 : asOf + SEAT_CHANGE_MARGIN_MS;

/**
 * Times of changes are kept in steps of absolute time, rounded up, so that nothing is forgotten early and carrying them
 * from one snapshot to the next rounds them only once. The last step stands for now and whatever comes after it.
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
 * The seats that may have changed since the caller's map, as of that time, by their position in the layout: none of those
 * that did is missing. Undefined where that is not known: longer ago than is remembered, or in another layout.
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
    const blocked = bucket.blocked + withdrawnFrom(bucket);
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
