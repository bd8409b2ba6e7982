/**
 * A ticket type never has more live places than its maximum, and a code no more live uses than its maximum, in all and for each
 * customer (P1, P4): those counted here are certainly held or booked.
 */
import type { Claim } from '../claims.ts';
import { allValuesOf, findCode } from '../codes.ts';
import { type Findings, report } from '../findings.ts';
import type { History } from '../history.ts';
import { certainlyOfType, certainUse } from '../places/counted-units.ts';
import type { Taken } from '../places/occupancy.ts';
import { firstAbove } from '../places/timeline.ts';
import { maximaOfTypes } from '../prices/price-lists.ts';

export function checkCountedSales(history: History, findings: Findings): void {
  for (const [eventId, claims] of Map.groupBy(history.claims.values(), claim => claim.eventId)) {
    checkTypes(history, eventId, claims, findings);
    for (const [id, users] of Map.groupBy(claims, ({ code }) => code))
      if (id !== undefined) checkCode(history, eventId, id, users, findings);
  }
}

function checkTypes(history: History, eventId: string, claims: Claim[], findings: Findings): void {
  const event = history.events.get(eventId);
  for (const [type, { max }] of event ? maximaOfTypes(event) : []) {
    const taken = (claim: Claim): Taken[] => certainlyOfType(history, claim, type);
    checkNumber(`places of the type ${type} of ${eventId}`, max, claims, taken, findings);
  }
}

function checkCode(history: History, eventId: string, id: string, users: Claim[], findings: Findings): void {
  const code = findCode(history.codes, eventId, id);
  if (!code) return;
  const use = (claim: Claim): Taken[] => certainUse(history, claim);
  const highest = (maxima: (number | undefined)[]): number =>
    Math.max(...maxima.map(max => max ?? Number.POSITIVE_INFINITY));
  checkNumber(`uses of the code ${id} of ${eventId}`, highest(allValuesOf(code, 'usesMax')), users, use, findings);
  const ofCustomer = highest(allValuesOf(code, 'usesPerCustomerMax'));
  for (const [ownerId, own] of Map.groupBy(users, claim => claim.ownerId))
    checkNumber(`uses of the code ${id} of ${eventId} by ${ownerId}`, ofCustomer, own, use, findings);
}

function checkNumber(
  name: string,
  max: number,
  claims: Claim[],
  takenBy: (claim: Claim) => Taken[],
  findings: Findings,
): void {
  if (!Number.isFinite(max)) return;
  findings.applied['counted-sales'] += 1;
  const shares = claims.flatMap(claim => takenBy(claim).map(taken => ({ claim, ...taken })));
  const over = firstAbove(shares, max);
  if (!over) return;
  const quantity = over.live.reduce((sum, share) => sum + share.quantity, 0);
  const detail = `There are at most ${max} ${name}, and ${quantity} were held or booked at ${new Date(over.at).toISOString()}.`;
  const calls = over.live.flatMap(({ claim }) => claim.placed?.success ?? []);
  report(findings, 'counted-sales', detail, calls);
}
