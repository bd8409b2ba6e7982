/** Requests of customers for places of one event: bodies of place-hold. */
import type { NewHold } from '../../../contract/holds/requests.ts';
import { type EventOnSale, isArea, isSeated } from '../events-on-sale.ts';
import { happens, pick, type Random, wholeBetween } from './chance.ts';

/** The fields that the caller sends: those with a default may be left out. */
export type HoldRequest = Partial<Omit<NewHold, 'bestAvailable'>> & {
  bestAvailable?: { quantity: number; sectionId?: string; adjacent?: boolean };
};

/** The share of requests that say which total the caller has seen. */
const EXPECTED_TOTAL_SHARE = 0.3;

/** Some seats of one row, the best available places, or places of an area; undefined for an event without places. */
export function anyPlaces(random: Random, event: EventOnSale, quantity: number): HoldRequest {
  const hasAreas = event.sections.some(isArea);
  const hasSeats = event.sections.some(isSeated);
  if (hasAreas && (!hasSeats || happens(random, 0.35))) return areaPlaces(random, event, quantity);
  return happens(random, 0.5) ? bestPlaces(random, event, quantity) : neighbouringSeats(random, event, quantity);
}

export function bestPlaces(random: Random, event: EventOnSale, quantity: number): HoldRequest {
  const section = pick(random, event.sections.filter(isSeated));
  const adjacent = happens(random, 0.8);
  return { bestAvailable: { quantity, adjacent, ...(happens(random, 0.5) && { sectionId: section.id }) } };
}

/** Seats side by side in one row, whether they are available or not. */
export function neighbouringSeats(random: Random, event: EventOnSale, quantity: number): HoldRequest {
  const section = pick(random, event.sections.filter(isSeated));
  const row = pick(random, section.rows);
  const first = wholeBetween(random, 0, Math.max(0, row.length - quantity));
  const seats = row.slice(first, first + quantity);
  return { seats, ...(happens(random, EXPECTED_TOTAL_SHARE) && { expectedTotal: section.price * seats.length }) };
}

export function areaPlaces(random: Random, event: EventOnSale, quantity: number): HoldRequest {
  const area = pick(random, event.sections.filter(isArea));
  const expectedTotal = area.price * quantity;
  return { areas: [{ areaId: area.id, quantity }], ...(happens(random, EXPECTED_TOTAL_SHARE) && { expectedTotal }) };
}
