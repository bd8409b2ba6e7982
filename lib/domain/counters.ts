/**
 * Counters: the places of a ticket type with a maximum, and the uses of a code. A counter is kept like an area: in buckets, so that no sale
 * writes a shared row, and its last unit can be taken. Its id cannot be that of an area, so both share the form of their keys.
 */
import { areasOf } from './layout.ts';
import { PLACES_PER_BUCKET } from './limits.ts';
import type { Area, Bucket, Claim, Event, EventFacts } from './model.ts';
import type { Code, Count, TicketType } from './price-model.ts';
import { remainingTicketsOf, type Ticket, ticketsOf } from './tickets.ts';

/** The facts of an area or a counter that the reads and writes of its buckets need. */
export type Counted = Pick<Area, 'id' | 'buckets' | 'capacity'>;

const TYPE = 'type:';
const CODE = 'code:';
export const typeCounterIdOf = (typeId: string): string => `${TYPE}${typeId}`;
/** The id of a code's counter has a random part: a code that is created again starts with new buckets. */
export const codeCounterIdOf = (random: string): string => `${CODE}${random}`;
/** The subject of the journal of a code's changes. */
export const codeSubjectOf = ({ counterId }: Pick<Code, 'counterId'>): string => `cod_${counterId.slice(CODE.length)}`;
/** The id of the type that a counter counts; undefined if it counts the uses of a code. */
export const typeOfCounter = (counterId: string): string | undefined =>
  counterId.startsWith(TYPE) ? counterId.slice(TYPE.length) : undefined;
export const isCounterId = (id: string): boolean => id.startsWith(TYPE) || id.startsWith(CODE);

/** The counters of an event's ticket types, as areas without a price. */
export const typeCountersOf = ({ prices }: Pick<Event, 'prices'>): Area[] =>
  (prices?.ticketTypes ?? []).flatMap(type => typeCounterOf(type) ?? []);

function typeCounterOf({ id, name, placesMax, buckets }: TicketType): Area | undefined {
  if (placesMax === undefined || buckets === undefined) return undefined;
  return { id: typeCounterIdOf(id), name, kind: 'area', price: 0, capacity: placesMax, buckets };
}

/** The areas of an event and the counters of its ticket types: all whose buckets say how many places are left. */
export const countedPartsOf = ({ event, sections }: EventFacts): Area[] => [
  ...areasOf({ sections }),
  ...typeCountersOf(event),
];

/** The counter of a code's uses; undefined if the code may be used any number of times. */
export const codeCounterOf = ({ id, counterId, usesMax, buckets }: Code): Area | undefined =>
  usesMax === undefined ? undefined : { id: counterId, name: id, kind: 'area', price: 0, capacity: usesMax, buckets };

/** The counters of a claim, as they were when it was placed. Their capacity is not known, so `capacity` is the most that these buckets can count. */
export const countersOf = ({ counted = [] }: Pick<Claim, 'counted'>): Counted[] =>
  counted.map(({ counterId, buckets }) => ({ id: counterId, buckets, capacity: buckets * PLACES_PER_BUCKET }));

/** A share of a counter's bucket, named like a share of an area. */
type Share = { areaId: string; bucket: number; quantity: number };

/**
 * The shares that a claim has in its counters. A cancelled place leaves the counter of its type. The use of a code is given back when the
 * whole booking is cancelled.
 */
export const countedSharesOf = (claim: Pick<Claim, 'places' | 'tickets' | 'counted'>): Share[] =>
  claim.tickets.length > 0
    ? sharesOfTickets(claim, remainingTicketsOf(claim), true)
    : (claim.counted ?? []).flatMap(({ counterId, shares }) => shares.map(share => ({ areaId: counterId, ...share })));

/** The shares that these tickets of a booking have in the counters of their types. With all tickets that are left, the code's use too. */
export function sharesOfTickets(
  claim: Pick<Claim, 'places' | 'tickets' | 'counted'>,
  tickets: Ticket[],
  withCode = tickets.length === remainingTicketsOf(claim).length,
): Share[] {
  if (!claim.counted || tickets.length === 0) return [];
  const named = new Set(tickets.map(({ number }) => number));
  return claim.counted.flatMap(count => {
    const typeId = typeOfCounter(count.counterId);
    if (typeId === undefined) return withCode ? sharesIn(count, () => true) : [];
    const ofType = ticketsOf(claim).filter(({ type }) => type === typeId);
    return sharesIn(count, unit => named.has(ofType[unit]?.number ?? 0));
  });
}

/** The units of a count belong to its shares in order: first those of the first share. */
function sharesIn({ counterId, shares }: Count, isChosen: (unit: number) => boolean): Share[] {
  let first = 0;
  return shares.flatMap(({ bucket, quantity }) => {
    const chosen = Array.from({ length: quantity }, (_, i) => first + i).filter(isChosen).length;
    first += quantity;
    return chosen > 0 ? [{ areaId: counterId, bucket, quantity: chosen }] : [];
  });
}

/** The buckets of counters among those of areas. */
export const isOfCounter = ({ areaId }: Pick<Bucket, 'areaId'>): boolean => isCounterId(areaId);
