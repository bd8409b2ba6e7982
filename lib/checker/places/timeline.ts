/** How many places are taken over time, from the intervals in which claims have them. */
import type { Taken } from './occupancy.ts';

export interface Timeline {
  /** The highest number between two times (epoch ms), both included. */
  highestBetween(from: number, to: number): number;
}

/** Ends are counted after everything else of the same time, so that the number is never too low. */
export function timelineOf(taken: Taken[]): Timeline {
  const changes = taken
    .flatMap(({ from, to, quantity }) => [
      { at: from, by: quantity },
      { at: to, by: -quantity },
    ])
    .sort((one, other) => one.at - other.at || other.by - one.by);
  const times = changes.map(({ at }) => at);
  let sum = 0;
  const levels = changes.map(({ by }) => (sum += by));
  return {
    highestBetween(from, to) {
      const first = firstAtOrAfter(times, from);
      let highest = levels[first - 1] ?? 0;
      for (let i = first; i < times.length && (times[i] as number) <= to; i++) {
        highest = Math.max(highest, levels[i] as number);
      }
      return highest;
    },
  };
}

/** The position of the first time that is not before `at`. */
function firstAtOrAfter(times: number[], at: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first time at which the shares have more places than the capacity, with the shares of that time. */
export function firstAbove<Share extends Taken>(
  shares: Share[],
  capacity: number,
): { at: number; live: Share[] } | undefined {
  const changes = shares
    .flatMap(({ from, to, quantity }) => [
      { at: from, by: quantity },
      { at: to, by: -quantity },
    ])
    .sort((one, other) => one.at - other.at || one.by - other.by);
  let sum = 0;
  for (const { at, by } of changes) {
    sum += by;
    if (sum > capacity) return { at, live: shares.filter(({ from, to }) => from <= at && at < to) };
  }
  return undefined;
}
