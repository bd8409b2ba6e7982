/** The right to an event: its organizer has it, and every admin (P10). */
import type { EventFacts } from '../../domain/model.ts';
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';

/** Returns the event if the caller is its organizer or an admin. Events are public, so `not-your-event` discloses nothing. */
export function requireOwnEvent(facts: EventFacts | undefined, { caller }: CallerCall): EventFacts {
  if (!facts) throw refuse('event-not-found');
  if (facts.event.organizerId !== caller.userId && caller.role !== 'admin') throw refuse('not-your-event');
  return facts;
}
