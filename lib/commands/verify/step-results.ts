/** The results of a step's checks, from its exit status, its output and its report. Pure. */
import * as z from 'zod/mini';
import type { Ended } from '../check/run-npm.ts';
import type { StepChecks } from './promise-table.ts';
import { PROMISE_NAMES } from './promises.ts';
import type { VerifyStep } from './steps.ts';

/** The report of the gate: one entry for each seeded bug. */
const Report = z.array(z.object({ name: z.string(), breaks: z.enum(PROMISE_NAMES), isCaught: z.boolean() }));

/** `report` is the text of the step's report; undefined if it has none. */
export function checksAfter(
  { checks, hasReport }: VerifyStep,
  { code, output }: Pick<Ended, 'code' | 'output'>,
  report: string | undefined,
): StepChecks['checks'] {
  if (hasReport && report !== undefined) return reported(report);
  // Without its report, such a step has shown nothing.
  if (code === 0 && !hasReport) return checks.map(check => ({ ...check, result: 'passed' }));
  const named = checks.filter(({ name }) => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(output));
  // A step ends at its first violation, so its other checks are incomplete.
  return checks.map(check => ({
    ...check,
    result: named.length === 0 || named.includes(check) ? 'failed' : 'not run',
  }));
}

const reported = (report: string): StepChecks['checks'] =>
  Report.parse(JSON.parse(report)).map(({ name, breaks, isCaught }) => ({
    name,
    promises: [breaks],
    result: isCaught ? 'passed' : 'failed',
  }));
