/** Runs edits step by step: with a limited time, or from a job that another function has begun. */
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import { EVENT_JOB_LEASE_SECONDS } from '../../../lib/domain/limits.ts';
import { editEvent } from '../../../lib/usecases/events/edit-event.ts';
import { runEventJobs } from '../../../lib/usecases/events/run-event-jobs.ts';
import { callBy, SECOND, type UseCases } from '../open-use-cases.ts';
import { ORGANIZER } from '../sales.ts';

/** The time until the lease of a crashed function has run out. */
export const LEASE_MS = EVENT_JOB_LEASE_SECONDS * SECOND;

/** Edits an event as its organizer. */
export const edited = (useCases: UseCases, eventId: string, changes: EventChanges, by = ORGANIZER) =>
  editEvent(useCases, callBy(useCases, by), eventId, changes);

/** A stopwatch by which the time of a request is over after this many reads of it. */
export function hurry(useCases: UseCases, looks: number): void {
  let left = looks;
  let ms = 0;
  useCases.stopwatch = () => {
    if (left === 0) ms += 60 * SECOND;
    left -= 1;
    return ms;
  };
}

/** Runs the schedule once, with as much time as it needs. */
export const runJobs = (useCases: UseCases, timeLeft = () => 1) =>
  runEventJobs(useCases, { now: useCases.now, requestId: 'finish-1' }, timeLeft);

/** The actions in the journal of an event. */
export const journalOf = async ({ store }: UseCases, eventId: string): Promise<string[]> =>
  (await store.readJournal(eventId)).map(({ action }) => action);
