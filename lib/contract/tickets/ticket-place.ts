/** The place of one ticket, with its names: a seat, or a place of an area. */
import * as z from 'zod/mini';
import type { EventFacts, Place } from '../../domain/model.ts';
import { areaNameOf, seatNamesOf } from '../../domain/place-names.ts';
import { HeldArea, HeldSeat } from '../holds/responses.ts';
import { component } from '../schema-parts.ts';

export const TicketPlace = component(
  'TicketPlace',
  z.union([z.omit(HeldSeat, { price: true }), z.omit(HeldArea, { price: true, quantity: true })]),
);
export type TicketPlace = z.infer<typeof TicketPlace>;

/** `facts` name the place; they are undefined if the event was deleted. */
export const ticketPlaceAnswer = (place: Place, facts: EventFacts | undefined): TicketPlace =>
  'seatId' in place
    ? { seatId: place.seatId, ...seatNamesOf(facts, place.seatId) }
    : { areaId: place.areaId, name: areaNameOf(facts, place.areaId) };
