/**
 * Finishes what is under way with events: prepares those that have been announced, and carries out edits. Every piece of
 * work is leased first, so that one function at a time is at it; what a run leaves, or a function that died, the next one
 * takes up.
 */
import type { LeasedWork } from '../../domain/event-jobs.ts';
import { Refusal } from '../../domain/refusals.ts';
import type { Call, Dependencies } from '../../ports/dependencies.ts';
import { prepareEvent } from './import-event.ts';
import { carryOutEdit } from './run-edit.ts';

export interface FinishReport {
  finished: number;
  /** The next run goes on with them: the time was over, or the table was busy. */
  unfinished: number;
  /** Work that could not be done, and is tried again when its lease is over. */
  failed: number;
}

export type FinishDependencies = Pick<Dependencies, 'store' | 'edits' | 'preparations' | 'ids' | 'metrics' | 'log'>;

/** A clock that is ahead of ours may have begun it. */
const CLOCKS_DIFFER_MS = 60_000;

/** `timeLeft` (ms) bounds one run. */
export async function finishEvents(
  deps: FinishDependencies,
  call: Call,
  timeLeft: () => number,
): Promise<FinishReport> {
  const report: FinishReport = { finished: 0, unfinished: 0, failed: 0 };
  for (const eventId of await deps.preparations.listUnfinished(call.now + CLOCKS_DIFFER_MS)) {
    if (timeLeft() <= 0) break;
    const leased = await deps.edits.lease(eventId, { now: call.now, leaseOf: deps.ids.next() });
    if (leased) report[await goOn(deps, call, leased, timeLeft)] += 1;
  }
  return report;
}

/** One event must not keep the others. */
async function goOn(
  deps: FinishDependencies,
  call: Call,
  leased: LeasedWork,
  timeLeft: () => number,
): Promise<keyof FinishReport> {
  const { eventId } = leased;
  try {
    return (await finish(deps, call, leased, timeLeft)) ? 'finished' : 'unfinished';
  } catch (error) {
    const isBusy = error instanceof Refusal && error.code === 'busy';
    if (!isBusy) {
      deps.metrics.count('EventWorkFailed');
      deps.log.error('work with an event could not be finished', { eventId, error });
      return 'failed';
    }
    await deps.edits.leave(leased);
    return 'unfinished';
  }
}

/** False where there is more to do. */
function finish(deps: FinishDependencies, call: Call, leased: LeasedWork, timeLeft: () => number): Promise<boolean> {
  const { work } = leased;
  switch (work.does) {
    case 'prepare':
      return prepareEvent(deps, call, { ...leased, work }, timeLeft);
    case 'edit':
      return carryOutEdit(deps, call, { ...leased, work }, timeLeft).then(({ is }) => is !== 'unfinished');
  }
}
