/** `npm run verify`: runs every proof, and prints one table of the promises and the checks that cover them. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say } from '../../cli/terminal.ts';
import { findJava, JAVA_MAJOR_MIN } from '../../local/database/java.ts';
import { type Ended, endOnSignal, startNpm } from '../check/run-npm.ts';
import { promiseTable, type StepChecks, standingOf, sumOf } from './promise-table.ts';
import { PROMISE_NAMES } from './promises.ts';
import { checksAfter } from './step-results.ts';
import { STEPS, type VerifyStep } from './steps.ts';

/** Sets the exit status to 1 if a check fails, or if a promise has none. */
export async function verify(): Promise<void> {
  endOnSignal();
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-verify-'));
  try {
    const steps = await runSteps(STEPS, folder);
    for (const { name, says } of STEPS) say(`${name}: ${says}.`);
    say(promiseTable(steps));
    for (const line of sumOf(steps)) say(line);
    if (!isGreen(steps)) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether every promise is kept. */
export const isGreen = (steps: readonly StepChecks[]): boolean =>
  PROMISE_NAMES.every(promise => standingOf(promise, steps) === 'kept');

/** One step after the other: most of them use all processors. */
async function runSteps(steps: readonly VerifyStep[], folder: string): Promise<StepChecks[]> {
  const hasJava = (await findJava()).isUsable;
  const results: StepChecks[] = [];
  for (const step of steps) {
    if (step.needsJava && !hasJava) {
      say(`${step.name}: not run. It needs Java ${JAVA_MAJOR_MIN} or newer.`);
      results.push({
        step: step.name,
        checks: step.checks.map(check => ({ ...check, result: 'not run' })),
        because: `needs Java ${JAVA_MAJOR_MIN}`,
      });
      continue;
    }
    say(`${step.name} …`);
    results.push({ step: step.name, checks: await runStep(step, folder) });
  }
  return results;
}

/** Runs a step. If it fails, shows all that it printed. */
async function runStep(step: VerifyStep, folder: string): Promise<StepChecks['checks']> {
  const report = join(folder, `${step.name}.json`);
  const ended = await startNpm([...step.npm, ...(step.hasReport ? ['--report', report] : [])], { isQuiet: true });
  tellEnd(step, ended);
  const text = step.hasReport ? await readFile(report, 'utf8').catch(() => undefined) : undefined;
  return checksAfter(step, ended, text);
}

function tellEnd({ name }: VerifyStep, { code, seconds, output }: Ended): void {
  if (code !== 0) say(output);
  say(`${name}: ${code === 0 ? 'passed' : 'FAILED'} after ${Math.round(seconds)} s.`);
}
