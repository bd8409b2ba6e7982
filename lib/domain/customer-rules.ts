/**
 * The customer rules: a limit on a customer's places of an event, no two journeys at the same time (itineraries.ts), and a limit on the
 * uses of a code. Each
 * rule has a row per customer, in which every claim has its deadline, so that a lapsed claim no longer counts, even if no job
 * has run (P4). Pure: the conditions of the writes of those rows decide.
 */
import type { Claim } from './model.ts';
import { quantityOf } from './places.ts';
import { Refusal } from './refusals.ts';
import { hasLapsed } from './seat-lifecycle.ts';

export type CustomerRule = 'limit' | 'itinerary' | 'code';

/** The fields of a claim that the rules need. */
export type RuledClaim = Pick<
  Claim,
  'id' | 'eventId' | 'ownerId' | 'places' | 'tickets' | 'placesPerCustomerMax' | 'journey' | 'sale'
>;

/** A claim in a customer's row. A booking has no deadline. */
export interface Standing {
  expiresAt?: number;
}

/** A customer's places of an event with a limit, or uses of a code. `used` is the sum over all claims. */
export interface CustomerLimit {
  used: number;
  claims: Record<string, Standing & { quantity: number }>;
}

/** The rules that apply to a claim, by its terms when it was placed. */
export const rulesOf = ({ placesPerCustomerMax, journey, sale }: RuledClaim): CustomerRule[] => [
  ...(placesPerCustomerMax === undefined ? [] : ['limit' as const]),
  ...(journey ? ['itinerary' as const] : []),
  ...(sale?.code?.usesPerCustomerMax === undefined ? [] : ['code' as const]),
];

/** Whether a claim in a customer's row has lapsed, so that it no longer counts. */
export const isOver = ({ expiresAt }: Standing, now: number): boolean =>
  expiresAt !== undefined && hasLapsed(expiresAt, now);

/** The ids of lapsed claims in a customer's limit, with their deadlines and quantities. */
export const lapsedIn = ({ claims }: CustomerLimit, now: number) =>
  Object.entries(claims).flatMap(([claimId, { quantity, expiresAt }]) =>
    expiresAt !== undefined && hasLapsed(expiresAt, now) ? [{ claimId, quantity, expiresAt }] : [],
  );

/** A rule that counts: places of the event, or uses of a code. */
export type CountingRule = Exclude<CustomerRule, 'itinerary'>;

/** How many a claim counts under a rule. A booking of which places were cancelled still uses its code. */
export const quantityUnder = (rule: CountingRule, claim: RuledClaim): number =>
  rule === 'code' ? 1 : quantityOf(claim);

/** The most that the rule allows a customer; undefined if the claim is not under the rule. */
export const maximumUnder = (rule: CountingRule, { placesPerCustomerMax, sale }: RuledClaim): number | undefined =>
  rule === 'code' ? sale?.code?.usesPerCustomerMax : placesPerCustomerMax;

/** Returns the refusal if the customer would have too many places, or use the code too often. */
export function limitRefusal(
  rule: CountingRule,
  claim: RuledClaim,
  limit: CustomerLimit | undefined,
  now: number,
): Refusal<'customer-limit-reached' | 'code-limit-reached'> | undefined {
  const max = maximumUnder(rule, claim);
  if (max === undefined) return undefined;
  const others = Object.entries(limit?.claims ?? {}).filter(
    ([id, standing]) => id !== claim.id && !isOver(standing, now),
  );
  const taken = others.reduce((sum, [, { quantity }]) => sum + quantity, 0);
  if (taken + quantityUnder(rule, claim) <= max) return undefined;
  return rule === 'code'
    ? new Refusal('code-limit-reached', { usesMax: max })
    : new Refusal('customer-limit-reached', { placesMax: max, placesTaken: taken });
}
