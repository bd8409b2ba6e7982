/** Reads one event: what clients see, and what a booking records of it. */
import { eventAnswer } from '../contract/answers.ts';
import type { Event } from '../contract/messages.ts';
import type { Claim, Event as EventOfDomain } from '../domain/model.ts';
import { refuse } from '../domain/refusals.ts';
import type { Call, Dependencies } from './dependencies.ts';

export async function readEvent({ events }: Dependencies, call: Call, eventId: string): Promise<Event> {
  const facts = (await events.cached(eventId)) ?? (await events.fresh(eventId));
  if (!facts) throw refuse('event-not-found');
  return eventAnswer(facts, call.now);
}

/** The event that a claim is for; it was on sale when the claim was placed, so it exists. */
export async function readEventOfClaim({ events }: Dependencies, claim: Claim): Promise<EventOfDomain> {
  const facts = (await events.cached(claim.eventId)) ?? (await events.fresh(claim.eventId));
  if (!facts) throw new Error(`event ${claim.eventId} is gone, though claim ${claim.id} is for it`);
  return facts.event;
}
