/** The table of `npm run verify`: each promise with the checks that cover it, and their results. Pure. */
import Table from 'cli-table3';
import { PROMISE_NAMES, PROMISES, type PromiseName } from './promises.ts';
import type { Check } from './steps.ts';

/** `not run` counts neither for a promise nor against it. */
export type Result = 'passed' | 'failed' | 'not run';

/** The checks of a step, with the result of each. */
export interface StepChecks {
  step: string;
  checks: readonly (Check & { result: Result })[];
  /** Why checks were not run: `needs Java 17`. */
  because?: string;
}

/** A promise is kept if at least one check was run for it, and each of those passed. */
export function standingOf(promise: PromiseName, steps: readonly StepChecks[]): 'kept' | 'BROKEN' | 'NO CHECK' {
  const results = steps.flatMap(step => checksOf(promise, step)).map(({ result }) => result);
  if (results.includes('failed')) return 'BROKEN';
  return results.includes('passed') ? 'kept' : 'NO CHECK';
}

const checksOf = (promise: PromiseName, { checks }: StepChecks) =>
  checks.filter(({ promises }) => promises.includes(promise));

/** One row for each promise, and one column for each step. */
export function promiseTable(steps: readonly StepChecks[]): string {
  const table = new Table({
    head: ['', 'promise', ...steps.map(({ step }) => step), ''],
    colWidths: [5, 42, ...steps.map(({ step }) => Math.max(step.length + 2, 13)), 10],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const promise of PROMISE_NAMES) {
    const cells = steps.map(step => cellOf(promise, step));
    table.push([promise, PROMISES[promise], ...cells, standingOf(promise, steps)]);
  }
  return table.toString();
}

function cellOf(promise: PromiseName, step: StepChecks): string {
  const checks = checksOf(promise, step);
  if (checks.length === 0) return '';
  if (checks.some(({ result }) => result === 'failed')) return 'FAILED';
  const passed = checks.filter(({ result }) => result === 'passed').length;
  if (passed === 0) return `not run${step.because === undefined ? '' : `: ${step.because}`}`;
  return passed === 1 ? 'passed' : `${passed} passed`;
}

/** The checks that failed or were not run, and one sentence on all promises. */
export function sumOf(steps: readonly StepChecks[]): string[] {
  const failed = steps.flatMap(({ step, checks }) =>
    checks.filter(({ result }) => result === 'failed').map(({ name }) => `FAILED  ${step}: ${name}`),
  );
  const notRun = steps.flatMap(({ step, because }) => (because === undefined ? [] : [`Not run: ${step} ${because}.`]));
  const wrong = PROMISE_NAMES.filter(promise => standingOf(promise, steps) !== 'kept');
  return [...failed, ...notRun, sentenceOn(wrong)];
}

const sentenceOn = (wrong: PromiseName[]): string =>
  wrong.length > 0
    ? `Not shown to be kept: ${wrong.join(', ')}.`
    : `Each of the ${PROMISE_NAMES.length} promises has a check that was run, and all of them have passed.`;
