/** Runs the simulator in a child process, on code that has the edits of a mutant. */
import { join } from 'node:path';
import { RULES, type RuleName } from '../../lib/checker/rules.ts';
import { type Ended, runNode, withFolder } from './child.ts';
import type { Edit } from './mutant.ts';
import { ROOT } from './replace-source.ts';

const HOOK = join(import.meta.dirname, 'source-hook.ts');
const COMMAND_LINE = join(ROOT, 'bin/holdfast.ts');
/** The first seed of the gate, and how many seeds may find the bug of one mutant. */
export const FIRST_SEED = 1;
export const SEEDS = 400;

export interface Simulation extends Ended {
  /** The rules that the output names; none if all seeds passed. */
  broken: RuleName[];
}

/** Runs the seeds until one fails. */
export const runSimulator = (edits: readonly Edit[]): Promise<Simulation> =>
  withFolder(async folder => {
    const args = ['simulate', '--seeds', String(SEEDS), '--seed', String(FIRST_SEED), '--quiet'];
    const ended = await runNode(['--import', HOOK, COMMAND_LINE, ...args], edits, folder);
    return { ...ended, broken: ended.code === 0 ? [] : rulesIn(ended.output) };
  });

/** The rules that a text names, in the order of the checker's list. */
export const rulesIn = (text: string): RuleName[] =>
  (Object.keys(RULES) as RuleName[]).filter(rule => new RegExp(`(?<![\\w-])${rule}(?![\\w-])`).test(text));
