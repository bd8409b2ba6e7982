/**
 * Chooses the tickets that a request cancels. The request names seats and tickets by their ids. Of an area, or of a ticket type of it, it gives
 * a quantity, and the valid tickets with the highest numbers are chosen: first those of quantities with a type, then the others. The types that
 * are left may be ones that no hold may have alone: a child keeps its ticket when the adult's is cancelled.
 */
import type { Canceller } from './cancellation.ts';
import { parseTicketId, ticketIdOf } from './ids.ts';
import type { Claim } from './model.ts';
import { type FieldError, Refusal } from './refusals.ts';
import { remainingTicketsOf, type Ticket, ticketsOf } from './tickets.ts';

/** The places to cancel. Each list is absent rather than empty. */
export interface PlacesToCancel {
  seats?: string[] | undefined;
  areas?: AreaToCancel[] | undefined;
  /** Ticket ids. */
  tickets?: string[] | undefined;
}

/** Places of an area, or only those of one ticket type. */
export interface AreaToCancel {
  areaId: string;
  quantity: number;
  type?: string | undefined;
}

/** Whether a request names places. A request without places is about the whole booking. */
export const namesPlaces = ({ seats, areas, tickets }: PlacesToCancel): boolean =>
  (seats ?? areas ?? tickets) !== undefined;

/** Finds the errors of a request: it names places that the booking never had, or the same place twice. */
export function faultsOfPlaces(claim: Claim, { seats = [], areas = [], tickets = [] }: PlacesToCancel): FieldError[] {
  const all = ticketsOf(claim);
  const named = new Set(tickets);
  const isNamed = ({ number }: Ticket): boolean => named.has(ticketIdOf(claim.id, number));
  const fault = (path: string, message: string): FieldError => ({ path: `body.${path}`, message });
  return [
    ...seats.flatMap((seatId, i) => {
      const ticket = all.find(isOfSeat(seatId));
      if (!ticket) return [fault(`seats.${i}`, 'is not in this booking')];
      return isNamed(ticket) ? [fault(`seats.${i}`, 'is named by its ticket too')] : [];
    }),
    ...areas.flatMap(({ areaId, quantity, type }, i) => {
      const ofArea = all.filter(isOfArea({ areaId }));
      if (ofArea.length === 0) return [fault(`areas.${i}.areaId`, 'is not in this booking')];
      const ofType = ofArea.filter(isOfArea({ areaId, type }));
      if (ofType.length === 0) return [fault(`areas.${i}.type`, 'is not in this area of the booking')];
      const others =
        ofType.filter(ticket => !isNamed(ticket)).length - (type === undefined ? typedIn(areas, areaId) : 0);
      const what = type === undefined ? 'this area' : 'this area and type';
      return quantity > others
        ? [fault(`areas.${i}.quantity`, `must be at most ${others}: the booking has no other places of ${what}`)]
        : [];
    }),
    ...tickets.flatMap((id, i) =>
      ticketWith(claim, all, id) ? [] : [fault(`tickets.${i}`, 'is not in this booking')],
    ),
  ];
}

/** The places of an area that a request names with their types. They are not among those that it names without. */
const typedIn = (areas: AreaToCancel[], areaId: string): number =>
  areas.reduce((sum, area) => sum + (area.areaId === areaId && area.type !== undefined ? area.quantity : 0), 0);

/**
 * Returns the tickets to cancel, in the order of their numbers. Refuses places that are cancelled already, and tickets that were
 * used at the door. Members and administrators can cancel a used ticket, but have to name it or its seat.
 */
