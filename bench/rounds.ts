/** Rounds of a measurement: as many as are wanted, as far as the time for them goes. */

/** Numbers from 0. However busy the machine is, `min` of them come: one round alone says nothing of its noise. */
export function* rounds({ min = 2, max, forMs }: { min?: number; max: number; forMs: number }): Generator<number> {
  const began = performance.now();
  for (let round = 0; round < max; round++) {
    if (round >= min && performance.now() - began > forMs) return;
    yield round;
  }
}
