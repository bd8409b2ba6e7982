/** `npm run check`: runs every step of steps.ts, also after one has failed, and prints a line for each at the end. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say } from '../../cli/terminal.ts';
import { type Ended, endOnSignal, startNpm } from './run-npm.ts';
import { STEPS, type Step } from './steps.ts';
import { readReport, type TestCounts } from './test-report.ts';

export interface StepResult {
  step: Step;
  isPassed: boolean;
  seconds: number;
  /** Present for steps that run tests, with `--ci`. */
  tests?: TestCounts;
}

/** Sets the exit status to 1 if a step fails. */
export async function check({ ci }: { ci: boolean }): Promise<void> {
  const steps = STEPS.filter(({ isForCi }) => ci || !isForCi);
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-check-'));
  endOnSignal();
  try {
    const results = await runSteps(steps, ci ? { reports: folder } : {});
    for (const line of summaryOf(results)) say(line);
    if (ci) say(countsOf(results));
    if (results.some(({ isPassed }) => !isPassed)) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the steps in their order. With a folder for `reports`, also counts the tests. */
export async function runSteps(
  steps: readonly Step[],
  { reports, print = say }: { reports?: string; print?: (line: string) => void } = {},
): Promise<StepResult[]> {
  const start = (step: Step): Promise<Ended> => {
    const { isBeside, variables = {}, minutesMax } = step;
    const isQuiet = isBeside === true;
    return startNpm(argsOf(step, reports), { isQuiet, variables, ...(minutesMax !== undefined && { minutesMax }) });
  };
  const beside = new Map(steps.filter(({ isBeside }) => isBeside).map(step => [step, start(step)]));
  const results: StepResult[] = [];
  for (const step of steps) {
    print(`\n== ${step.name}: ${step.checks}`);
    const { code, seconds, output } = await (beside.get(step) ?? start(step));
    if (output) print(output);
    const tests = reports !== undefined && step.hasTests ? await readReport(reportOf(step, reports)) : undefined;
    results.push({ step, isPassed: code === 0, seconds, ...(tests && { tests }) });
  }
  return results;
}

function argsOf(step: Step, reports: string | undefined): string[] {
  if (reports === undefined || !step.hasTests) return [...step.npm];
  const separator = step.npm.includes('--') ? [] : ['--'];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportOf(step, reports)}`];
  return [...step.npm, ...separator, ...reporters];
}

const reportOf = ({ name }: Step, folder: string): string => join(folder, `${name.replace(/\W/g, '-')}.json`);

/** The failures of each step, one line for each step, and one for all. */
export function summaryOf(results: readonly StepResult[]): string[] {
  const width = Math.max(...results.map(({ step }) => step.name.length));
  const failed = results.filter(({ isPassed }) => !isPassed).map(({ step }) => step.name);
  return [
    ...results.flatMap(({ step, tests }) => (tests?.failures ?? []).map(failure => `failed  ${step.name}: ${failure}`)),
    '',
    ...results.map(({ step, isPassed, seconds }) => {
      const time = `${Math.round(seconds)} s`.padStart(6);
      return `${isPassed ? 'passed' : 'FAILED'}  ${step.name.padEnd(width)}  ${time}  ${step.checks}`;
    }),
    failed.length === 0
      ? `All ${results.length} steps passed.`
      : `${failed.length} of ${results.length} steps failed: ${failed.join(', ')}.`,
  ];
}

/** `N passed, N failed`: the tests. A step that failed without a failed test counts as one failed. */
export function countsOf(results: readonly StepResult[]): string {
  const passed = results.reduce((sum, { tests }) => sum + (tests?.passed ?? 0), 0);
  const failed = results.reduce((sum, { isPassed, tests }) => sum + Math.max(tests?.failed ?? 0, isPassed ? 0 : 1), 0);
  return `${passed} passed, ${failed} failed`;
}
