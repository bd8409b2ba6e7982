/**
 * The dry run of an edit: returns what the edit would do, and writes nothing. It makes the same checks as the edit. It does
 * not find conflicts that only the conditions of writes find: for example, a seat to be removed that is held.
 */
import type { EventChanges } from '../../contract/events/edit-requests.ts';
import { eventAnswer } from '../../contract/events/presenter.ts';
import type { EditPreview, Event } from '../../contract/events/responses.ts';
import { type EventEdit, editedEvent } from '../../domain/event-edits.ts';
import type { BookingFacts, EventFacts } from '../../domain/model.ts';
import { withoutUnchangedOffer } from '../../domain/offer-edits.ts';
import { isMoved, movesEvent } from '../../domain/sold-event.ts';
import type { ConditionalCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { requireRight } from '../organizations/require-right.ts';
import { type CountDependencies, countBookings } from './count-bookings.ts';
import { timeLeftOf } from './edit-event.ts';
import type { TimeLeft } from './edit-run.ts';
import { eventEditOf } from './event-requests.ts';
import { digestOf, isDone, requireEdit, requireTypesUnused } from './require-edit.ts';

type PreviewDependencies = CountDependencies & Pick<Dependencies, 'events' | 'organizations' | 'stopwatch'>;

export async function previewEdit(
  dependencies: PreviewDependencies,
  call: ConditionalCall,
  eventId: string,
  changes: EventChanges,
): Promise<EditPreview> {
  const timeLeft = timeLeftOf(dependencies);
  const requested = eventEditOf(changes);
  const facts = await requireRight(dependencies, await dependencies.events.fresh(eventId), call, 'edit-events');
  if (isDone(facts, requested, digestOf(requested), call)) return { ...eventAnswer(facts, call.now), ...NO_EFFECT };
  const edit = withoutUnchangedOffer(facts.event, requested);
  requireEdit(facts, edit, call.now);
  await requireTypesUnused(dependencies, facts, edit);
  const after = editedEvent(facts, edit);
  return {
    ...eventAnswer(after, call.now),
    ...(await effectOnBookings(dependencies, facts, { edit, after: after.event, now: call.now, timeLeft })),
  };
}

type Effect = Omit<EditPreview, keyof Event>;

const NO_EFFECT: Effect = { bookingsGainingCancellation: 0, bookingsCancelled: 0, isCountComplete: true };

/** Reads the bookings only if the edit moves the event or cancels it. */
async function effectOnBookings(
  dependencies: PreviewDependencies,
  facts: EventFacts,
  { edit, after, now, timeLeft }: { edit: EventEdit; after: EventFacts['event']; now: number; timeLeft: TimeLeft },
): Promise<Effect> {
  const cancelsAll = edit.end === 'cancelled';
  if (!cancelsAll && !movesEvent(facts.event, after)) return NO_EFFECT;
  const gains = ({ event: sold }: BookingFacts): boolean =>
    !cancelsAll && isFreeToCancel(sold, after, now) && !isFreeToCancel(sold, facts.event, now);
  const { confirmed, matching, isComplete } = await countBookings(dependencies, facts, gains, timeLeft);
  return {
    confirmedBookings: confirmed,
    bookingsGainingCancellation: matching,
    bookingsCancelled: cancelsAll ? confirmed : 0,
    isCountComplete: isComplete,
  };
}

/** Whether the event is moved and has not begun, so that the owner of the booking may cancel until its start. */
const isFreeToCancel = (sold: BookingFacts['event'], event: EventFacts['event'], now: number): boolean =>
  isMoved(sold, event) && now < event.startsAt;
