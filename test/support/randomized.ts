/**
 * Randomized tests: each run uses new seeds and prints the seed on failure. `SEED=n` repeats one run. `THOROUGH=1`
 * tries every case, which takes minutes.
 */

export const IS_THOROUGH = process.env.THOROUGH === '1';

/** Returns the first number in a usual run, and the second in a thorough run. */
export const runSize = (usually: number, thoroughly: number): number => (IS_THOROUGH ? thoroughly : usually);

/** Runs a test with the given number of seeds, or only with the seed from `SEED`. */
export async function forEachSeed(runs: number, file: string, run: (seed: number) => Promise<void>): Promise<void> {
  const first = Number(process.env.SEED ?? Date.now() % 1_000_000);
  for (let seed = first; seed < first + (process.env.SEED ? 1 : runs); seed++) {
    await run(seed).catch(error => {
      const command = `SEED=${seed} ${IS_THOROUGH ? 'THOROUGH=1 ' : ''}npx vitest run ${file}`;
      throw new Error(`seed ${seed} failed; repeat this run with: ${command}\n${error}`, { cause: error });
    });
  }
}

/** Returns all orders of some items. */
export function permutations<Item>(items: Item[]): Item[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item, i) => permutations(items.filter((_, j) => j !== i)).map(rest => [item, ...rest]));
}
