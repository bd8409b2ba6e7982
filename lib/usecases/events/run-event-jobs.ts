/**
 * Finishes what is under way with events: prepares those that have been announced, and carries out edits. Every piece of
 * work is leased first, so that one function at a time is at it; what a run leaves, or a function that died, the next one
 * takes up.
 */
import type { LeasedJob } from '../../domain/event-jobs.ts';
import { Refusal } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { importEvent } from './import-event.ts';
import { runEdit } from './run-edit.ts';

export interface FinishReport {
  finished: number;
  /** The next run goes on with them: the time was over, or the table was busy. */
  unfinished: number;
  /** Work that could not be done, and is tried again when its lease is over. */
  failed: number;
}

export type FinishDependencies = Pick<Dependencies, 'store' | 'edits' | 'eventImports' | 'ids' | 'metrics' | 'log'>;

/** A clock that is ahead of ours may have begun it. */
const CLOCKS_DIFFER_MS = 60_000;

/** `timeLeft` (ms) bounds one run. */
export async function runEventJobs(
  dependencies: FinishDependencies,
  call: Call,
  timeLeft: () => number,
): Promise<FinishReport> {
  const report: FinishReport = { finished: 0, unfinished: 0, failed: 0 };
  for (const eventId of await dependencies.eventImports.listUnfinished(call.now + CLOCKS_DIFFER_MS)) {
    if (timeLeft() <= 0) break;
    const leased = await dependencies.edits.lease(eventId, { now: call.now, leaseOf: dependencies.ids.next() });
    if (leased) report[await goOn(dependencies, call, leased, timeLeft)] += 1;
  }
  return report;
}

/** One event must not keep the others. */
async function goOn(
  dependencies: FinishDependencies,
  call: Call,
  leased: LeasedJob,
  timeLeft: () => number,
): Promise<keyof FinishReport> {
  const { eventId } = leased;
  try {
    return (await finish(dependencies, call, leased, timeLeft)) ? 'finished' : 'unfinished';
  } catch (error) {
    const isBusy = error instanceof Refusal && error.code === 'busy';
    if (!isBusy) {
      dependencies.metrics.count('EventWorkFailed');
      dependencies.log.error('work with an event could not be finished', { eventId, error });
      return 'failed';
    }
    await dependencies.edits.leave(leased);
    return 'unfinished';
  }
}

/** False where there is more to do. */
function finish(
  dependencies: FinishDependencies,
  call: Call,
  leased: LeasedJob,
  timeLeft: () => number,
): Promise<boolean> {
  const { job } = leased;
  switch (job.does) {
    case 'prepare':
      return importEvent(dependencies, call, { ...leased, job }, timeLeft);
    case 'edit':
      return runEdit(dependencies, call, { ...leased, job }, timeLeft).then(({ is }) => is !== 'unfinished');
  }
}
