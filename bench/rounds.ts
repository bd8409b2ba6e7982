/** Rounds of a measurement: up to the requested number, within the time limit. */

/** Yields numbers from 0, at least `min` of them on any machine: a single round says nothing about its noise. */
export function* rounds({ min = 2, max, forMs }: { min?: number; max: number; forMs: number }): Generator<number> {
  const began = performance.now();
  for (let round = 0; round < max; round++) {
    if (round >= min && performance.now() - began > forMs) return;
    yield round;
  }
}
