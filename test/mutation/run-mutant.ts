/** Runs the checks of one mutant, the expected one first, until one of them fails. */
import type { Ended } from './child.ts';
import { type Check, editsOf, type Mutant, nameOf, type RuleCheck } from './mutant.ts';
import { runSimulator, type Simulation } from './run-simulator.ts';
import { runTests } from './run-tests.ts';

/** The result of the checks of a mutant. */
export interface MutantResult {
  mutant: Mutant;
  /** The check that failed: a rule of the checker, or the full name of a test. Undefined if all passed. */
  caughtBy?: string;
  /** The expected check is the one that failed. */
  isExpected: boolean;
  /** Why a check could not be made. Then the result says nothing about the bug. */
  problem?: string;
  seconds: number;
}

/** The outcome of one check. */
type Said = { caughtBy: string; isOtherRule?: boolean } | { problem: string } | 'passed';

/** Runs one check with the edits of a mutant. */
export type RunCheck = (check: Check, mutant: Mutant) => Promise<Said>;

/** Tries the checks in their order. */
export async function runMutant(mutant: Mutant, runCheck: RunCheck = runCheckOf): Promise<MutantResult> {
  const began = performance.now();
  const result = (rest: Partial<MutantResult>): MutantResult => ({
    mutant,
    isExpected: false,
    ...rest,
    seconds: (performance.now() - began) / 1000,
  });
  for (const [i, check] of [...mutant.caughtBy, ...unnamed(mutant)].entries()) {
    const said = await runCheck(check, mutant);
    if (said === 'passed') continue;
    if ('problem' in said) return result(said);
    return result({ caughtBy: said.caughtBy, isExpected: i === 0 && said.isOtherRule !== true });
  }
  return result({});
}

/** The files of the named tests: another test of them may notice the bug. */
const unnamed = ({ caughtBy }: Mutant): Check[] =>
  caughtBy.flatMap(check => ('tests' in check && check.named !== undefined ? [{ tests: check.tests }] : []));

async function runCheckOf(check: Check, mutant: Mutant): Promise<Said> {
  const edits = editsOf(mutant);
  if ('rule' in check) {
    const simulation = await runSimulator(edits);
    const said = saidBy(check, mutant, simulation, brokenBy(check, simulation));
    return said !== 'passed' && 'caughtBy' in said
      ? { ...said, isOtherRule: !simulation.rules?.includes(check.rule) }
      : said;
  }
  const { failed, passed, ...ended } = await runTests(check, edits);
  if (failed.length + passed.length === 0 && !ended.isHanging) {
    return { problem: `${nameOf(check)}: no test ran. ${ended.output}` };
  }
  return saidBy(check, mutant, ended, failed[0] ?? '');
}

/** The rules that a seed breaks, the expected one first. */
function brokenBy({ rule }: RuleCheck, { rules = [], failedSeed }: Simulation): string {
  const first = rules.filter(broken => broken === rule);
  const named = [...first, ...rules.filter(broken => broken !== rule)].map(broken => `rule ${broken}`);
  return rules.length === 0 ? '' : `${named.join(', ')} (seed ${failedSeed})`;
}

/** `failed` names what failed; it is empty if nothing did. */
function saidBy(check: Check, mutant: Mutant, { code, isHanging, replaced, output }: Ended, failed: string): Said {
  const missing = editsOf(mutant).find(({ file }) => !replaced.includes(file));
  if (missing) return { problem: `${nameOf(check)}: ${missing.file} was not loaded. ${output}` };
  if (isHanging) return { caughtBy: `${nameOf(check)} (it did not end)` };
  if (failed !== '') return { caughtBy: failed };
  return code === 0 ? 'passed' : { problem: `${nameOf(check)}: it failed without a name. ${output}` };
}
