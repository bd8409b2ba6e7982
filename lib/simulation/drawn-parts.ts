/** Draws requests that cancel a part of a booking: mostly places that it has, and sometimes wrong ones. */
import type { NewCancellation } from '../contract/bookings/requests.ts';
import { ticketIdOf } from '../domain/ids.ts';
import type { Chance } from './chance.ts';

/** A claim as a customer knows it. */
export interface PartlyKnown {
  /** The id without its prefix. */
  id: string;
  /** The seat or area of each ticket, in the order of their numbers. */
  units: string[];
}

type Part = Omit<NewCancellation, 'reason'>;

/** Draws a request: sometimes for all that is left, sometimes for places that the booking cannot have. */
export function drawPart(claim: PartlyKnown, others: readonly PartlyKnown[], chance: Chance): Part {
  const drawn = chance.random();
  if (drawn < 0.1) return {};
  if (drawn < 0.2) return drawWrongPart(claim, chance.pick(others) ?? claim, chance);
  const count = 1 + chance.below(Math.max(1, claim.units.length - 1));
  return namedPart(claim, drawNumbers(claim.units.length, count, chance), chance);
}

/** Different ticket numbers, in their order. */
function drawNumbers(units: number, count: number, chance: Chance): number[] {
  const left = Array.from({ length: units }, (_, i) => i + 1);
  while (left.length > count) left.splice(chance.below(left.length), 1);
  return left;
}

/** Names these tickets by their seats, by their ids, or by a quantity of their area. */
function namedPart({ id, units }: PartlyKnown, numbers: number[], chance: Chance): Part {
  const seats: string[] = [];
  const tickets: string[] = [];
  const quantities = new Map<string, number>();
  for (const number of numbers) {
    const placeId = units[number - 1] as string;
    if (chance.happens(0.3)) tickets.push(ticketIdOf(id, number));
    else if (placeId.includes('/')) seats.push(placeId);
    else quantities.set(placeId, (quantities.get(placeId) ?? 0) + 1);
  }
  const areas = [...quantities].map(([areaId, quantity]) => ({ areaId, quantity }));
  return {
    ...(seats.length > 0 && { seats }),
    ...(areas.length > 0 && { areas }),
    ...(tickets.length > 0 && { tickets }),
  };
}

/** A place of another booking, a place twice, or more than there is. */
function drawWrongPart({ id, units }: PartlyKnown, other: PartlyKnown, chance: Chance): Part {
  const number = 1 + chance.below(Math.max(1, units.length));
  const placeId = units[number - 1] ?? 'standing';
  const wrong: Part[] = [
    { tickets: [ticketIdOf(other.id, 1)] },
    { tickets: [ticketIdOf(id, units.length + 1)] },
    { seats: ['a/A-99'] },
    { areas: [{ areaId: 'standing', quantity: 1 + units.length }] },
    placeId.includes('/')
      ? { seats: [placeId], tickets: [ticketIdOf(id, number)] }
      : { areas: [{ areaId: placeId, quantity: units.length }], tickets: [ticketIdOf(id, number)] },
  ];
  return chance.pick(wrong);
}
