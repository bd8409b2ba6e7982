/** How many places a request would hold or extend, and whether its caller is limited there. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { claimIdOf, isHoldId } from '../../domain/ids.ts';
import type { Event } from '../../domain/model.ts';
import { quantityOf } from '../../domain/places.ts';
import { requireState, stateOf } from './request-state.ts';
import { unvalidatedJson } from './validation.ts';

/** The places of a request, and their event. */
export interface PlacesAsked {
  event: Event;
  places: number;
  /** Whether the places are held already, and shall stay so for longer. */
  isExtension: boolean;
}

/**
 * Returns the places that the request asks for, or undefined if it is refused anyway: its event or hold does not exist, or its body
 * names no places. Runs before validation, because a request that is not valid counts as a call.
 */
export async function placesAsked(event: APIGatewayProxyEventV2): Promise<PlacesAsked | undefined> {
  const { eventId, holdId } = event.pathParameters ?? {};
  if (eventId !== undefined) return placesOfBody(event, eventId);
  return holdId === undefined ? undefined : placesOfHold(event, holdId);
}

async function placesOfBody(event: APIGatewayProxyEventV2, eventId: string): Promise<PlacesAsked | undefined> {
  const places = placesIn(unvalidatedJson(event, requireState(event, 'route')));
  return places > 0 ? atEvent(event, eventId, { places, isExtension: false }) : undefined;
}

/**
 * An extension takes all places of the hold for longer. A hold of another customer is refused, so it counts nothing, and so does one
 * that became a booking whose places are all cancelled.
 */
async function placesOfHold(event: APIGatewayProxyEventV2, holdId: string): Promise<PlacesAsked | undefined> {
  if (!isHoldId(holdId)) return undefined;
  const { store } = requireState(event, 'service').dependencies;
  const claim = await store.readClaim(claimIdOf(holdId));
  if (!claim || claim.ownerId !== stateOf(event).caller?.userId) return undefined;
  const places = quantityOf(claim);
  return places > 0 ? atEvent(event, claim.eventId, { places, isExtension: true }) : undefined;
}

async function atEvent(
  request: APIGatewayProxyEventV2,
  eventId: string,
  asked: Omit<PlacesAsked, 'event'>,
): Promise<PlacesAsked | undefined> {
  const facts = await requireState(request, 'service').dependencies.events.cached(eventId);
  return facts && { event: facts.event, ...asked };
}

/** Counts the places in a body of any form. */
function placesIn(body: unknown): number {
  const { seats, areas, bestAvailable } = recordIn(body);
  const inSeats = Array.isArray(seats) ? seats.length : 0;
  const inAreas = Array.isArray(areas) ? areas.reduce((sum: number, area) => sum + quantityIn(area), 0) : 0;
  return inSeats + inAreas + quantityIn(bestAvailable);
}

const quantityIn = (value: unknown): number => {
  const { quantity } = recordIn(value);
  return Number.isSafeInteger(quantity) && Number(quantity) > 0 ? Number(quantity) : 0;
};

const recordIn = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
