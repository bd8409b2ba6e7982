/** The places that a claim has: their number, and their seats and shares. */
import { countedSharesOf } from './counters.ts';
import { parseSeatId } from './ids.ts';
import type { Claim, Place, PlacesTouched } from './model.ts';
import { placesOfTickets, remainingTicketsOf } from './tickets.ts';

/** The number of places of a seat or area place. */
export const unitsOf = (place: Place): number => ('seatId' in place ? 1 : place.quantity);

/** The id of the section or area of a place. */
export const sectionIdOf = (place: Place): string =>
  'seatId' in place ? parseSeatId(place.seatId).sectionId : place.areaId;

/** The seats and shares of a claim that are not cancelled. Its shares of counters come last. */
export function placesOf(claim: Pick<Claim, 'places' | 'tickets' | 'counted'>): PlacesTouched {
  const { seatIds, shares } =
    claim.tickets.length > 0 ? placesOfTickets(remainingTicketsOf(claim)) : allPlacesOf(claim);
  return { seatIds, shares: [...shares, ...countedSharesOf(claim)] };
}

const allPlacesOf = ({ places }: Pick<Claim, 'places'>): PlacesTouched => ({
  seatIds: places.flatMap(place => ('seatId' in place ? [place.seatId] : [])),
  shares: places.flatMap(place =>
    'areaId' in place ? place.shares.map(share => ({ areaId: place.areaId, ...share })) : [],
  ),
});

/** The seats that the claim's code has unlocked. In the proposal of a hold: those that it may unlock. */
export const unlockedSeatsOf = ({ places }: Pick<Claim, 'places'>): Set<string> =>
  new Set(places.flatMap(place => ('seatId' in place && place.isUnlocked ? [place.seatId] : [])));

/** The number of a claim's places that are not cancelled. */
export const quantityOf = (claim: Pick<Claim, 'places' | 'tickets'>): number =>
  claim.tickets.length > 0
    ? remainingTicketsOf(claim).length
    : claim.places.reduce((sum, place) => sum + unitsOf(place), 0);

/** Returns `all` without `lost`. */
export const placesWithout = (all: PlacesTouched, lost: PlacesTouched): PlacesTouched => ({
  seatIds: all.seatIds.filter(seatId => !lost.seatIds.includes(seatId)),
  shares: all.shares.filter(
    ({ areaId, bucket }) => !lost.shares.some(share => share.areaId === areaId && share.bucket === bucket),
  ),
});

/** The number of rows: each seat and each share is changed by one write. */
export const countOf = ({ seatIds, shares }: PlacesTouched): number => seatIds.length + shares.length;
