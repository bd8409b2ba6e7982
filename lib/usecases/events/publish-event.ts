/**
 * Publishes an event with all its places, or nothing. A large event is only announced by the request; its places are
 * written in the background, see import-event.
 */

import { eventAnswer } from '../../contract/events/presenter.ts';
import type { NewEvent } from '../../contract/events/requests.ts';
import type { Event } from '../../contract/events/responses.ts';
import { placesInAll } from '../../domain/event-rules.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { PLACES_AT_ONCE_MAX } from '../../domain/limits.ts';
import type { EventDraft, EventFacts } from '../../domain/model.ts';
import { faultsOfNewEvent } from '../../domain/new-event-rules.ts';
import { ownOrganizationOf } from '../../domain/organization.ts';
import { invalid } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { byCaller } from '../origin.ts';
import { eventDraftOf } from './event-requests.ts';

type PublishDependencies = Pick<Dependencies, 'store' | 'eventImports' | 'ids'>;

/** Returns the event as published, or as `preparing` if its places are still to be written. */
export async function publishEvent(
  dependencies: PublishDependencies,
  call: CallerCall,
  input: NewEvent,
): Promise<Event> {
  const draft = eventDraftOf(input);
  const refusal = invalid(faultsOfNewEvent(draft, call.now));
  if (refusal) throw refusal;
  const facts = factsOf(draft, call, dependencies);
  if (placesInAll(draft) <= PLACES_AT_ONCE_MAX) {
    await dependencies.store.publishEvent(facts, firstEntry(call, facts, 'event.published'));
    return eventAnswer(facts, call.now);
  }
  const announced: EventFacts = { ...facts, event: { ...facts.event, state: 'preparing' } };
  await dependencies.eventImports.announce(announced, firstEntry(call, announced, 'event.announced'));
  return eventAnswer(announced, call.now);
}

/** Publishes an event of any size under a unique name. Returns its id, or undefined if the name is taken. The input must be valid. */
export async function publishNamedEvent(
  dependencies: Pick<Dependencies, 'store' | 'ids'>,
  call: CallerCall,
  input: NewEvent,
  name: string,
): Promise<string | undefined> {
  const facts = factsOf(eventDraftOf(input), call, dependencies);
  const isPublished = await dependencies.store.publishEvent(facts, firstEntry(call, facts, 'event.published'), name);
  return isPublished ? facts.event.id : undefined;
}

const firstEntry = (call: CallerCall, { event: { id, state } }: EventFacts, action: string): JournalEntry => ({
  ...byCaller(call),
  subjectId: id,
  eventId: id,
  position: 0,
  action,
  to: state,
});

const factsOf = (
  { event, sections }: EventDraft,
  { caller, now }: CallerCall,
  { ids }: Pick<Dependencies, 'ids'>,
): EventFacts => ({
  event: {
    ...event,
    id: `evt_${ids.next()}`,
    organizerId: caller.userId,
    organizationId: ownOrganizationOf(caller.userId),
    state: 'published',
    createdAt: now,
    version: 0,
  },
  sections,
});
