/**
 * Edits an event, or takes it back. Places that go are kept from sale first, each by its own condition; only when all of
 * them are is the event changed; and what is added or given back comes last. So sales may run all the while (P1, P2).
 */
import { hash } from 'node:crypto';
import { eventAnswer } from '../../contract/claims/claim-presenter.ts';
import type { EventChanges } from '../../contract/events/edit-messages.ts';
import type { Event } from '../../contract/events/messages.ts';
import { faultsOfEdit } from '../../domain/event-edit-rules.ts';
import { type EventEdit, NO_EDIT } from '../../domain/event-edits.ts';
import { type EditJob, isClosing } from '../../domain/event-jobs.ts';
import { editIdOf } from '../../domain/ids.ts';
import { DECISIONS_MAX, EDIT_PATIENCE_MS, EDIT_TURN_PAUSE_MS } from '../../domain/limits.ts';
import type { EventFacts } from '../../domain/model.ts';
import { busy, invalid, Refusal, refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { byCaller } from '../change-claim.ts';
import { eventEditOf } from './event-requests.ts';
import { type EditOutcome, type Leased, runEdit, type TimeLeft } from './run-edit.ts';

/** The event as it is afterwards; `isDecided` is false where it goes on by itself, and may still be refused. */
export interface Edited {
  event: Event;
  isDecided: boolean;
}

export async function editEvent(
  dependencies: Dependencies,
  call: CallerCall,
  eventId: string,
  changes: EventChanges,
): Promise<Edited> {
  const { isDecided } = await carryOut(dependencies, call, eventId, eventEditOf(changes));
  const after = await dependencies.events.fresh(eventId);
  if (!after) throw refuse('event-not-found');
  return { event: eventAnswer(after, call.now), isDecided };
}

/** Takes an event back that nobody has a claim on; true where that is done, false where it goes on by itself. */
export async function deleteEvent(dependencies: Dependencies, call: CallerCall, eventId: string): Promise<boolean> {
  const { isDecided } = await carryOut(dependencies, call, eventId, { ...NO_EDIT, end: 'deleted' });
  await dependencies.events.fresh(eventId);
  return isDecided;
}

/** What is decided from reads holds when it begins: nothing else has been done with the event since. */
async function carryOut(
  dependencies: Dependencies,
  call: CallerCall,
  eventId: string,
  edit: EventEdit,
): Promise<{ isDecided: boolean }> {
  const { edits, ids, pause } = dependencies;
  const timeLeft = patience(dependencies);
  const digest = hash('sha256', JSON.stringify(edit), 'base64url');
  const job: EditJob = { does: 'edit', id: editIdOf(ids.next()), edit, digest, origin: byCaller(call) };
  for (let tried = 0; tried < DECISIONS_MAX; tried++) {
    const entries = await edits.readEntries(eventId);
    const facts = await requireOwnEvent(dependencies, call, eventId);
    if (isDone(facts, job)) return { isDecided: true };
    requireEditable(facts, edit);
    const refusal = invalid(faultsOfEdit(facts, edit, call.now));
    if (refusal) throw refusal;
    const begun =
      (await edits.begin(eventId, job, { now: call.now, leaseOf: ids.next(), entries })) ??
      (await takeOver(dependencies, call, job, { eventId, entries, timeLeft }));
    if (begun) return told(await runEdit(dependencies, call, begun as Leased, timeLeft));
    await pause(EDIT_TURN_PAUSE_MS);
  }
  throw busy();
}

/** What a function left unfinished is carried out first; but what ends an event blocks all that its closing would. */
async function takeOver(
  dependencies: Dependencies,
  call: CallerCall,
  job: EditJob,
  { eventId, entries, timeLeft }: { eventId: string; entries: number; timeLeft: TimeLeft },
): Promise<Leased | undefined> {
  const { edits, ids } = dependencies;
  const other = await edits.lease(eventId, { now: call.now, leaseOf: ids.next() });
  if (other?.job.does !== 'edit') {
    if (other) await edits.leave(other);
    return undefined;
  }
  const leased = other as Leased;
  if (job.edit.end && isClosing(leased.job) && leased.entries === entries)
    return edits.replace(leased, { ...job, closing: leased.job });
  const outcome = await runEdit(dependencies, call, leased, timeLeft);
  if (outcome.is === 'unfinished' && !outcome.isDecided) throw busy();
  return undefined;
}

/** Who was refused hears why. */
function told(outcome: EditOutcome): { isDecided: boolean } {
  if (outcome.is === 'refused') throw outcome.refusal ?? busy();
  return { isDecided: outcome.is === 'done' || outcome.isDecided };
}

/** Events are public, so that one is somebody else's is no secret. */
async function requireOwnEvent({ events }: Dependencies, { caller }: CallerCall, eventId: string): Promise<EventFacts> {
  const facts = await events.fresh(eventId);
  if (!facts) throw refuse('event-not-found');
  if (facts.event.organizerId !== caller.userId && caller.role !== 'admin') throw refuse('not-your-event');
  return facts;
}

/** What is asked for is what was done last, or is so already: the reply to an earlier call was lost. */
const isDone = ({ event }: EventFacts, { edit: { end }, digest }: EditJob): boolean =>
  event.lastEdit === digest || (end !== undefined && event.state === end);

/** What has ended can only end further. */
function requireEditable({ event: { state } }: EventFacts, { end }: EventEdit): void {
  const isEditable =
    state === 'published' || (state === 'closed' && end !== undefined) || (state === 'cancelled' && end === 'deleted');
  if (!isEditable) throw new Refusal('event-not-editable', { state });
}

/** Until then a call goes on by itself; the rest is left to the schedule. */
function patience({ stopwatch }: Dependencies): TimeLeft {
  const began = stopwatch();
  return () => EDIT_PATIENCE_MS - (stopwatch() - began);
}
