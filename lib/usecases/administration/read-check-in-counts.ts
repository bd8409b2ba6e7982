/** Reads how many people came in, left and were refused at each gate of an event, and how many are inside. */
import { checkInCountsAnswer } from '../../contract/administration/check-ins-presenter.ts';
import type { CheckInCounts } from '../../contract/administration/check-ins-responses.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { findEvent } from '../decide-from-event.ts';
import { requireRight } from '../organizations/require-right.ts';

export async function readCheckInCounts(
  dependencies: Pick<Dependencies, 'events' | 'organizations' | 'administration'>,
  call: CallerCall,
  eventId: string,
): Promise<CheckInCounts> {
  const facts = await requireRight(dependencies, await findEvent(dependencies, eventId), call, 'read-check-ins');
  return checkInCountsAnswer(facts.event, await dependencies.administration.readGateCounts(eventId), call.now);
}
