/** The right to work at the doors of an event. Reports of scans arrive late, so the event may have been deleted meanwhile. */
import type { EventFacts } from '../../domain/model.ts';
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { findEvent } from '../decide-from-event.ts';
import { mayDo, requireRight } from '../organizations/require-right.ts';

/** Returns the event if the caller may check people in; undefined if it was deleted. */
export async function requireDoor(
  dependencies: Pick<Dependencies, 'events' | 'organizations' | 'noticeSources'>,
  call: CallerCall,
  eventId: string,
): Promise<EventFacts | undefined> {
  const facts = await findEvent(dependencies, eventId);
  if (facts) return requireRight(dependencies, facts, call, 'check-in');
  const organizationId = (await dependencies.noticeSources.readOrganizations([eventId])).get(eventId);
  if (organizationId === undefined) throw refuse('event-not-found');
  if (await mayDo(dependencies, organizationId, call.caller, 'check-in')) return undefined;
  // To others a deleted event is absent.
  throw refuse('event-not-found');
}
