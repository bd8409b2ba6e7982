/**
 * Tests of chance: another part of what may happen in every run, told by its seed when it fails. `SEED=n` lives one
 * again; `THOROUGH=1` tries all that there is, in sizes that take minutes.
 */

export const IS_THOROUGH = process.env.THOROUGH === '1';

/** How many, or of how many one: in every run, or when all is to be tried. */
export const runSize = (usually: number, thoroughly: number): number => (IS_THOROUGH ? thoroughly : usually);

/** Lives so many seeds, or the one that is asked for. */
export async function forEachSeed(runs: number, file: string, live: (seed: number) => Promise<void>): Promise<void> {
  const first = Number(process.env.SEED ?? Date.now() % 1_000_000);
  for (let seed = first; seed < first + (process.env.SEED ? 1 : runs); seed++) {
    await live(seed).catch(error => {
      const how = `SEED=${seed} ${IS_THOROUGH ? 'THOROUGH=1 ' : ''}npx vitest run --project table ${file}`;
      throw new Error(`seed ${seed} failed; the same choices again, by: ${how}\n${error}`, { cause: error });
    });
  }
}

/** Every order of some items. */
export function permutations<Item>(items: Item[]): Item[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item, i) => permutations(items.filter((_, j) => j !== i)).map(rest => [item, ...rest]));
}
