/**
 * Reads an event as it is now, for workers that handle many bookings of it. A consistent read of its own row decides; its layouts come
 * from the cache while the row has the version of the cache. So a rush does not read the layouts of a stadium for each booking.
 */
import type { EventFacts } from '../domain/model.ts';
import type { Dependencies } from '../ports/dependencies.ts';

export async function presentEvent(
  { store, events }: Pick<Dependencies, 'store' | 'events'>,
  eventId: string,
): Promise<EventFacts | undefined> {
  const [present, cached] = await Promise.all([store.readEventSummary(eventId), events.cached(eventId)]);
  const isPresent = present !== undefined && cached?.event.version === present.event.version;
  return isPresent ? cached : events.fresh(eventId);
}
