/** The places that a visitor has chosen for an event. Pure. */
import type { EventFacts, Seating } from './seating.ts';
import { statusOf } from './seating.ts';

export interface ChosenSeat {
  seatId: string;
  /** Its ticket type; absent: the default one. */
  type?: string;
}

export interface ChosenArea {
  areaId: string;
  type?: string;
  quantity: number;
}

export interface Selection {
  seats: readonly ChosenSeat[];
  areas: readonly ChosenArea[];
  /** The promo or access code that is in use. */
  code?: string;
}

export const NOTHING: Selection = { seats: [], areas: [] };

export const countOf = ({ seats, areas }: Selection): number =>
  seats.length + areas.reduce((sum, { quantity }) => sum + quantity, 0);

export const isChosen = ({ seats }: Selection, seatId: string): boolean => seats.some(seat => seat.seatId === seatId);

export const withSeat = (selection: Selection, seatId: string): Selection =>
  isChosen(selection, seatId) ? selection : { ...selection, seats: [...selection.seats, { seatId }] };

export const withoutSeats = (selection: Selection, seatIds: ReadonlySet<string>): Selection => ({
  ...selection,
  seats: selection.seats.filter(({ seatId }) => !seatIds.has(seatId)),
});

export const withType = (selection: Selection, seatId: string, type: string): Selection => ({
  ...selection,
  seats: selection.seats.map(seat => (seat.seatId === seatId ? { ...seat, type } : seat)),
});

/** Sets how many places of an area have a type. */
export function withQuantity(selection: Selection, { areaId, type, quantity }: ChosenArea): Selection {
  const others = selection.areas.filter(area => area.areaId !== areaId || area.type !== type);
  const own = { areaId, quantity, ...(type !== undefined && { type }) };
  return { ...selection, areas: quantity > 0 ? [...others, own] : others };
}

export const quantityOf = ({ areas }: Selection, areaId: string, type?: string): number =>
  areas.find(area => area.areaId === areaId && area.type === type)?.quantity ?? 0;

export function withCode({ seats, areas }: Selection, code: string | undefined): Selection {
  return { seats, areas, ...(code !== undefined && code !== '' && { code }) };
}

/** Takes the code back, with the ticket types that need one: those seats get the default type, and those places of areas are given up. */
export function withoutCode({ seats, areas }: Selection, { prices }: EventFacts): Selection {
  const needsCode = (id: string | undefined): boolean =>
    prices?.ticketTypes?.find(type => type.id === id)?.needsCode === true;
  return {
    seats: seats.map(seat => (needsCode(seat.type) ? { seatId: seat.seatId } : seat)),
    areas: areas.filter(({ type }) => !needsCode(type)),
  };
}

/**
 * The chosen seats that somebody else has taken, or that the event no longer has. With a code, blocked seats may stay: it may unlock them.
 */
export const takenSeats = (selection: Selection, seating: Seating): string[] =>
  selection.seats
    .map(({ seatId }) => seatId)
    .filter(seatId => {
      const status = statusOf(seating, seatId);
      return status !== 'available' && !(status === 'blocked' && selection.code !== undefined);
    });

/** The places as holds and quotes have them; undefined if there are none. */
export function placesOf({ seats, areas }: Selection) {
  const chosen = {
    ...(areas.length > 0 && { areas: areas.map(area => ({ ...area })) }),
    ...(seats.length > 0 && {
      seats: seats.map(({ seatId, type }) => (type === undefined ? seatId : { seat: seatId, type })),
    }),
  };
  if (chosen.seats) return { ...chosen, seats: chosen.seats };
  return chosen.areas ? { areas: chosen.areas } : undefined;
}

type TicketType = NonNullable<NonNullable<EventFacts['prices']>['ticketTypes']>[number];

/** The ticket types of a section or an area. Those that need a code are offered once there is one. */
export const typesIn = ({ prices }: EventFacts, sectionId: string, hasCode: boolean): TicketType[] =>
  (prices?.ticketTypes ?? []).filter(
    ({ sections, needsCode }) => (sections?.some(({ id }) => id === sectionId) ?? true) && (!needsCode || hasCode),
  );

/** Whether the total depends on more than the prices of the places. */
export const needsQuote = ({ prices }: EventFacts, { code }: Selection): boolean =>
  code !== undefined || (prices?.ticketTypes?.length ?? 0) > 0 || (prices?.fees?.length ?? 0) > 0;

/** The sum of the prices of the places, in minor units. */
export function sumOf(selection: Selection, event: EventFacts, seating: Pick<Seating, 'seats'> | undefined): number {
  const areaPrices = new Map(event.sections.map(({ id, price }) => [id, price]));
  return (
    selection.seats.reduce((sum, { seatId }) => sum + (seating?.seats.get(seatId)?.price ?? 0), 0) +
    selection.areas.reduce((sum, { areaId, quantity }) => sum + quantity * (areaPrices.get(areaId) ?? 0), 0)
  );
}

/** The places of a hold that is over, chosen again. */
export function selectionOf(places: readonly HeldPlace[], code: string | undefined): Selection {
  const seats: ChosenSeat[] = [];
  let areas = NOTHING;
  for (const place of places) {
    const typed = place.type && { type: place.type.id };
    if ('seatId' in place) {
      seats.push({ seatId: place.seatId, ...typed });
    } else {
      const quantity = place.quantity + quantityOf(areas, place.areaId, place.type?.id);
      areas = withQuantity(areas, { areaId: place.areaId, quantity, ...typed });
    }
  }
  return withCode({ seats, areas: areas.areas }, code);
}

type HeldPlace = { type?: { id: string } } & ({ seatId: string } | { areaId: string; quantity: number });
