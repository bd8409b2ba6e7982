/**
 * Chooses among the blocks that are as good as the best one. In a rush the choice is random, so that buyers with the same map
 * seldom conflict; otherwise it is the block nearest to the middle of the front row, as a box office gives it.
 */
import { type Block, singlesLeftBy } from './seat-blocks.ts';

/**
 * The tolerance in seats: a block that is at most this much farther away than the nearest one is equally good. It
 * equals five rows, or ten seats.
 */
export const NEAR_EQUAL_SEATS = 10;
/** Buyers are spread over at least this many blocks, if there are as many, even if some of them are farther away. */
export const CANDIDATES_MIN = 12;
/** More than two, the number of single seats that a block can leave over. */
const FLAWS_OF_PARTED_COMPANIONS = 3;

/** One attempt of a buyer. */
export interface Attempt {
  /** In [0, 1). */
  random: number;
  /** The number of races lost before. */
  losses: number;
  /** Whether many others buy at the same time (see sales-rush.ts). A lost race has the same effect. */
  isRush: boolean;
}

/**
 * Chooses `count` blocks, or fewer if there are fewer. The candidates are near the nearest block: within `NEAR_EQUAL_SEATS`,
 * doubled by each loss, and again until there are `CANDIDATES_MIN`. Only candidates with the fewest flaws are chosen; after a loss
 * this holds only if there are `CANDIDATES_MIN` of them. Without a rush or a loss the nearest are chosen, otherwise random ones
 * that follow each other in the list.
 */
export function chooseAmong(blocks: Block[], count: number, { random, losses, isRush }: Attempt): Block[] {
  const near = nearestOf(blocks, NEAR_EQUAL_SEATS * 2 ** losses);
  const flaws = near.map(flawsOf);
  const fewest = flaws.reduce((least, count) => Math.min(least, count), Number.POSITIVE_INFINITY);
  const best = near.filter((_, i) => flaws[i] === fewest);
  const good = best.length >= (losses === 0 ? 1 : CANDIDATES_MIN) ? best : near;
  if (losses === 0 && !isRush) return nearestFirst(good, random).slice(0, count);
  const choices = Math.max(1, Math.floor(good.length / count));
  const chosen = Math.floor(random * choices) * count;
  return good.slice(chosen, chosen + count);
}

/** A single seat left over is a flaw. Companions without a wheelchair seat of their own are a greater one. */
export const flawsOf = (block: Block): number =>
  singlesLeftBy(block) + (block.partsCompanions ? FLAWS_OF_PARTED_COMPANIONS : 0);

/** Sorts blocks by distance. Those of the same distance begin with a random one. */
function nearestFirst(blocks: Block[], random: number): Block[] {
  const first = Math.floor(random * blocks.length);
  const rotated = [...blocks.slice(first), ...blocks.slice(0, first)];
  return rotated.sort((one, other) => one.distance - other.distance);
}

function nearestOf(blocks: Block[], reach: number): Block[] {
  const nearest = blocks.reduce((least, { distance }) => Math.min(least, distance), Number.POSITIVE_INFINITY);
  const near = blocks.filter(({ distance }) => distance <= nearest + reach);
  return near.length >= Math.min(CANDIDATES_MIN, blocks.length) ? near : nearestOf(blocks, reach * 2);
}
