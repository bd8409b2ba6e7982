/** Reads one event, with its entity tag. */
import { eventTag } from '../../contract/events/entity-tags.ts';
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
): Promise<{ event: Event; etag: string }> {
  const facts = await findEvent(dependencies, eventId);
  if (!facts) throw refuse('event-not-found');
  return { event: eventAnswer(facts, call.now), etag: eventTag(facts.event, call.now) };
}
