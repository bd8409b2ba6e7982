/** When claims have places of a ticket type, or use a code: certainly, and possibly. */
import type { Claim } from '../claims.ts';
import type { History } from '../history.ts';
import type { UnitPrice } from '../prices/told-prices.ts';
import { certainlyHeld, certainlyTaken, possiblyHeld, possiblyTaken, type Taken } from './occupancy.ts';

/** The places of a type that the claim certainly has. A cancelled place of an area may be one of them. */
export const certainlyOfType = (history: History, claim: Claim, type: string): Taken[] =>
  placesOfType(claim, type).flatMap(wanted => certainlyTaken(history, claim, wanted));

/** The places of a type that the claim may have. A cancelled place of an area may be of another type, if it has several there. */
export const possiblyOfType = (history: History, claim: Claim, type: string): Taken[] =>
  placesOfType(claim, type).flatMap(wanted =>
    isOnlyTypeOf(claim, wanted.placeId, type)
      ? possiblyTaken(history, claim, wanted)
      : [{ ...possiblyHeld(history, claim), quantity: wanted.quantity }],
  );

/** The use of a code is kept until the whole claim ends. */
export const certainUse = (history: History, claim: Claim): Taken[] =>
  certainlyHeld(history, claim).map(interval => ({ ...interval, quantity: 1 }));
export const possibleUse = (history: History, claim: Claim): Taken[] => [
  { ...possiblyHeld(history, claim), quantity: 1 },
];

function placesOfType({ prices }: Claim, type: string): { placeId: string; quantity: number }[] {
  const byPlace = Map.groupBy(
    prices.filter(unit => unit.type === type),
    ({ placeId }: UnitPrice) => placeId,
  );
  return [...byPlace].map(([placeId, units]) => ({ placeId, quantity: units.length }));
}

const isOnlyTypeOf = ({ prices }: Claim, placeId: string, type: string): boolean =>
  prices.every(unit => unit.placeId !== placeId || unit.type === type);
