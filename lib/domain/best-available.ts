/**
 * Chooses the best available seats for a buyer who names none. The result is a proposal from a seat map that may be old: the
 * condition of each seat's write decides (P2).
 *
 * A block is a group of adjacent seats in one row, without a gap or an aisle between them (see `startsRun` in layout.ts).
 *
 * The best block is nearest to the middle of the front row. Distances are measured in seats, and a row counts as two:
 * √((2 × rows before the block)² + (seats from its middle to the row's middle)²).
 */
import { type SeatInLayout, seatsOf } from './layout.ts';
import type { SeatedSection } from './model.ts';

/**
 * The tolerance in seats: a block that is at most this much farther away than the nearest one is equally good. It
 * equals five rows, or ten seats.
 */
export const NEAR_EQUAL_SEATS = 10;
/** Buyers are spread over at least this many blocks, if there are as many, even if some of them are farther away. */
export const CANDIDATES_MIN = 12;
const SEATS_PER_ROW_BACK = 2;

/** The number of seats, and whether they must be adjacent. */
export interface SeatsRequest {
  quantity: number;
  adjacent: boolean;
}

/**
 * Returns the ids of the proposed seats. Undefined if there is no block of `quantity` seats; without `adjacent`, if fewer
 * seats are available.
 *
 * - Price comes first. The organizer lists the best sections first, and sections of one price are equally good. A later price
 *   is considered only if no section of an earlier one has a block.
 * - Among the blocks of a price, those near the best one are equally good: within `NEAR_EQUAL_SEATS`, doubled until there are
 *   `CANDIDATES_MIN`. Blocks that leave no single seat over are preferred.
 * - `random`, in [0, 1), chooses among them. Blocks do not overlap, so buyers who see the same map conflict only if they
 *   choose the same block. `losses` counts the buyer's lost races: each doubles the distance of the next choice, and the
 *   preference for blocks that leave no single seat applies only while there are `CANDIDATES_MIN` of them.
 * - Without `adjacent`, if there is no block, the fewest blocks that have the quantity together, the longest first.
 */
export function chooseBestAvailable(
  sections: SeatedSection[],
  isAvailable: (seatId: string) => boolean,
  { quantity, adjacent }: SeatsRequest,
  random: number,
  losses = 0,
): string[] | undefined {
  const runsByPrice: Run[][] = [];
  for (const samePrice of Map.groupBy(sections, ({ price }) => price).values()) {
    const runs = samePrice.flatMap(section => runsOf(section, isAvailable));
    const [block] = chooseBlocks(runs, quantity, 1, random, losses);
    if (block) return seatIdsOf(block);
    runsByPrice.push(runs);
  }
  return adjacent ? undefined : fewestBlocks(runsByPrice, quantity, random, losses);
}

/** Seats of a row without an aisle between them, available or not. `middle` is the row's middle, counted from the first seat. */
interface Stretch {
  seatIds: string[];
  rowsBefore: number;
  middle: number;
}
/** A maximal group of adjacent available seats of a stretch. */
interface Run {
  stretch: Stretch;
  start: number;
  length: number;
}
interface Block extends Run {
  run: Run;
  distance: number;
}

const seatIdsOf = ({ stretch, start, length }: Block): string[] => stretch.seatIds.slice(start, start + length);

/** Takes the longest runs whole, which needs the fewest blocks. The last block has only the seats that are still missing. */
function fewestBlocks(runsByPrice: Run[][], quantity: number, random: number, losses: number): string[] | undefined {
  const seatIds: string[] = [];
  let left = runsByPrice;
  while (seatIds.length < quantity) {
    const missing = quantity - seatIds.length;
    const length = Math.min(missing, longestOf(left.flat()));
    if (length === 0) return undefined;
    const count = Math.floor(missing / length);
    const taken = firstFound(left, runs => chooseBlocks(runs, length, count, random, losses));
    seatIds.push(...taken.flatMap(seatIdsOf));
    const used = new Set(taken.map(({ run }) => run));
    left = left.map(runs => runs.filter(run => !used.has(run)));
  }
  return seatIds;
}

const longestOf = (runs: Run[]): number => runs.reduce((longest, { length }) => Math.max(longest, length), 0);

function firstFound(runsByPrice: Run[][], find: (runs: Run[]) => Block[]): Block[] {
  for (const runs of runsByPrice) {
    const found = find(runs);
    if (found.length > 0) return found;
  }
  return [];
}

