/**
 * The child process of the gate that runs the simulator: seeds until one fails. It prints one line of JSON, and does not look
 * for a shorter history, which takes longer than finding the bug.
 */
import { runSeeds } from '../../lib/commands/simulate/run-seeds.ts';

const [first, count] = process.argv.slice(2).map(Number) as [number, number];

/** `rules` are those that the first failing seed breaks. */
export interface Simulated {
  seeds: number;
  failedSeed?: number;
  rules: string[];
}

const { seeds, failed } = await runSeeds({ first, count, workers: 1 }, () => undefined);
const result: Simulated = {
  seeds,
  ...(failed && { failedSeed: failed.seed }),
  rules: [...new Set(failed?.findings.map(({ rule }) => rule))],
};
process.stdout.write(`\n${JSON.stringify(result)}\n`);
