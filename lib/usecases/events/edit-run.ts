/** The types that the parts of an edit share: the context of one run, and the results of its parts. */
import type { Origin } from '../../domain/claim-changes.ts';
import type { LeasedEdit } from '../../domain/event-jobs.ts';
import type { EventFacts } from '../../domain/model.ts';
import type { Refusal } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

/** Milliseconds until this function should stop and leave the rest to the next run. */
export type TimeLeft = () => number;

export type RunDependencies = Pick<Dependencies, 'store' | 'edits'>;

/** The context of one function's run at an edit. */
export interface EditRun extends RunDependencies {
  call: Call;
  /** The event as it was when the run began; after the decision, as the edit left it. */
  facts: EventFacts;
  timeLeft: TimeLeft;
  /** The request that asked for the edit, with the time at which this run began. */
  by: Origin;
}

/** The result of a part that may take several runs. */
export interface Progress {
  leased: LeasedEdit;
  /** False if the time ended first, or if the next run has to look again. */
  isDone: boolean;
}

/** The result of withdrawing the places that an edit needs. */
export type Withdrawn =
  | { is: 'withdrawn' | 'unfinished'; leased: LeasedEdit }
  | { is: 'refused'; leased: LeasedEdit; refusal: Refusal };

/** The result of a run. An unfinished edit continues in the background; it may still be refused unless `isDecided`. */
export type EditOutcome =
  | { is: 'done' }
  /** Absent if an earlier run has refused the edit, and this run only undid it. */
  | { is: 'refused'; refusal?: Refusal }
  | { is: 'unfinished'; isDecided: boolean };
