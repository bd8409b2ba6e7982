/** Publishes an event with all its seats, or nothing: it appears with its last row. */
import { eventAnswer } from '../contract/answers.ts';
import type { Event, NewEvent, NewSection } from '../contract/messages.ts';
import { bucketCountOf } from '../domain/buckets.ts';
import { capacityOf } from '../domain/layout.ts';
import type { EventFacts, LayoutRow, Section } from '../domain/model.ts';
import type { CallerCall, Dependencies } from './dependencies.ts';

export async function publishEvent(deps: Dependencies, call: CallerCall, wish: NewEvent): Promise<Event> {
  const facts = factsOf(wish, call, `evt_${deps.ids.next()}`);
  await publish(deps, call, facts);
  return eventAnswer(facts, call.now);
}

/** Publishes under a name that only one event can have; false where it has one already. */
export function publishNamedEvent(
  deps: Dependencies,
  call: CallerCall,
  wish: NewEvent,
  name: string,
): Promise<boolean> {
  return publish(deps, call, factsOf(wish, call, `evt_${deps.ids.next()}`), name);
}

function publish({ store }: Dependencies, call: CallerCall, facts: EventFacts, name?: string): Promise<boolean> {
  const entry = {
    subjectId: facts.event.id,
    eventId: facts.event.id,
    position: 0,
    action: 'event.published',
    at: call.now,
    actor: call.caller.userId,
    requestId: call.requestId,
    ...(call.ip !== undefined && { ip: call.ip }),
    to: 'published',
  };
  return store.publishEvent(facts, entry, name);
}

/** What was asked for, as the domain keeps it: validated already, see new-event-rules. */
function factsOf(wish: NewEvent, { caller, now }: CallerCall, id: string): EventFacts {
  const { sections, startsAt, endsAt, salesOpenAt, salesCloseAt, venue, service, route, ...event } = wish;
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
