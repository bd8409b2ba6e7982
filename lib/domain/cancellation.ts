/**
 * When a booking may be cancelled: by its owner until its terms say so, and they are the better of those it was sold on
 * and those of its event now, but never once that has begun; by an administrator at any time, and by anybody where the
 * event was called off. All of its price is refunded.
 */
import type { Claim, Event } from './model.ts';
import { Refusal, refuse } from './refusals.ts';

/** Until when (epoch ms) the owner of a booking of this event may cancel it. */
export const cancellableUntil = ({ startsAt, cancellationClosesMinutes }: Event): number =>
  startsAt - cancellationClosesMinutes * 60_000;

/** `event` is what it is now; undefined where it was deleted. */
export function decideCancellation(
  claim: Claim,
  by: 'owner' | 'admin',
  event: Event | undefined,
  now: number,
): 'cancel' | Refusal {
  const { booking } = claim;
  if (!booking) return refuse('booking-not-found');
  if (claim.status === 'cancelled') return refuse('booking-cancelled');
  const until = event
    ? Math.min(event.startsAt, Math.max(booking.cancellableUntil, cancellableUntil(event)))
    : booking.cancellableUntil;
  if (by === 'admin' || event?.state === 'cancelled' || now < until) return 'cancel';
  return new Refusal('cancellation-closed', { closedAt: until });
}
