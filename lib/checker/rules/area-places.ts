/** An area never has more live places than its capacity (P1, P4): those counted here are certainly held or booked. */
import type { Claim } from '../claims.ts';
import { type Findings, report } from '../findings.ts';
import type { History } from '../history.ts';
import { certainlyTaken, type Taken } from '../places/occupancy.ts';
import { firstAbove } from '../places/timeline.ts';

interface Share extends Taken {
  claim: Claim;
}

export function checkAreas(history: History, findings: Findings): void {
  for (const [eventId, claims] of Map.groupBy(history.claims.values(), claim => claim.eventId)) {
    for (const [areaId, shares] of sharesByArea(history, claims)) {
      const capacity = history.events.get(eventId)?.capacities.get(areaId)?.max;
      if (capacity === undefined) continue;
      findings.applied['area-places'] += 1;
      const over = firstAbove(shares, capacity);
      if (!over) continue;
      const quantity = over.live.reduce((sum, share) => sum + share.quantity, 0);
      const at = new Date(over.at).toISOString();
      const detail = `Area ${areaId} of ${eventId} has ${capacity} places, and ${quantity} of them were held or booked at ${at}.`;
      const calls = over.live.flatMap(({ claim }) => claim.placed?.success ?? []);
      report(findings, 'area-places', detail, calls);
    }
  }
}

function sharesByArea(history: History, claims: Claim[]): Map<string, Share[]> {
  const shares = claims.flatMap(claim =>
    claim.areas.flatMap(({ areaId, quantity }) =>
      certainlyTaken(history, claim, { placeId: areaId, quantity }).map(taken => ({
        areaId,
        share: { claim, ...taken },
      })),
    ),
  );
  const byArea = Map.groupBy(shares, ({ areaId }) => areaId);
  return new Map([...byArea].map(([areaId, found]) => [areaId, found.map(({ share }) => share)]));
}
