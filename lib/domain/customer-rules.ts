/**
 * The customer rules: a limit on a customer's places of an event, and no two journeys at the same time (itineraries.ts). Each
 * rule has a row per customer, in which every claim has its deadline, so that a lapsed claim no longer counts, even if no job
 * has run (P4). Pure: the conditions of the writes of those rows decide.
 */
import type { Claim } from './model.ts';
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
export interface Standing {
  expiresAt?: number;
}

/** A customer's places of an event with a limit. `used` is the sum over all claims. */
export interface CustomerLimit {
  used: number;
  claims: Record<string, Standing & { quantity: number }>;
}

/** The rules that apply to a claim, by its terms when it was placed. */
export const rulesOf = ({ placesPerCustomerMax, journey }: RuledClaim): CustomerRule[] => [
  ...(placesPerCustomerMax === undefined ? [] : ['limit' as const]),
  ...(journey ? ['itinerary' as const] : []),
];

/** Whether a claim in a customer's row has lapsed, so that it no longer counts. */
export const isOver = ({ expiresAt }: Standing, now: number): boolean =>
  expiresAt !== undefined && hasLapsed(expiresAt, now);

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