/** Chooses among the blocks that are as good as the best one; with `count`, that many blocks next to each other. */
function chooseBlocks(runs: Run[], quantity: number, count: number, random: number, losses: number): Block[] {
  const blocks = runs.flatMap(run => blocksIn(run, quantity));
  const near = nearestOf(blocks, NEAR_EQUAL_SEATS * 2 ** losses);
  const leavingNoSingle = near.filter(({ run }) => !leavesSingle(run, quantity));
  const good = leavingNoSingle.length >= (losses === 0 ? 1 : CANDIDATES_MIN) ? leavingNoSingle : near;
  const choices = Math.max(1, Math.floor(good.length / count));
  const chosen = Math.floor(random * choices) * count;
  return good.slice(chosen, chosen + count);
}

function nearestOf(blocks: Block[], reach: number): Block[] {
  const nearest = blocks.reduce((least, { distance }) => Math.min(least, distance), Number.POSITIVE_INFINITY);
  const near = blocks.filter(({ distance }) => distance <= nearest + reach);
  return near.length >= Math.min(CANDIDATES_MIN, blocks.length) ? near : nearestOf(blocks, reach * 2);
}

/**
 * Whether every block of the run leaves a single seat over. It does only if the run has one seat more than the block.
 */
const leavesSingle = (run: Run, quantity: number): boolean => run.length === quantity + 1;

/** Divides a run into blocks that do not overlap, side by side from the one nearest to the row's middle. */
function blocksIn(run: Run, quantity: number): Block[] {
  const { stretch, start, length } = run;
  const offsetMax = length - quantity;
  if (offsetMax < 0) return [];
  const ideal = Math.round(stretch.middle - start - (quantity - 1) / 2);
  const best = Math.min(Math.max(ideal, 0), offsetMax);
  // A run with one seat more than the block has two possible blocks, and they overlap.
  const offsets = offsetMax === 1 ? [best] : offsetsOf(best % quantity, quantity, offsetMax);
  return offsets.map(offset => blockAt(run, start + offset, quantity));
}

/** The offsets of blocks, `quantity` apart. A block that would leave a single seat at an end of the run moves to that end. */
function offsetsOf(first: number, quantity: number, offsetMax: number): number[] {
  const offsets: number[] = [];
  let end = 0;
  for (let even = first; even <= offsetMax; even += quantity) {
    const offset = even === 1 ? 0 : even === offsetMax - 1 ? offsetMax : even;
    if (offset < end) continue;
    offsets.push(offset);
    end = offset + quantity;
  }
  return offsets;
}

function blockAt(run: Run, start: number, length: number): Block {
  const { stretch } = run;
  const back = SEATS_PER_ROW_BACK * stretch.rowsBefore;
  const aside = start + (length - 1) / 2 - stretch.middle;
  return { run, stretch, start, length, distance: Math.sqrt(back * back + aside * aside) };
}

function runsOf(section: SeatedSection, isAvailable: (seatId: string) => boolean): Run[] {
  const runs: Run[] = [];
  for (const stretch of stretchesOf(section)) {
    let start = 0;
    const endAt = (end: number): void => {
      if (end > start) runs.push({ stretch, start, length: end - start });
      start = end + 1;
    };
    stretch.seatIds.forEach((seatId, i) => {
      if (!isAvailable(seatId)) endAt(i);
    });
    endAt(stretch.seatIds.length);
  }
  return runs;
}

const stretchesBySection = new WeakMap<SeatedSection, Stretch[]>();

/** Computed once for each section object. */
function stretchesOf(section: SeatedSection): Stretch[] {
  let stretches = stretchesBySection.get(section);
  if (!stretches) {
    const rows = [...Map.groupBy(seatsOf(section), ({ row }) => row).values()];
    stretches = rows.flatMap(stretchesOfRow);
    stretchesBySection.set(section, stretches);
  }
  return stretches;
}

function stretchesOfRow(seats: SeatInLayout[], rowsBefore: number): Stretch[] {
  const starts = seats.flatMap(({ startsRun }, i) => (startsRun ? [i] : []));
  return starts.map((start, i) => ({
    seatIds: seats.slice(start, starts[i + 1]).map(({ seatId }) => seatId),
    rowsBefore,
    middle: (seats.length - 1) / 2 - start,
  }));
}
