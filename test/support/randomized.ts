/**
 * Randomized tests: each commit uses new seeds (first-seed.ts), and a run prints the seed on failure. `SEED=n` repeats one run. On the embedded engine
 * a run tries every case and more seeds. On DynamoDB Local it tries some of the cases, or with `THOROUGH=1` all, which takes
 * minutes.
 */
import { inject } from 'vitest';
import { FIRST_SEED } from './first-seed.ts';

const isEmbedded = inject('engine') !== 'dynamodb-local';
export const IS_THOROUGH = isEmbedded || process.env.THOROUGH === '1';

/** Returns the first number for a usual run on DynamoDB Local, and the second for every other run. */
export const runSize = (few: number, all: number): number => (IS_THOROUGH ? all : few);

/** The factor for the number of seeds on the embedded engine, which takes a tenth of the time. */
const SEEDS_ON_ENGINE = 2;

/**
 * Runs a test with the given number of seeds, on the embedded engine with twice as many. With `SEED` it runs only that
 * seed.
 */
export async function forEachSeed(runs: number, file: string, run: (seed: number) => Promise<void>): Promise<void> {
  const count = process.env.SEED ? 1 : runs * (isEmbedded ? SEEDS_ON_ENGINE : 1);
  for (let seed = FIRST_SEED; seed < FIRST_SEED + count; seed++) {
    await run(seed).catch(error => {
      throw new Error(`seed ${seed} failed; repeat this run with: ${commandOf(seed, file)}\n${error}`, {
        cause: error,
      });
    });
  }
}

function commandOf(seed: number, file: string): string {
  const thorough = process.env.THOROUGH === '1' ? 'THOROUGH=1 ' : '';
  return `SEED=${seed} ${thorough}npx vitest run --project ${isEmbedded ? '!' : ''}dynamodb-local ${file}`;
}

/** Returns all orders of some items. */
export function permutations<Item>(items: Item[]): Item[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item, i) => permutations(items.filter((_, j) => j !== i)).map(rest => [item, ...rest]));
}
