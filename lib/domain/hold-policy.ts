/**
 * The rules of holds: which may be placed, extended and released. They are applied to what was read, for useful refusals.
 * The conditions of the write that follows decide (P2).
 */
import { type SeatsRequest, sectionsFor } from './best-available.ts';
import { seatedSections } from './layout.ts';
import { EXTENSIONS_MAX, HOLD_LIFETIME_FACTOR } from './limits.ts';
import type { Claim, Event, EventFacts, SeatedSection } from './model.ts';
import { offeredSections, type TypedQuantity } from './offered-sections.ts';
import { hasLivePayment } from './payment-lifecycle.ts';
import { type PlacesRequest, type PricedPlaces, pricePlaces } from './price-places.ts';
import { Refusal, refuse } from './refusals.ts';
import { type SalesState, salesEndOf, salesStateAt } from './sales-window.ts';
import { hasLapsed } from './seat-lifecycle.ts';
import { SECOND_MS } from './time.ts';

/** The places that a buyer requests, and the total that the buyer expects. */
export interface HoldRequestTerms extends PlacesRequest {
  /** Minor units. */
  expectedTotal?: number | undefined;
}

/** The terms of a hold: its places with their prices, and its deadlines. */
export interface HoldTerms extends PricedPlaces {
  expiresAt: number;
  maxExpiresAt: number;
}

/**
 * Returns the terms of a hold on these places, or the first refusal in the order that docs/problems.md documents: sales, number
 * of places, the refusals of pricePlaces, the total.
 */
export function decideHold(facts: EventFacts, input: HoldRequestTerms, now: number): HoldTerms | Refusal {
  const { event } = facts;
  const closed = refusalOfQuantity(event, quantityOf(input), now);
  if (closed) return closed;
  const priced = pricePlaces(facts, input, now);
  if (priced instanceof Refusal) return priced;
  if (input.expectedTotal !== undefined && input.expectedTotal !== priced.total) {
    return new Refusal('price-changed', { total: priced.total, currency: event.currency });
  }
  return {
    ...priced,
    expiresAt: now + event.holdSeconds * SECOND_MS,
    maxExpiresAt: now + HOLD_LIFETIME_FACTOR * event.holdSeconds * SECOND_MS,
  };
}

/** Returns the prices of places that are not held, or the first refusal: those of a hold that depend on the event only. */
export function decideQuote(facts: EventFacts, request: PlacesRequest, now: number): PricedPlaces | Refusal {
  return refusalOfSale(facts.event, quantityOf(request), now) ?? pricePlaces(facts, request, now);
}

/** The refusal that depends on the event and the number of places only. */
function refusalOfQuantity(event: Event, quantity: number, now: number): Refusal | undefined {
  const refusal = refusalOfSale(event, quantity, now);
  if (refusal) return refusal;
  const { placesPerCustomerMax: placesMax = quantity } = event;
  return quantity > placesMax ? new Refusal('customer-limit-reached', { placesMax }) : undefined;
}

function refusalOfSale(event: Event, quantity: number, now: number): Refusal | undefined {
  const sales = salesStateAt(event, now);
  if (sales !== 'open') {
    return new Refusal('sales-not-open', salesTimesOf(sales, event));
  }
  const { placesPerHoldMax: placesMax } = event;
  return quantity > placesMax ? new Refusal('too-many-places', { placesMax }) : undefined;
}

/** The time at which sales open or closed. There is none while the event is prepared, or after its organizer ended sales. */
function salesTimesOf(sales: SalesState, event: Event): { opensAt?: number; closedAt?: number } {
  if (event.state !== 'published') return {};
  return sales === 'upcoming' && event.salesOpenAt !== undefined
    ? { opensAt: event.salesOpenAt }
    : { closedAt: salesEndOf(event) };
}

/** A request for the best available seats, of the whole event or of one section. */
export interface BestAvailableTerms extends SeatsRequest, TypedQuantity {
  sectionId?: string | undefined;
}

/**
 * Returns the sections from which the best available seats may be chosen, or the first refusal in the documented order: sales, number of
 * places, the section, the code and the ticket types. So an empty list means that no section has such seats.
 */
export function decideBestAvailable(
  facts: EventFacts,
  request: BestAvailableTerms,
  now: number,
): SeatedSection[] | Refusal {
  const closed = refusalOfQuantity(facts.event, request.quantity, now);
  if (closed) return closed;
  const { sectionId } = request;
  const named = seatedSections(facts).filter(({ id }) => sectionId === undefined || id === sectionId);
  if (sectionId !== undefined && named.length === 0) {
    return new Refusal('place-not-found', { seatIds: [], areaIds: [], sectionIds: [sectionId] });
  }
  const offered = offeredSections(facts, named, request, now);
  return offered instanceof Refusal ? offered : sectionsFor(offered, request);
}

const quantityOf = ({ seats, areas }: PlacesRequest): number =>
  areas.reduce((sum, { quantity }) => sum + quantity, seats.length);

export type HoldStatus = 'active' | 'confirmed' | 'released' | 'expired';

/** The status of a hold at `now`: expired past its deadline, even if no job has run; confirmed if its booking was cancelled. */
export function holdStatusAt(claim: Pick<Claim, 'status' | 'expiresAt'>, now: number): HoldStatus {
  if (claim.status === 'cancelled') return 'confirmed';
  if (claim.status === 'active' && hasLapsed(claim.expiresAt, now)) return 'expired';
  return claim.status;
}

/** Decides an extension; the new deadline is `min(now + holdSeconds, maxExpiresAt)`. */
export function decideExtension(claim: Claim, now: number): { expiresAt: number } | Refusal {
  const status = holdStatusAt(claim, now);
  if (status === 'expired') return refuse('hold-expired');
  const expiresAt = Math.min(now + claim.holdSeconds * SECOND_MS, claim.maxExpiresAt);
  const movesBack = expiresAt < claim.expiresAt;
  const isUsedUp = claim.extensions >= EXTENSIONS_MAX || claim.expiresAt >= claim.maxExpiresAt;
  if (status !== 'active' || movesBack || isUsedUp) {
    return new Refusal('hold-not-extendable', { expiresAt: claim.expiresAt });
  }
  return { expiresAt };
}

/** Decides a release. Past the deadline the hold expires instead; a live payment forbids the release. */
export function decideRelease(claim: Claim, now: number): 'release' | 'expire' | 'done' | Refusal {
  if (claim.status === 'confirmed' || claim.status === 'cancelled') return refuse('hold-confirmed');
  if (claim.status !== 'active') return 'done';
  if (hasLapsed(claim.expiresAt, now)) return 'expire';
  return hasLivePayment(claim) ? refuse('payment-in-progress') : 'release';
}
