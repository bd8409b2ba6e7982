/**
 * What one customer may have: so many places of an event, and no two journeys at once. Each is kept in a row of the
 * customer's own, where every claim stands with its deadline: a lapsed one counts no more, whatever job has run (P4).
 * Pure; the conditions of those rows' writes decide.
 */
import type { Claim, Journey } from './model.ts';
import { unitsOf } from './places.ts';
import { Refusal } from './refusals.ts';
import { hasLapsed } from './seat-lifecycle.ts';

export type CustomerRule = 'limit' | 'itinerary';

/** What the rules need to know of a claim. */
export type RuledClaim = Pick<Claim, 'id' | 'eventId' | 'ownerId' | 'places' | 'placesPerCustomerMax' | 'journey'>;

/** A claim in a customer's row; without a deadline once it is a booking. */
interface Standing {
  expiresAt?: number;
}

/** A customer's places of an event that limits them; `used` is the sum over all of the claims. */
export interface CustomerLimit {
  used: number;
  claims: Record<string, Standing & { quantity: number }>;
}

/** A customer's journeys; the version counts its changes. */
export interface Itinerary {
  version: number;
  journeys: Record<string, Standing & Journey & { eventId: string }>;
}

/** The rules that a claim is under, by the terms it was placed on. */
export const rulesOf = ({ placesPerCustomerMax, journey }: RuledClaim): CustomerRule[] => [
  ...(placesPerCustomerMax === undefined ? [] : ['limit' as const]),
  ...(journey ? ['itinerary' as const] : []),
];

/** How many places a claim has. */
export const quantityOf = ({ places }: Pick<Claim, 'places'>): number =>
  places.reduce((sum, place) => sum + unitsOf(place), 0);

const isOver = ({ expiresAt }: Standing, now: number): boolean => expiresAt !== undefined && hasLapsed(expiresAt, now);

/** The ids of lapsed claims in a customer's limit, with their deadlines and quantities. */
export const lapsedIn = ({ claims }: CustomerLimit, now: number) =>
  Object.entries(claims).flatMap(([claimId, { quantity, expiresAt }]) =>
    expiresAt !== undefined && hasLapsed(expiresAt, now) ? [{ claimId, quantity, expiresAt }] : [],
  );

/** Why these places would be too many for their customer, if they would. */
export function limitRefusal(
  claim: RuledClaim,
  limit: CustomerLimit | undefined,
  now: number,
): Refusal<'customer-limit-reached'> | undefined {
  const { placesPerCustomerMax: placesMax } = claim;
  if (placesMax === undefined) return undefined;
  const others = Object.entries(limit?.claims ?? {}).filter(
    ([id, standing]) => id !== claim.id && !isOver(standing, now),
  );
  const placesTaken = others.reduce((sum, [, { quantity }]) => sum + quantity, 0);
  return placesTaken + quantityOf(claim) > placesMax
    ? new Refusal('customer-limit-reached', { placesMax, placesTaken })
    : undefined;
}

/** Journeys in an itinerary that nobody needs to look at again: lapsed, or over. */
export const pastIn = ({ journeys }: Itinerary, now: number): string[] =>
  Object.entries(journeys).flatMap(([claimId, journey]) =>
    isOver(journey, now) || journey.endsAt <= now ? [claimId] : [],
  );

/** Why a journey cannot be made, if it cannot: the customer is on others at that time. */
export function itineraryRefusal(
  claim: RuledClaim,
  itinerary: Itinerary | undefined,
  now: number,
): Refusal<'overlapping-journey'> | undefined {
  const { journey, eventId } = claim;
  if (!journey) return undefined;
  // Who holds more places on the same train or flight is on one journey, with others.
  const journeys = Object.values(itinerary?.journeys ?? {}).flatMap(other =>
    other.eventId !== eventId && !isOver(other, now) && overlap(journey, other)
      ? [{ eventId: other.eventId, startsAt: other.startsAt, endsAt: other.endsAt }]
      : [],
  );
  return journeys.length > 0 ? new Refusal('overlapping-journey', { journeys }) : undefined;
}

/** Touching ends are no overlap: who arrives at ten may leave at ten. */
const overlap = (one: Journey, other: Journey): boolean => one.startsAt < other.endsAt && one.endsAt > other.startsAt;
