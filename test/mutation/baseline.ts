/** Runs the checks of the mutants on the code as it is: a check that fails there, or that has no test, shows nothing. */
import { type Check, type Mutant, nameOf, type TestCheck } from './mutant.ts';
import { runSimulator } from './run-simulator.ts';
import { ALL_PROJECTS, escaped, runVitest } from './run-tests.ts';

/** All tests of the lists together take longer than those of one mutant. */
const END_AFTER_MS = 15 * 60_000;

/** Returns one sentence for each check that cannot be used. */
export async function faultsOfChecks(mutants: readonly Mutant[]): Promise<string[]> {
  const checks = mutants.flatMap(({ caughtBy }) => caughtBy);
  const tests = checks.filter((check): check is TestCheck => 'tests' in check);
  const byProjects = Map.groupBy(tests, ({ projects = ALL_PROJECTS }) => projects.join());
  const faults = [...byProjects.values()].map(faultsOfTests);
  if (checks.some((check: Check) => 'rule' in check)) faults.push(faultsOfSimulator());
  return (await Promise.all(faults)).flat();
}

async function faultsOfTests(checks: TestCheck[]): Promise<string[]> {
  const files = [...new Set(checks.flatMap(({ tests }) => tests))];
  const projects = (checks[0]?.projects ?? ALL_PROJECTS).flatMap(name => ['--project', name]);
  const { failed, passed, code, output } = await runVitest(
    [...projects, ...onlyNamed(checks), ...files],
    [],
    END_AFTER_MS,
  );
  if (failed.length > 0) return failed.map(name => `${name}: fails without a seeded bug.`);
  if (code !== 0) return [`The tests fail without a seeded bug: ${output}`];
  return checks
    .filter(({ named }) => named !== undefined && !passed.some(name => name.startsWith(named)))
    .map(check => `${check.tests.join(', ')} has no test of this name: ${nameOf(check)}`);
}

/** If every check names its test, only these tests are run. */
const onlyNamed = (checks: TestCheck[]): string[] =>
  checks.some(({ named }) => named === undefined) ? [] : ['--testNamePattern', patternOf(checks)];

const patternOf = (checks: TestCheck[]): string => `^(?:${checks.map(({ named = '' }) => escaped(named)).join('|')})`;

async function faultsOfSimulator(): Promise<string[]> {
  const { code, output } = await runSimulator([]);
  return code === 0 ? [] : [`The simulator fails without a seeded bug: ${output}`];
}
