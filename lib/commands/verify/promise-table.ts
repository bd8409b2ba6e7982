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
    colWidths: [5, 40, ...steps.map(() => 14), 10],
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
  const failed = checks.filter(({ result }) => result === 'failed');
  if (failed.length > 0) return `FAILED: ${failed.map(({ name }) => name).join(', ')}`;
  const passed = checks.filter(({ result }) => result === 'passed').length;
  if (passed === 0) return `not run${step.because === undefined ? '' : `: ${step.because}`}`;
  return passed === 1 ? 'passed' : `${passed} passed`;
}

/** One sentence about all promises. */
export function sumOf(steps: readonly StepChecks[]): string {
  const wrong = PROMISE_NAMES.filter(promise => standingOf(promise, steps) !== 'kept');
  const notRun = steps.filter(({ because }) => because !== undefined);
  const left = notRun.map(({ step, because }) => ` Not run: ${step}, which ${because}.`).join('');
  if (wrong.length > 0) return `Not shown to be kept: ${wrong.join(', ')}.${left}`;
  return `Every check that was run has passed, and each of the ${PROMISE_NAMES.length} promises has one.${left}`;
}
