/** A claim's places: how many they are, and their names, seat by seat and share by share. */
import type { Claim, Place, PlacesTouched } from './model.ts';

/** How many places one entry of a claim stands for. */
export const unitsOf = (place: Place): number => ('seatId' in place ? 1 : place.quantity);

/** All of a claim's places by name. */
export const placesOf = ({ places }: Pick<Claim, 'places'>): PlacesTouched => ({
  seatIds: places.flatMap(place => ('seatId' in place ? [place.seatId] : [])),
  shares: places.flatMap(place =>
    'areaId' in place ? place.shares.map(share => ({ areaId: place.areaId, ...share })) : [],
  ),
});

/** The same without some of them. */
export const placesWithout = (all: PlacesTouched, lost: PlacesTouched): PlacesTouched => ({
  seatIds: all.seatIds.filter(seatId => !lost.seatIds.includes(seatId)),
  shares: all.shares.filter(
    ({ areaId, bucket }) => !lost.shares.some(share => share.areaId === areaId && share.bucket === bucket),
  ),
});

/** How many names there are: the writes that it takes to change them all. */
export const countOf = ({ seatIds, shares }: PlacesTouched): number => seatIds.length + shares.length;
