/** `npm run nightly`: runs every long step, also after one has failed, and prints a line for each at the end. */
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { findJava, JAVA_MAJOR_MIN } from '../../local/database/java.ts';
import { runSteps, summaryOf } from '../check/check.ts';
import { endOnSignal } from '../check/run-npm.ts';
import { NIGHTLY_STEPS } from './steps.ts';

/** Sets the exit status to 1 if a step fails. */
export async function nightly(): Promise<void> {
  const java = await findJava();
  if (!java.isUsable) {
    throw new UsageError(
      `The nightly steps need Java ${JAVA_MAJOR_MIN} or newer, but ${java.problem}. Install Java (adoptium.net).`,
    );
  }
  endOnSignal();
  const results = await runSteps(NIGHTLY_STEPS);
  for (const line of summaryOf(results)) say(line);
  if (results.some(({ isPassed }) => !isPassed)) process.exitCode = 1;
}
