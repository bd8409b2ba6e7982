/**
 * Simulations of a venue keep every promise, for new seeds in each commit. `SEED=n` runs one seed, and
 * `npm run simulate` any number of them.
 */
import { describe, expect, it } from 'vitest';
import { formatCallHistory } from '../../lib/checker/call-history.ts';
import { runSeeds } from '../../lib/commands/simulate/run-seeds.ts';
import { runSimulation } from '../../lib/simulation/run-simulation.ts';
import { drawScenario } from '../../lib/simulation/scenario.ts';
import { FIRST_SEED } from '../support/first-seed.ts';

/** `npm run check` and CI run more of them, see lib/commands/check/steps.ts, and `npm run verify` many more. */
const SEEDS = Number(process.env.SIMULATION_SEEDS ?? 100);
const PART_SEEDS = Math.ceil(SEEDS / 2);
const WORKERS = 2;
/** Many times what a quiet machine needs: a slow one must not make a run red. */
const TIMEOUT_MS = 900_000;
const first = FIRST_SEED;
const count = process.env.SEED ? 1 : SEEDS;

describe('simulations of a venue', () => {
  it(
    `keep every promise for ${SEEDS} new seeds`,
    async () => {
      const { failed, seeds } = await runSeeds({ first, count, workers: WORKERS }, () => undefined);
      expect(failed, failed && `shorten the history with: npm run simulate -- --seeds 1 --seed ${failed.seed}`).toBe(
        undefined,
      );
      expect(seeds).toBe(count);
    },
    TIMEOUT_MS,
  );

  it(
    `in which most bookings are cancelled in parts keep every promise for ${PART_SEEDS} new seeds`,
    async () => {
      const seeds = { first, count: process.env.SEED ? 1 : PART_SEEDS, workers: WORKERS, focus: 'parts' as const };
      const { failed } = await runSeeds(seeds, () => undefined);
      const repeat = `npm run simulate -- --focus parts --seeds 1 --seed ${failed?.seed}`;
      expect(failed, `shorten the history with: ${repeat}`).toBe(undefined);
    },
    TIMEOUT_MS,
  );

  it(
    'repeat byte by byte for the same seed',
    async () => {
      for (const seed of [1, 2, 3, first]) {
        const runs = [await runSimulation(drawScenario(seed)), await runSimulation(drawScenario(seed))];
        const [one, other] = runs.map(({ history }) => formatCallHistory(history));
        expect(one).toBe(other);
      }
    },
    TIMEOUT_MS,
  );
});
