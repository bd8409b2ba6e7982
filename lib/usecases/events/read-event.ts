/** Reads one event. */
import { eventAnswer } from '../../contract/events/presenter.ts';
import type { Event } from '../../contract/events/responses.ts';
import { refuse } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { findEvent } from '../decide-from-event.ts';

export async function readEvent(
  dependencies: Pick<Dependencies, 'events'>,
  call: Call,
  eventId: string,
): Promise<Event> {
  const facts = await findEvent(dependencies, eventId);
  if (!facts) throw refuse('event-not-found');
  return eventAnswer(facts, call.now);
}