export function chooseTickets(claim: Claim, places: PlacesToCancel, by: Canceller): Ticket[] | Refusal {
  const { named, counted, gone } = namesPlaces(places)
    ? choosePlaces(claim, places)
    : { named: remainingTicketsOf(claim), counted: [], gone: NOTHING };
  if (gone.seatIds.length + gone.areas.length + gone.ticketIds.length > 0)
    return new Refusal('booking-places-cancelled', gone);
  const redeemed = [...(by === 'owner' ? named : []), ...counted].filter(({ status }) => status === 'redeemed');
  if (redeemed.length > 0) {
    return new Refusal('ticket-redeemed', { ticketIds: redeemed.map(({ number }) => ticketIdOf(claim.id, number)) });
  }
  return [...named, ...counted].toSorted((one, other) => one.number - other.number);
}

interface Chosen {
  /** Tickets that the request names, by their ids or seats. */
  named: Ticket[];
  /** Tickets that were chosen by the quantities of areas. */
  counted: Ticket[];
  /** Requested places that are cancelled already. */
  gone: Refusal<'booking-places-cancelled'>['details'];
}
const NOTHING: Chosen['gone'] = { seatIds: [], areas: [], ticketIds: [] };

function choosePlaces(claim: Claim, { seats = [], areas = [], tickets = [] }: PlacesToCancel): Chosen {
  const all = ticketsOf(claim);
  const bySeat = all.filter(({ place }) => 'seatId' in place && seats.includes(place.seatId));
  const byId = all.filter(({ number }) => tickets.includes(ticketIdOf(claim.id, number)));
  const ofAreas = countedTickets(
    all.filter(ticket => isNotVoid(ticket) && !byId.includes(ticket)),
    areas,
  );
  return {
    named: [...bySeat, ...byId],
    counted: ofAreas.flatMap(({ chosen }) => chosen),
    gone: {
      seatIds: bySeat.flatMap(({ status, place }) => (status === 'void' && 'seatId' in place ? [place.seatId] : [])),
      areas: ofAreas.flatMap(({ areaId, type, quantity, left }) =>
        left < quantity ? [{ areaId, ...(type !== undefined && { type }), left }] : [],
      ),
      ticketIds: byId.flatMap(({ status, number }) => (status === 'void' ? [ticketIdOf(claim.id, number)] : [])),
    },
  };
}

/** The tickets for each quantity, in the order of the request. Those with a type are chosen first. `left`: how many there were to choose. */
function countedTickets(tickets: Ticket[], areas: AreaToCancel[]) {
  const taken = new Set<Ticket>();
  const choose = (area: AreaToCancel) => {
    const left = tickets.filter(ticket => isOfArea(area)(ticket) && !taken.has(ticket));
    const chosen = takeLast(left, area.quantity);
    for (const ticket of chosen) taken.add(ticket);
    return { ...area, chosen, left: left.length };
  };
  const typed = new Map(areas.filter(({ type }) => type !== undefined).map(area => [area, choose(area)]));
  return areas.map(area => typed.get(area) ?? choose(area));
}

/** The tickets of an area with the highest numbers. Used tickets come last: they are chosen only if there are no others. */
const takeLast = (tickets: Ticket[], quantity: number): Ticket[] =>
  tickets
    .toSorted((one, other) => Number(isRedeemed(one)) - Number(isRedeemed(other)) || other.number - one.number)
    .slice(0, quantity);

const isNotVoid = ({ status }: Ticket): boolean => status !== 'void';
const isRedeemed = ({ status }: Ticket): boolean => status === 'redeemed';
const isOfSeat =
  (seatId: string) =>
  ({ place }: Ticket): boolean =>
    'seatId' in place && place.seatId === seatId;
const isOfArea =
  ({ areaId, type: wanted }: Pick<AreaToCancel, 'areaId' | 'type'>) =>
  ({ place, type }: Ticket): boolean =>
    'areaId' in place && place.areaId === areaId && (wanted === undefined || type === wanted);

const ticketWith = (claim: Claim, tickets: Ticket[], id: string): Ticket | undefined => {
  const named = parseTicketId(id);
  return named?.claimId === claim.id ? tickets.find(({ number }) => number === named.number) : undefined;
};
