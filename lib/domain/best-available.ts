/**
 * Which seats to offer who asks for so many and does not say which. Pure, and only a proposal from a map that may be
 * old: the condition of each seat's write decides (P2).
 *
 * A block is so many adjacent seats of one row. Two neighbours whose attributes both say `position: 'aisle'` have an
 * aisle between them and are not adjacent; layouts say nothing else of aisles.
 *
 * What is near the middle of the front row is best. A block's distance from there is measured in seats, and a row counts
 * as two: √((2 × rows before it)² + (seats from its middle to the row's middle)²).
 */
import { type SeatInLayout, seatsOf } from './layout.ts';
import type { SeatedSection } from './model.ts';

/** In seats: blocks that are no farther than this behind the nearest are as good to a buyer. Five rows, or ten seats. */
export const NEAR_EQUAL_SEATS = 10;
/** A crowd is spread over as many blocks at least, however far they lie, where there are as many. */
export const CANDIDATES_MIN = 12;
const SEATS_PER_ROW_BACK = 2;

/** How many seats somebody wants, and whether they must be adjacent. */
export interface SeatsWish {
  quantity: number;
  adjacent: boolean;
}

/**
 * The ids of the seats to offer, or undefined: where there is no block of that many or, without `adjacent`, where fewer
 * seats are available.
 *
 * - Price comes first: the organizer lists the best sections first, and those of one price are equally good. A later
 *   price is considered only where no section of an earlier one has a block.
 * - Of the blocks of a price, those near the best are equally good (`NEAR_EQUAL_SEATS`; twice as far, and again, until
 *   there are `CANDIDATES_MIN`). Where any of these leaves no single seat over, one of those is taken.
 * - `random`, in [0, 1), chooses among them. They do not overlap, so buyers who see the same map meet only on the same
 *   one. `losses` says how often this buyer just lost a choice to others: each doubles how far the next may lie, and a
 *   few blocks that leave no single are not worth a second fight.
 * - Without `adjacent`, where there is no block, the fewest blocks that make up the quantity, the longest first.
 */
export function chooseBestAvailable(
  sections: SeatedSection[],
  isAvailable: (seatId: string) => boolean,
  { quantity, adjacent }: SeatsWish,
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

/** Seats of a row with no aisle between them, whoever has them; `middle` is the row's, counted from the first of them. */
interface Stretch {
  seatIds: string[];
  rowsBefore: number;
  middle: number;
}
/** Available seats of a stretch that no more can be added to. */
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

/** Taking the longest runs whole needs the fewest; the last block is only as long as what is still missing. */
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

/** One of the blocks that are as good as the best or, for a party that must be split, so many next to each other. */
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

/** Only a run of just one seat more has no place for a block that leaves no single over. */
const leavesSingle = (run: Run, quantity: number): boolean => run.length === quantity + 1;

/** Blocks that do not overlap, side by side from the one nearest the row's middle. */
function blocksIn(run: Run, quantity: number): Block[] {
  const { stretch, start, length } = run;
  const offsetMax = length - quantity;
  if (offsetMax < 0) return [];
  const ideal = Math.round(stretch.middle - start - (quantity - 1) / 2);
  const best = Math.min(Math.max(ideal, 0), offsetMax);
  // The two places in a run of one seat more overlap.
  const offsets = offsetMax === 1 ? [best] : offsetsOf(best % quantity, quantity, offsetMax);
  return offsets.map(offset => blockAt(run, start + offset, quantity));
}

/** Every `quantity` seats from the first; one that would leave a single at an end of the run is moved to that end. */
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

/** Made once for each section object that a cache keeps. */
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
  const starts = seats.flatMap((seat, i) => (i === 0 || (isAtAisle(seats[i - 1]) && isAtAisle(seat)) ? [i] : []));
  return starts.map((start, i) => ({
    seatIds: seats.slice(start, starts[i + 1]).map(({ seatId }) => seatId),
    rowsBefore,
    middle: (seats.length - 1) / 2 - start,
  }));
}

const isAtAisle = (seat: SeatInLayout | undefined): boolean => seat?.attributes?.position === 'aisle';
