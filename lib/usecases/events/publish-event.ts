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
import { countedPlacesIn } from '../../domain/price-rules.ts';
import { invalid } from '../../domain/refusals.ts';
import { type CallerCall, type IdempotentCall, isIdempotent, type PerhapsIdempotentCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { findDuplicate, type Idempotent, recordKeyOf, replay } from '../idempotency.ts';
import { requirePublisher } from '../organizations/require-publisher.ts';
import { byCaller } from '../origin.ts';
import { eventDraftOf } from './event-requests.ts';

type PublishDependencies = Pick<Dependencies, 'store' | 'eventImports' | 'ids' | 'organizations'>;

/**
 * Returns the event as published, or as `preparing` if its places are still to be written. A call with an idempotency key publishes
 * once (P3): the key's record is put together with the event. So a retry gets the first answer, also after a crash, and while the
 * places are still being written.
 */
export async function publishEvent(
  dependencies: PublishDependencies,
  call: PerhapsIdempotentCall,
  input: NewEvent,
): Promise<Idempotent<Event>> {
  const duplicate = isIdempotent(call) && (await findDuplicate(dependencies, call));
  if (duplicate) return replay(duplicate.record, call as IdempotentCall);
  const organizationId = await requirePublisher(dependencies, call, input.organizationId);
  const draft = eventDraftOf(input);
  const refusal = invalid(faultsOfNewEvent(draft, call.now));
  if (refusal) throw refusal;
  return commit(dependencies, call, factsOf(draft, call, dependencies, organizationId));
}

async function commit(
  { store, eventImports }: PublishDependencies,
  call: PerhapsIdempotentCall,
  facts: EventFacts,
): Promise<Idempotent<Event>> {
  const isSmall = placesInAll(facts) + countedPlacesIn(facts.event.prices) <= PLACES_AT_ONCE_MAX;
  const first: EventFacts = isSmall ? facts : { ...facts, event: { ...facts.event, state: 'preparing' } };
  const answer = eventAnswer(first, call.now);
  const record = isIdempotent(call) && { key: recordKeyOf(call), now: call.now, answer: JSON.stringify(answer) };
  const entry = firstEntry(call, first, isSmall ? 'event.published' : 'event.announced');
  const outcome = await (isSmall ? store.publishEvent : eventImports.announce)(first, entry, record ? { record } : {});
  return outcome.is === 'duplicate' ? replay(outcome.record, call as IdempotentCall) : { answer, isReplay: false };
}

/** Publishes an event of any size under a unique name. Returns its id, or undefined if the name is taken. The input must be valid. */
export async function publishNamedEvent(
  dependencies: Pick<Dependencies, 'store' | 'ids'>,
  call: CallerCall,
  input: NewEvent,
  name: string,
): Promise<string | undefined> {
  const organizationId = ownOrganizationOf(call.caller.userId);
  const facts = factsOf(eventDraftOf(input), call, dependencies, organizationId);
  const entry = firstEntry(call, facts, 'event.published');
  const { is } = await dependencies.store.publishEvent(facts, entry, { uniqueName: name });
  return is === 'published' ? facts.event.id : undefined;
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
  organizationId: string,
): EventFacts => ({
  event: {
    ...event,
    id: `evt_${ids.next()}`,
    organizerId: caller.userId,
    organizationId,
    state: 'published',
    createdAt: now,
    version: 0,
  },
  sections,
});
