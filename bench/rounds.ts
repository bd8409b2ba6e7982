/** Rounds of a measurement: as many as are wanted, as far as the time for them goes. */

/** Numbers from 0; the second always comes, for one round alone says nothing of its noise. */
export function* rounds({ max, forMs }: { max: number; forMs: number }): Generator<number> {
  const began = performance.now();
  for (let round = 0; round < max; round++) {
    if (round > 1 && performance.now() - began > forMs) return;
    yield round;
  }
}
