/**
 * The rules of holds: what may be placed, extended and released, decided from what was read. A decision is a courtesy
 * with good words; the conditions of the write that follows decide (P2).
 */
import { parseSeatId } from './ids.ts';
import { seatsByLabel } from './layout.ts';
import { EXTENSIONS_MAX, HOLD_LIFETIME_FACTOR } from './limits.ts';
import type { Claim, EventFacts, Place } from './model.ts';
import { hasLivePayment } from './payment-lifecycle.ts';
import { Refusal, refuse } from './refusals.ts';
import { salesStateAt } from './sales-window.ts';
import { hasLapsed } from './seat-lifecycle.ts';

export interface HoldTerms {
  places: Place[];
  total: number;
  expiresAt: number;
  maxExpiresAt: number;
}

/**
 * The terms on which these seats may be held, or the first refusal in the order that api.md documents:
 * sales, number of places, places that do not exist, price.
 */
export function decideHold(
  { event, sections }: EventFacts,
  wish: { seatIds: string[]; expectedTotal?: number },
  now: number,
): HoldTerms | Refusal {
  const sales = salesStateAt(event, now);
  if (sales !== 'open') {
    const details = sales === 'upcoming' ? { opensAt: event.salesOpenAt } : { closedAt: event.salesCloseAt };
    return new Refusal('sales-not-open', details as { opensAt?: number; closedAt?: number });
  }
  if (wish.seatIds.length > event.placesPerHoldMax) {
    return new Refusal('too-many-places', { placesMax: event.placesPerHoldMax });
  }
  const places = wish.seatIds.map(seatId => placeOf(sections, seatId));
  const absent = wish.seatIds.filter((_, i) => places[i] === undefined);
  if (absent.length > 0) return new Refusal('place-not-found', { seatIds: absent });

  const found = places.filter(place => place !== undefined);
  const total = found.reduce((sum, place) => sum + place.price, 0);
  if (wish.expectedTotal !== undefined && wish.expectedTotal !== total) {
    return new Refusal('price-changed', { total, currency: event.currency });
  }
  return {
    places: found,
    total,
    expiresAt: now + event.holdSeconds * 1000,
    maxExpiresAt: now + HOLD_LIFETIME_FACTOR * event.holdSeconds * 1000,
  };
}

function placeOf(sections: EventFacts['sections'], seatId: string): Place | undefined {
  const { sectionId, label } = parseSeatId(seatId);
  const section = sections.find(candidate => candidate.id === sectionId);
  const seat = section && seatsByLabel(section).get(label);
  // An id without its slash may still parse into a section and a label; a seat has one id only.
  return seat?.seatId === seatId ? { seatId, price: seat.price } : undefined;
}

export type HoldStatus = 'active' | 'confirmed' | 'released' | 'expired';

/** What a hold is at `now`: past its deadline it reads expired whatever job has run; a cancelled booking's hold was confirmed. */
export function holdStatusAt(claim: Pick<Claim, 'status' | 'expiresAt'>, now: number): HoldStatus {
  if (claim.status === 'cancelled') return 'confirmed';
  if (claim.status === 'active' && hasLapsed(claim.expiresAt, now)) return 'expired';
  return claim.status;
}

/** The deadline an extension would set: `min(now + holdSeconds, maxExpiresAt)`. */
export function decideExtension(claim: Claim, now: number): { expiresAt: number } | Refusal {
  const status = holdStatusAt(claim, now);
  if (status === 'expired') return refuse('hold-expired');
  const expiresAt = Math.min(now + claim.holdSeconds * 1000, claim.maxExpiresAt);
  const movesBack = expiresAt < claim.expiresAt;
  const isUsedUp = claim.extensions >= EXTENSIONS_MAX || claim.expiresAt >= claim.maxExpiresAt;
  if (status !== 'active' || movesBack || isUsedUp) {
    return new Refusal('hold-not-extendable', { expiresAt: claim.expiresAt });
  }
  return { expiresAt };
}

/** Whether a release has anything to do: past the deadline the hold expires instead, and a payment under way forbids it. */
export function decideRelease(claim: Claim, now: number): 'release' | 'expire' | 'done' | Refusal {
  if (claim.status === 'confirmed' || claim.status === 'cancelled') return refuse('hold-confirmed');
  if (claim.status !== 'active') return 'done';
  if (hasLapsed(claim.expiresAt, now)) return 'expire';
  return hasLivePayment(claim) ? refuse('payment-in-progress') : 'release';
}
