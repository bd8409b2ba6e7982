/** Reads one event: what clients see, and what a booking records of it. */
import { eventAnswer } from '../../contract/claims/claim-presenter.ts';
import type { Event } from '../../contract/events/messages.ts';
import type { Claim, EventFacts } from '../../domain/model.ts';
import { refuse } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

export async function readEvent({ events }: Dependencies, call: Call, eventId: string): Promise<Event> {
  const facts = (await events.cached(eventId)) ?? (await events.fresh(eventId));
  if (!facts) throw refuse('event-not-found');
  return eventAnswer(facts, call.now);
}

/** The event that a claim is for; undefined once it was deleted, which takes that nobody has a live claim on it. */
export async function readEventOfClaim(
  { events }: Pick<Dependencies, 'events'>,
  claim: Claim,
): Promise<EventFacts | undefined> {
  return (await events.cached(claim.eventId)) ?? (await events.fresh(claim.eventId));
}
