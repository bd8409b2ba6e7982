/**
 * Publishes an event with all its places, or nothing: it appears with its last row. One of very many places is announced
 * at once and prepared in the background.
 */
import { eventAnswer } from '../../contract/claims/claim-presenter.ts';
import type { Event, NewEvent, NewSection } from '../../contract/events/messages.ts';
import { faultsOfNewEvent, placesInAll } from '../../contract/events/new-event-rules.ts';
import { bucketCountOf } from '../../domain/buckets.ts';
import { capacityOf } from '../../domain/layout.ts';
import { PLACES_AT_ONCE_MAX } from '../../domain/limits.ts';
import type { EventFacts, LayoutRow, Section } from '../../domain/model.ts';
import { invalid } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import { byCaller } from '../change-claim.ts';

/** The event as it is from now on: on sale as its facts say, or `preparing`. */
export async function publishEvent(dependencies: Dependencies, call: CallerCall, input: NewEvent): Promise<Event> {
  const refusal = invalid(faultsOfNewEvent(input, call.now));
  if (refusal) throw refusal;
  const facts = factsOf(input, call, `evt_${dependencies.ids.next()}`);
  if (placesInAll(input) <= PLACES_AT_ONCE_MAX) {
    await dependencies.store.publishEvent(facts, firstEntry(call, facts, 'event.published'));
    return eventAnswer(facts, call.now);
  }
  const announced: EventFacts = { ...facts, event: { ...facts.event, state: 'preparing' } };
  await dependencies.eventImports.announce(announced, firstEntry(call, announced, 'event.announced'));
  return eventAnswer(announced, call.now);
}

/** Publishes under a name that only one event can have, however long it takes; its id, or undefined where the name is taken. */
export async function publishNamedEvent(
  dependencies: Dependencies,
  call: CallerCall,
  input: NewEvent,
  name: string,
): Promise<string | undefined> {
  const facts = factsOf(input, call, `evt_${dependencies.ids.next()}`);
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

/** What was asked for, as the domain keeps it: validated already, see new-event-rules. */
function factsOf(input: NewEvent, { caller, now }: CallerCall, id: string): EventFacts {
  const {
    sections,
    startsAt,
    endsAt,
    salesOpenAt,
    salesCloseAt,
    venue,
    service,
    route,
    placesPerCustomerMax,
    ...event
  } = input;
  return {
    event: {
      ...event,
      id,
      organizerId: caller.userId,
      state: 'published',
      startsAt: Date.parse(startsAt),
      endsAt: Date.parse(endsAt),
      ...(salesOpenAt !== undefined && { salesOpenAt: Date.parse(salesOpenAt) }),
      salesCloseAt: Date.parse(salesCloseAt ?? startsAt),
      ...(venue !== undefined && { venue }),
      ...(placesPerCustomerMax !== undefined && { placesPerCustomerMax }),
      ...(service && { service }),
      ...(route && { route }),
      createdAt: now,
      version: 0,
    },
    sections: sections.map(sectionOf),
  };
}

/** A section as the domain keeps it. */
export function sectionOf({ attributes, ...section }: NewSection): Section {
  const shared = attributes && { attributes };
  if (section.kind === 'area') return { ...section, ...shared, buckets: bucketCountOf(section.capacity) };
  const rows = section.rows as LayoutRow[];
  return { ...section, ...shared, rows, capacity: capacityOf(rows) };
}
