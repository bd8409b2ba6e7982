/**
 * Decisions that rest on an event's facts. The cached event may grant, but never refuse: before a refusal, the event is
 * read again.
 */
import type { EventFacts } from '../domain/model.ts';
import { Refusal } from '../domain/refusals.ts';
import type { Dependencies } from '../ports/dependencies.ts';

/** Decides from an event; `facts` are undefined if there is no such event. */
type Decide<Granted> = (facts: EventFacts | undefined) => Granted | Refusal;

/** A refusal, with the facts that it rests on. */
export interface EventRefusal {
  is: 'refused';
  refusal: Refusal;
  facts: EventFacts | undefined;
}

interface Options<Duplicate> {
  /** Called before the event is read again. A duplicate call needs no decision, so its result is returned as it is. */
  findDuplicate?: () => Promise<Duplicate | undefined>;
  /** Whether the event can make a difference to this refusal. By default it can. */
  dependsOnEvent?: (refusal: Refusal) => boolean;
}

/** Decides from the cached event. If that refuses, decides from the event as it is now. */
export async function decideFromEvent<Granted, Duplicate = never>(
  dependencies: Pick<Dependencies, 'events'>,
  eventId: string,
  decide: Decide<Granted>,
  { findDuplicate, dependsOnEvent = () => true }: Options<Duplicate> = {},
): Promise<Granted | Duplicate | EventRefusal> {
  const facts = await dependencies.events.cached(eventId);
  const decision = decide(facts);
  if (!(decision instanceof Refusal)) return decision;
  if (!dependsOnEvent(decision)) return { is: 'refused', refusal: decision, facts };
  return decideFromFreshEvent(dependencies, eventId, decide, findDuplicate);
}

/** Decides from the event as it is now, without the cache. */
export async function decideFromFreshEvent<Granted, Duplicate = never>(
  { events }: Pick<Dependencies, 'events'>,
  eventId: string,
  decide: Decide<Granted>,
  findDuplicate?: () => Promise<Duplicate | undefined>,
): Promise<Granted | Duplicate | EventRefusal> {
  const duplicate = await findDuplicate?.();
  if (duplicate !== undefined) return duplicate;
  const facts = await events.fresh(eventId);
  const decision = decide(facts);
  return decision instanceof Refusal ? { is: 'refused', refusal: decision, facts } : decision;
}

/** The facts of an event, from the cache where it has them. An absent event is read again, because absence refuses. */
export async function findEvent(
  { events }: Pick<Dependencies, 'events'>,
  eventId: string,
): Promise<EventFacts | undefined> {
  return (await events.cached(eventId)) ?? (await events.fresh(eventId));
}
