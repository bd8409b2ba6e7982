/**
 * When a booking may be cancelled: by its owner until its terms say so, and they are the better of those it was sold on
 * and those of its event now; by an administrator at any time. All of its price is refunded.
 */
import type { Claim, Event } from './model.ts';
import { Refusal, refuse } from './refusals.ts';

/** Until when (epoch ms) the owner of a booking of this event may cancel it. */
export const cancellableUntil = ({ startsAt, cancellationClosesMinutes }: Event): number =>
  startsAt - cancellationClosesMinutes * 60_000;

/** `terms` are those of the event now; undefined where only those that the booking was sold on are known. */
export function decideCancellation(
  claim: Claim,
  by: 'owner' | 'admin',
  terms: Event | undefined,
  now: number,
): 'cancel' | Refusal {
  const { booking } = claim;
  if (!booking) return refuse('booking-not-found');
  if (claim.status === 'cancelled') return refuse('booking-cancelled');
  const until = Math.max(booking.cancellableUntil, terms ? cancellableUntil(terms) : Number.NEGATIVE_INFINITY);
  if (by === 'admin' || now < until) return 'cancel';
  return new Refusal('cancellation-closed', { closedAt: until });
}
