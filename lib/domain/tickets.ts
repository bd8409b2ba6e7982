/**
 * The tickets of a booking: one for each unit (a seat, or one place of an area), numbered from 1 in the order of the places. The
 * ticket of a cancelled unit becomes void, and keeps its number.
 */
import { parseSeatId } from './ids.ts';
import type { BucketShare, Claim, Place, PlacePrice, PlacesTouched, TicketStatus } from './model.ts';

type Ticketed = Pick<Claim, 'places' | 'tickets' | 'ticketVersions'>;

/** A ticket with the unit that it is for, and its price. */
export interface Ticket extends PlacePrice {
  /** From 1. */
  number: number;
  status: TicketStatus;
  /** From 1. A code with a lower version is void. */
  version: number;
  /** The position of its place in the booking. */
  placeIndex: number;
  place: Place;
  /** The id of the section or area. */
  sectionId: string;
  /** The bucket of the unit, if it is a place of an area. */
  bucket?: number;
}

/** All tickets of a booking, also the void ones. A hold has none. */
export function ticketsOf({ places, tickets, ticketVersions }: Ticketed): Ticket[] {
  const units = places.flatMap((place, placeIndex) => {
    const sectionId = 'seatId' in place ? parseSeatId(place.seatId).sectionId : place.areaId;
    return unitsIn(place).map(unit => ({ ...unit, place, placeIndex, sectionId }));
  });
  return tickets.map((status, i) => {
    const unit = units[i];
    if (!unit) throw new Error(`the booking has ${tickets.length} tickets for ${units.length} units`);
    return { number: i + 1, status, version: ticketVersions?.[i] ?? FIRST_VERSION, ...unit };
  });
}

const FIRST_VERSION = 1;

/** Returns the versions of a booking's tickets after the code of one of them was replaced. */
export const versionsWith = (booking: Ticketed, { ticket, version }: { ticket: number; version: number }): number[] =>
  ticketsOf(booking).map(({ number, version: before }) => (number === ticket ? version : before));

/** The number of codes of a booking that were replaced. */
export const reissuesOf = ({ ticketVersions = [] }: Pick<Claim, 'ticketVersions'>): number =>
  ticketVersions.reduce((sum, version) => sum + version - FIRST_VERSION, 0);

/** The units of an area belong to its shares in order: first those of the first share. */
function unitsIn(place: Place): (PlacePrice & { bucket?: number })[] {
  const prices = pricesOf([place]);
  if ('seatId' in place) return prices;
  const buckets = place.shares.flatMap(({ bucket, quantity }) => Array.from({ length: quantity }, () => bucket));
  return buckets.map((bucket, i) => ({ bucket, ...(prices[i] ?? { price: place.price }) }));
}

/** The prices of places, one for each unit, in the order of their tickets. */
export const pricesOf = (places: Place[]): PlacePrice[] =>
  places.flatMap(place =>
    'seatId' in place
      ? [priceIn(place)]
      : (place.units ?? [place]).flatMap(unit => Array.from({ length: unit.quantity }, () => priceIn(unit))),
  );

const priceIn = ({ price, discount, type }: PlacePrice): PlacePrice => ({
  price,
  ...(discount !== undefined && { discount }),
  ...(type !== undefined && { type }),
});

/** The number of units of places, which is the number of tickets of their booking. */
export const countUnits = (places: Place[]): number => places.reduce((sum, place) => sum + unitsIn(place).length, 0);

/** The tickets that are not void. */
export const remainingTicketsOf = (booking: Ticketed): Ticket[] =>
  ticketsOf(booking).filter(({ status }) => status !== 'void');

/** The sum of the prices of tickets, in minor units. */
export const priceOf = (tickets: Ticket[]): number => tickets.reduce((sum, { price }) => sum + price, 0);

/** The seats of tickets, and their shares of buckets. */
export function placesOfTickets(tickets: Ticket[]): PlacesTouched {
  const shares = new Map<string, BucketShare & { areaId: string }>();
  for (const { place, bucket } of tickets) {
    if ('seatId' in place || bucket === undefined) continue;
    const name = `${place.areaId} ${bucket}`;
    const { quantity } = shares.get(name) ?? { quantity: 0 };
    shares.set(name, { areaId: place.areaId, bucket, quantity: quantity + 1 });
  }
  return {
    seatIds: tickets.flatMap(({ place }) => ('seatId' in place ? [place.seatId] : [])),
    shares: [...shares.values()],
  };
}

/** Returns one ticket of this status for each unit of the places. */
export const ticketsFor = <Status extends TicketStatus>(places: Place[], status: Status): Status[] =>
  places.flatMap(place => Array.from({ length: 'seatId' in place ? 1 : place.quantity }, () => status));
