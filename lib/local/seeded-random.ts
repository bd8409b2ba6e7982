/** A random generator (mulberry32) of numbers in [0, 1) that repeats its sequence for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SEEDS = 2 ** 32;

/** Returns a function that draws seeds of further generators from one seed. */
export function seedsFrom(seed: number): () => number {
  const random = seeded(seed);
  return () => Math.floor(random() * SEEDS);
}
