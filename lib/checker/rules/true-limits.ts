/** A customer is refused a hold by the limit on places only if the customer may have had so many places at that time (P9). */
import type { NewHold } from '../../contract/holds/requests.ts';
import { type Call, codeOf } from '../calls.ts';
import type { Claim } from '../claims.ts';
import { type Findings, nameOf, report } from '../findings.ts';
import type { History } from '../history.ts';
import { possiblyTaken } from '../places/occupancy.ts';
import { timelineOf } from '../places/timeline.ts';
import { unresolvedHolds } from '../unresolved-holds.ts';

export function checkLimits(history: History, findings: Findings): void {
  const refused = history.calls.filter(call => codeOf(call) === 'customer-limit-reached');
  if (refused.length === 0) return;
  const unresolved = unresolvedHolds(history);
  const claimsOf = Map.groupBy(history.claims.values(), nameOfOwner);
  for (const call of refused) {
    const { eventId = '' } = call.params;
    const own = claimsOf.get(`${call.caller} ${eventId}`) ?? [];
    const { placesMax, placesTaken } = (call.answer?.problem ?? {}) as { placesMax?: number; placesTaken?: number };
    const isUnknown = unresolved.get(eventId)?.some(hold => hold.operation.caller === call.caller);
    if (placesMax === undefined || placesTaken === undefined || isUnknown || own.some(one => !one.arePlacesKnown))
      continue;
    findings.applied['true-refusals'] += 1;
    const most = mostPlaces(history, own, call);
    if (placesTaken <= most && placesTaken + requestedBy(call) > placesMax) continue;
    const detail = `${nameOf(call)}: it says that the customer has ${placesTaken} places of ${eventId}, and there were at most ${most}.`;
    report(findings, 'true-refusals', detail, [call]);
  }
}

const nameOfOwner = ({ ownerId, eventId }: Claim): string => `${ownerId} ${eventId}`;

/** The highest number of places that these claims may have had during the call, without those that were cancelled before it. */
function mostPlaces(history: History, claims: Claim[], { invokedAt, answeredAt }: Call): number {
  const taken = claims.flatMap(claim => [
    ...claim.seats.flatMap(placeId => possiblyTaken(history, claim, { placeId, quantity: 1 })),
    ...claim.areas.flatMap(({ areaId, quantity }) => possiblyTaken(history, claim, { placeId: areaId, quantity })),
  ]);
  return timelineOf(taken).highestBetween(invokedAt, answeredAt);
}

function requestedBy({ body }: Call): number {
  const { seats = [], areas = [], bestAvailable } = (body ?? {}) as Partial<NewHold>;
  return (bestAvailable?.quantity ?? 0) + areas.reduce((sum, { quantity }) => sum + quantity, seats.length);
}
