/** Runs the simulator in a child process, on code that has the edits of a mutant. */
import { join } from 'node:path';
import { type Ended, runNode, withFolder } from './child.ts';
import type { Edit } from './mutant.ts';
import type { Simulated } from './simulate.ts';

const HOOK = join(import.meta.dirname, 'source-hook.ts');
const SIMULATE = join(import.meta.dirname, 'simulate.ts');
/** Each bug of a rule must be found within these seeds. */
const FIRST_SEED = 1;
const SEEDS_MAX = 300;

/** Without `rules` the process did not end with a result. */
export type Simulation = Ended & Partial<Simulated>;

/** Runs the seeds until one fails. */
export const runSimulator = (edits: readonly Edit[], seedsMax = SEEDS_MAX): Promise<Simulation> =>
  withFolder(async folder => {
    const args = ['--import', HOOK, SIMULATE, String(FIRST_SEED), String(seedsMax)];
    const ended = await runNode(args, edits, folder);
    const last = ended.output.trim().split('\n').at(-1) ?? '';
    return { ...ended, ...(ended.code === 0 && (JSON.parse(last) as Simulated)) };
  });
