/**
 * Edits or deletes an event while its sales continue (P1, P2). First the places to be removed are blocked, each under its own
 * condition. Only when all of them are blocked is the event changed. Places that are added or unblocked come last.
 */
import type { EventChanges } from '../../contract/events/edit-requests.ts';
import { eventTag } from '../../contract/events/entity-tags.ts';
import { eventAnswer } from '../../contract/events/presenter.ts';
import type { Event } from '../../contract/events/responses.ts';
import { type EventEdit, NO_EDIT } from '../../domain/event-edits.ts';
import { type EditJob, isClosing, type LeasedEdit, mayChangeSales } from '../../domain/event-jobs.ts';
import { editIdOf } from '../../domain/ids.ts';
import { DECISIONS_MAX, EDIT_REQUEST_MS, EDIT_RETRY_PAUSE_MS } from '../../domain/limits.ts';
import { changesJourney, withoutUnchangedOffer } from '../../domain/offer-edits.ts';
import { busy, refuse } from '../../domain/refusals.ts';
import type { CallerCall, ConditionalCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { requireRight } from '../organizations/require-right.ts';
import { byCaller } from '../origin.ts';
import { requireClock } from '../require-clock.ts';
import type { EditOutcome, RunDependencies, TimeLeft } from './edit-run.ts';
import { eventEditOf } from './event-requests.ts';
import { digestOf, isDone, requireEdit, requireTypesUnused } from './require-edit.ts';
import { runEdit } from './run-edit.ts';

type EditDependencies = RunDependencies &
  Pick<Dependencies, 'events' | 'eventImports' | 'ids' | 'organizations' | 'pause' | 'stopwatch' | 'clockSkew'>;

/** The event after the edit, with its entity tag. If `isDecided` is false, the edit continues in the background, and may still be refused. */
export interface Edited {
  event: Event;
  etag: string;
  isDecided: boolean;
}

export async function editEvent(
  dependencies: EditDependencies,
  call: ConditionalCall,
  eventId: string,
  changes: EventChanges,
): Promise<Edited> {
  const { isDecided } = await startEdit(dependencies, call, eventId, eventEditOf(changes));
  const after = await dependencies.events.fresh(eventId);
  if (!after) throw refuse('event-not-found');
  return { event: eventAnswer(after, call.now), etag: eventTag(after.event, call.now), isDecided };
}

/** Deletes an event on which no customer has a claim, published or not. Returns false if the deletion continues in the background. */
export async function deleteEvent(
  dependencies: EditDependencies,
  call: ConditionalCall,
  eventId: string,
): Promise<boolean> {
  const { isDecided } = await startEdit(dependencies, call, eventId, { ...NO_EDIT, end: 'deleted' });
  // Drops the event from this function's cache.
  await dependencies.events.fresh(eventId);
  return isDecided;
}

/** Begins the edit, and runs it. The edit begins only if no other job has begun since the event was read. */
async function startEdit(
  dependencies: EditDependencies,
  call: ConditionalCall,
  eventId: string,
  requested: EventEdit,
): Promise<{ isDecided: boolean }> {
  const { edits, ids, pause } = dependencies;
  const timeLeft = timeLeftOf(dependencies);
  const digest = digestOf(requested);
  const id = editIdOf(ids.next());
  for (let tried = 0; tried < DECISIONS_MAX; tried++) {
    const { entries, job: unfinished } = await edits.readJob(eventId);
    const found = await dependencies.events.fresh(eventId);
    // The event existed at the first try, so an earlier try of this call or another call has deleted it.
    if (!found && tried > 0 && requested.end === 'deleted') return { isDecided: true };
    const facts = await requireRight(dependencies, found, call, 'edit-events');
    const isUnknown = requested.end !== undefined && mayChangeSales(unfinished);
    if (isDone(facts, requested, digest, call, { isUnknown })) return { isDecided: true };
    // By a wrong clock a live hold may seem to have lapsed, and the edit would take its places.
    requireClock(dependencies);
    const edit = withoutUnchangedOffer(facts.event, requested);
    requireEdit(facts, edit, call.now);
    await requireTypesUnused(dependencies, facts, edit);
    if (facts.event.state === 'preparing') {
      if (await dependencies.eventImports.delete(facts, entries, deletion(call))) return { isDecided: true };
      continue;
    }
    const waits = changesJourney(facts.event, edit) && { waits: true as const };
    const job: EditJob = { does: 'edit', id, edit, digest, origin: byCaller(call), ...waits };
    const begun =
      (await edits.begin(eventId, job, { now: call.now, leaseOf: ids.next(), entries })) ??
      (await replaceOrFinishOther(dependencies, call, job, { eventId, entries, timeLeft }));
    if (begun) return decisionOf(await runEdit(dependencies, call, begun as LeasedEdit, timeLeft));
    await pause(EDIT_RETRY_PAUSE_MS);
  }
  throw busy();
}

/**
 * Runs the unfinished job of another request first, and returns undefined, so that the caller tries again. If that job
 * is closing the event, and this one cancels, deletes or opens it again, this job replaces that one: it blocks every place that
 * the other would have blocked, or lifts every block that the other has made.
 */
async function replaceOrFinishOther(
  dependencies: EditDependencies,
  call: CallerCall,
  job: EditJob,
  { eventId, entries, timeLeft }: { eventId: string; entries: number; timeLeft: TimeLeft },
): Promise<LeasedEdit | undefined> {
  const { edits, ids } = dependencies;
  const other = await edits.lease(eventId, { now: call.now, leaseOf: ids.next() });
  if (other?.job.does !== 'edit') {
    if (other) await edits.leave(other);
    return undefined;
  }
  const leased = other as LeasedEdit;
  if (job.edit.end && isClosing(leased.job) && leased.entries === entries)
    return edits.replace(leased, { ...job, closing: leased.job });
  const outcome = await runEdit(dependencies, call, leased, timeLeft);
  if (outcome.is === 'unfinished' && !outcome.isDecided) throw busy();
  return undefined;
}

/** The journal entry of an event that is deleted before it is published. */
const deletion = (call: CallerCall) => ({
  ...byCaller(call),
  action: 'event.deleted',
  from: 'preparing',
  to: 'deleted',
});

/** Throws the refusal of a refused edit. */
function decisionOf(outcome: EditOutcome): { isDecided: boolean } {
  if (outcome.is === 'refused') throw outcome.refusal ?? busy();
  return { isDecided: outcome.is === 'done' || outcome.isDecided };
}

/** The time that a request spends on its edit; the rest is left to the schedule. */
export function timeLeftOf({ stopwatch }: Pick<Dependencies, 'stopwatch'>): TimeLeft {
  const began = stopwatch();
  return () => EDIT_REQUEST_MS - (stopwatch() - began);
}
