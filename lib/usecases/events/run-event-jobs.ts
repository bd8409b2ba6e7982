/**
 * Runs the unfinished background jobs on events: imports and edits. Each job is leased first, so that one function at a time
 * runs it. The next run continues a job that this one leaves, or that a crashed function left.
 */
import type { LeasedJob } from '../../domain/event-jobs.ts';
import { Refusal } from '../../domain/refusals.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { TimeLeft } from './edit-run.ts';
import { importEvent } from './import-event.ts';
import { runEdit } from './run-edit.ts';

export interface JobsReport {
  finished: number;
  /** Jobs that the next run continues, because the time ended or the table was busy. */
  unfinished: number;
  /** Jobs that failed. They are retried when their lease has run out. */
  failed: number;
}

type JobsDependencies = Pick<
  Dependencies,
  'store' | 'edits' | 'eventImports' | 'ids' | 'metrics' | 'log' | 'clockSkew'
>;

/** A function whose clock is ahead of ours may have begun the job. */
const CLOCKS_DIFFER_MS = MINUTE_MS;

/** Runs jobs until none is left or `timeLeft` (ms) is used up. */
export async function runEventJobs(
  dependencies: JobsDependencies,
  call: Call,
  timeLeft: TimeLeft,
): Promise<JobsReport> {
  const report: JobsReport = { finished: 0, unfinished: 0, failed: 0 };
  for (const eventId of await dependencies.eventImports.listUnfinished(call.now + CLOCKS_DIFFER_MS)) {
    // By a wrong clock a live hold may seem to have lapsed, and an edit would take its places. A later run does the job.
    if (timeLeft() <= 0 || dependencies.clockSkew.isOutside()) break;
    const leased = await lease(dependencies, call, eventId);
    if (leased === 'unfinished' || leased === 'failed') report[leased] += 1;
    else if (leased) report[await runAndRecover(dependencies, call, leased, timeLeft)] += 1;
  }
  return report;
}

/**
 * Returns undefined if the job is finished, or another function runs it. If the table is busy or the job cannot be read, such as one of a
 * later version after a rollback, it says so, and the other jobs still run.
 */
async function lease(
  dependencies: JobsDependencies,
  { now }: Call,
  eventId: string,
): Promise<LeasedJob | undefined | 'unfinished' | 'failed'> {
  const { edits, ids } = dependencies;
  try {
    return await edits.lease(eventId, { now, leaseOf: ids.next() });
  } catch (error) {
    return isBusy(error) ? 'unfinished' : noteFailure(dependencies, eventId, error);
  }
}

function noteFailure({ metrics, log }: JobsDependencies, eventId: string, error: unknown): 'failed' {
  metrics.count('EventWorkFailed');
  log.error('a job on an event failed', { eventId, error });
  return 'failed';
}

const isBusy = (error: unknown): boolean => error instanceof Refusal && error.code === 'busy';

/** Runs one job. A job that fails does not keep the others from running. */
async function runAndRecover(
  dependencies: JobsDependencies,
  call: Call,
  leased: LeasedJob,
  timeLeft: TimeLeft,
): Promise<keyof JobsReport> {
  const { eventId } = leased;
  try {
    return (await runJob(dependencies, call, leased, timeLeft)) ? 'finished' : 'unfinished';
  } catch (error) {
    if (!isBusy(error)) return noteFailure(dependencies, eventId, error);
    await dependencies.edits.leave(leased);
    return 'unfinished';
  }
}

/** Returns false if the job needs another run. */
function runJob(dependencies: JobsDependencies, call: Call, leased: LeasedJob, timeLeft: TimeLeft): Promise<boolean> {
  const { job } = leased;
  switch (job.does) {
    case 'prepare':
      return importEvent(dependencies, call, { ...leased, job }, timeLeft);
    case 'edit':
      return runEdit(dependencies, call, { ...leased, job }, timeLeft).then(({ is }) => is !== 'unfinished');
  }
}
