/** The part of a booking that the request of a cancellation names, and the part that its response shows as kept. */
import type { NewCancellation } from '../contract/bookings/requests.ts';
import type { Booking, Cancellation } from '../contract/bookings/responses.ts';
import { parseTicketId } from '../domain/ids.ts';
import type { Claim } from './claims.ts';
import type { KeyedOperation } from './keyed-operations.ts';

/** Places that a request names. */
export interface Part {
  /** The request names no places, so it cancels all that is left. */
  isWhole: boolean;
  /** Quantities by seat id and area id. */
  quantities: Map<string, number>;
}

type Placed = Pick<Claim, 'units'>;

export function partOf({ units }: Placed, body: unknown): Part {
  const { seats = [], areas = [], tickets = [] } = (body ?? {}) as NewCancellation;
  const isWhole = seats.length + areas.length + tickets.length === 0;
  const quantities = new Map<string, number>();
  const add = (placeId: string, quantity: number): void =>
    void quantities.set(placeId, (quantities.get(placeId) ?? 0) + quantity);
  for (const seatId of seats) add(seatId, 1);
  for (const { areaId, quantity } of areas) add(areaId, quantity);
  for (const id of tickets) {
    const placeId = units[(parseTicketId(id)?.number ?? 0) - 1];
    if (placeId !== undefined) add(placeId, 1);
  }
  return { isWhole, quantities };
}

export const partOfOperation = (claim: Placed, { first }: KeyedOperation): Part => partOf(claim, first.body);

/** The highest number of places of a seat or area that the cancellation can cancel. */
export const quantityOf = ({ isWhole, quantities }: Part, placeId: string): number =>
  isWhole ? Number.POSITIVE_INFINITY : (quantities.get(placeId) ?? 0);

/** Whether the successful answer of a cancellation shows the booking as cancelled, because all places that were left are. */
export const endsBooking = ({ success }: KeyedOperation): boolean => cancelledBooking(success)?.status === 'cancelled';

/** The booking as the answer to a cancellation shows it. */
export const cancelledBooking = (success: KeyedOperation['success']): Booking | undefined =>
  (success?.answer?.document as Cancellation | undefined)?.booking;

type BookedPlace = Booking['places'][number];

export const placeIdOf = (place: BookedPlace): string => ('seatId' in place ? place.seatId : place.areaId);

const countOf = ({ tickets }: BookedPlace, isCounted: (status: string) => boolean): number =>
  tickets.filter(({ status }) => isCounted(status)).length;

/** The number of places that were not cancelled. */
export const keptIn = (place: BookedPlace): number => countOf(place, status => status !== 'void');
export const voidIn = (place: BookedPlace): number => countOf(place, status => status === 'void');

/** The ids of the void tickets of a booking. */
export const voidTicketsOf = ({ places }: Booking): Set<string> =>
  new Set(places.flatMap(({ tickets }) => tickets.flatMap(({ id, status }) => (status === 'void' ? [id] : []))));
