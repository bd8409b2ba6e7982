/**
 * Blocks of neighbouring seats that are available. A stretch is a part of a row without a gap or an aisle in it (see
 * `startsRun` in layout.ts). A run is a group of neighbouring seats of a stretch that fit one request.
 */
import { type SeatInLayout, seatsOf } from './layout.ts';
import type { Access, Attributes, SeatedSection } from './model.ts';

const SEATS_PER_ROW_BACK = 2;

export interface Stretch {
  seatIds: string[];
  access: (Access | undefined)[];
  attributes: (Attributes | undefined)[];
  /** The attributes of the section. A seat's own attributes take precedence. */
  ofSection: Attributes | undefined;
  rowsBefore: number;
  /** The middle of the whole row as listed, counted in seats from the first seat of the stretch. */
  middle: number;
  hasAccessSeats: boolean;
}
/** A stretch, with the availability of each seat. */
export interface SeenStretch {
  stretch: Stretch;
  isFree: boolean[];
}
/** A maximal group of neighbours that fit a request. */
export interface Run {
  seen: SeenStretch;
  start: number;
  length: number;
}
/** Neighbours that are proposed together. `distance` is counted in seats from the middle of the front row. */
export interface Block extends Run {
  distance: number;
  /** Whether companions have no wheelchair seat of their own, although there are enough wheelchair seats. */
  partsCompanions?: boolean;
}

export const seatIdsOf = ({ seen, start, length }: Block): string[] =>
  seen.stretch.seatIds.slice(start, start + length);

export const seenStretchesOf = (section: SeatedSection, isAvailable: (seatId: string) => boolean): SeenStretch[] =>
  stretchesOf(section).map(stretch => ({ stretch, isFree: stretch.seatIds.map(isAvailable) }));

/** Returns a test of one seat: whether it has all of these attributes, itself or by its section. */
export function attributesTest(wanted: Attributes | undefined): (stretch: Stretch, seat: number) => boolean {
  const pairs = Object.entries(wanted ?? {});
  if (pairs.length === 0) return () => true;
  return ({ attributes, ofSection }, seat) =>
    pairs.every(([name, value]) => (attributes[seat]?.[name] ?? ofSection?.[name]) === value);
}

/** The runs of ordinary seats. A wheelchair or companion seat separates the seats beside it. */
export function runsIn(seen: SeenStretch, fits: (stretch: Stretch, seat: number) => boolean): Run[] {
  const { stretch, isFree } = seen;
  const runs: Run[] = [];
  let start = 0;
  for (let seat = 0; seat <= isFree.length; seat++) {
    if (isFree[seat] && stretch.access[seat] === undefined && fits(stretch, seat)) continue;
    if (seat > start) runs.push({ seen, start, length: seat - start });
    start = seat + 1;
  }
  return runs;
}

/**
 * Divides a run into blocks that do not overlap, side by side from the best one. A block that would leave a single seat over
 * at an end of the run moves to that end.
 */
export function blocksIn(run: Run, quantity: number): Block[] {
  const last = run.start + run.length - quantity;
  if (last < run.start) return [];
  const best = bestBlockIn(run, quantity);
  const blocks: Block[] = [];
  for (let start = run.start + ((best.start - run.start) % quantity); start <= last; start += quantity) {
    blocks.push(start === best.start ? best : atEndOf(run, blockAt(run.seen, start, quantity)));
  }
  return blocks;
}

function atEndOf({ seen, start, length }: Run, block: Block): Block {
  const last = start + length - block.length;
  const end = block.start === start + 1 ? start : block.start === last - 1 ? last : undefined;
  // Blocks of one seat fill the run, so a moved block would overlap another one.
  if (end === undefined || block.length === 1 || singlesLeftBy(block) === 0) return block;
  const moved = blockAt(seen, end, block.length);
  return singlesLeftBy(moved) === 0 ? moved : block;
}

/** The block that leaves the fewest single seats over, and of these the one nearest to the middle of the row. */
export function bestBlockIn({ seen, start, length }: Run, quantity: number): Block {
  const last = start + length - quantity;
  const middle = Math.round(seen.stretch.middle - (quantity - 1) / 2);
  const nearest = Math.min(Math.max(middle, start), last);
  let best = blockAt(seen, nearest, quantity);
  // At most one start at each end of the run leaves a single seat over, so the best one is at most two seats away.
  for (let away = 1; away <= 2 && singlesLeftBy(best) > 0; away++) {
    for (const moved of [nearest - away, nearest + away]) {
      if (moved < start || moved > last) continue;
      const block = blockAt(seen, moved, quantity);
      if (isBetter(block, best)) best = block;
    }
  }
  return best;
}

function isBetter(one: Block, other: Block): boolean {
  const [fewer, more] = [singlesLeftBy(one), singlesLeftBy(other)];
  return fewer < more || (fewer === more && one.distance < other.distance);
}

export function blockAt(seen: SeenStretch, start: number, length: number): Block {
  const back = SEATS_PER_ROW_BACK * seen.stretch.rowsBefore;
  const aside = start + (length - 1) / 2 - seen.stretch.middle;
  return { seen, start, length, distance: Math.sqrt(back * back + aside * aside) };
}

/**
 * Counts the available seats that the block leaves single: they have an available partner beside them now, but not once it is taken.
 * Ordinary seats are partners of each other, and wheelchair seats are partners of companion seats.
 */
export const singlesLeftBy = ({ seen, start, length }: Block): number =>
  Number(isLeftSingle(seen, start - 1, -1)) + Number(isLeftSingle(seen, start + length, 1));

/** Whether this seat beside a block has a partner in the block, and none on its other side. */
const isLeftSingle = ({ stretch, isFree }: SeenStretch, seat: number, away: 1 | -1): boolean =>
  isFree[seat] === true &&
  arePartners(stretch, seat, seat - away) &&
  !(isFree[seat + away] === true && arePartners(stretch, seat, seat + away));

function arePartners({ access }: Stretch, one: number, other: number): boolean {
  const [first, second] = [access[one], access[other]];
  return first === undefined || second === undefined ? first === second : first !== second;
}

const stretchesBySection = new WeakMap<SeatedSection, Stretch[]>();

/** Computed once for each section object. */
export function stretchesOf(section: SeatedSection): Stretch[] {
  let stretches = stretchesBySection.get(section);
  if (!stretches) {
    const rows = [...Map.groupBy(seatsOf(section), ({ row }) => row).values()];
    stretches = rows.flatMap((seats, rowsBefore) => stretchesOfRow(section, seats, rowsBefore));
    stretchesBySection.set(section, stretches);
  }
  return stretches;
}

function stretchesOfRow(section: SeatedSection, row: SeatInLayout[], rowsBefore: number): Stretch[] {
  const starts = row.flatMap(({ startsRun }, i) => (startsRun ? [i] : []));
  return starts.map((start, i) => {
    const seats = row.slice(start, starts[i + 1]);
    const access = seats.map(seat => seat.access);
    return {
      seatIds: seats.map(({ seatId }) => seatId),
      access,
      attributes: seats.map(({ attributes }) => attributes),
      ofSection: section.attributes,
      rowsBefore,
      middle: (row.length - 1) / 2 - start,
      hasAccessSeats: access.some(kind => kind !== undefined),
    };
  });
}
