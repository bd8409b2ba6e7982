/**
 * The customer rules: a limit on a customer's places of an event, and no two journeys at the same time. Each rule has a row
 * per customer, in which every claim has its deadline, so that a lapsed claim no longer counts, even if no job has run (P4).
 * Pure: the conditions of the writes of those rows decide.
 */
import type { Claim, Journey } from './model.ts';
import { quantityOf } from './places.ts';
import { Refusal } from './refusals.ts';
import { hasLapsed } from './seat-lifecycle.ts';

export type CustomerRule = 'limit' | 'itinerary';

/** The fields of a claim that the rules need. */
export type RuledClaim = Pick<
  Claim,
  'id' | 'eventId' | 'ownerId' | 'places' | 'tickets' | 'placesPerCustomerMax' | 'journey'
>;

/** A claim in a customer's row. A booking has no deadline. */
interface Standing {
  expiresAt?: number;
}

/** A customer's places of an event with a limit. `used` is the sum over all claims. */
export interface CustomerLimit {
  used: number;
  claims: Record<string, Standing & { quantity: number }>;
}

/** A customer's journeys. The version counts the changes of the row. */
export interface Itinerary {
  version: number;
  journeys: Record<string, Standing & Journey & { eventId: string }>;
}

/** The rules that apply to a claim, by its terms when it was placed. */
export const rulesOf = ({ placesPerCustomerMax, journey }: RuledClaim): CustomerRule[] => [
  ...(placesPerCustomerMax === undefined ? [] : ['limit' as const]),
  ...(journey ? ['itinerary' as const] : []),
];

const isOver = ({ expiresAt }: Standing, now: number): boolean => expiresAt !== undefined && hasLapsed(expiresAt, now);

/** The ids of lapsed claims in a customer's limit, with their deadlines and quantities. */
export const lapsedIn = ({ claims }: CustomerLimit, now: number) =>
  Object.entries(claims).flatMap(([claimId, { quantity, expiresAt }]) =>
    expiresAt !== undefined && hasLapsed(expiresAt, now) ? [{ claimId, quantity, expiresAt }] : [],
  );

/** Returns the refusal if the customer would have too many places. */
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

/** The journeys in an itinerary that have lapsed or ended, and may be removed. */
export const pastIn = ({ journeys }: Itinerary, now: number): string[] =>
  Object.entries(journeys).flatMap(([claimId, journey]) =>
    isOver(journey, now) || journey.endsAt <= now ? [claimId] : [],
  );

/** Returns the refusal if the customer is on other journeys at that time. */
export function itineraryRefusal(
  claim: RuledClaim,
  itinerary: Itinerary | undefined,
  now: number,
): Refusal<'overlapping-journey'> | undefined {
  const { journey, eventId } = claim;
  if (!journey) return undefined;
  // Several claims on the same event are one journey: the customer travels with others.
  const journeys = new Map<string, { eventId: string; startsAt: number; endsAt: number }>();
  for (const other of Object.values(itinerary?.journeys ?? {})) {
    if (other.eventId === eventId || isOver(other, now) || !overlap(journey, other)) continue;
    journeys.set(other.eventId, { eventId: other.eventId, startsAt: other.startsAt, endsAt: other.endsAt });
  }
  return journeys.size > 0 ? new Refusal('overlapping-journey', { journeys: [...journeys.values()] }) : undefined;
}

/** Journeys that touch do not overlap: a customer who arrives at ten may leave at ten. */
const overlap = (one: Journey, other: Journey): boolean => one.startsAt < other.endsAt && one.endsAt > other.startsAt;
