/**
 * The rule when a booking may be cancelled. The owner may cancel until the later of two deadlines: the one at purchase
 * and the event's current one. The deadline is never after the start of the event. If the event was cancelled, the
 * owner may cancel at any time. An administrator always may. All of the price is refunded.
 */
import type { Claim, Event } from './model.ts';
import { Refusal, refuse } from './refusals.ts';
import { MINUTE_MS } from './time.ts';

/** The deadline (epoch ms) until which the owner of a booking of this event may cancel it. */
export const cancellableUntil = ({
  startsAt,
  cancellationClosesMinutes,
}: Pick<Event, 'startsAt' | 'cancellationClosesMinutes'>): number => startsAt - cancellationClosesMinutes * MINUTE_MS;

/** Decides with the event as it is now; undefined if it was deleted. */
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
