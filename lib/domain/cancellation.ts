/**
 * The rule when a booking may be cancelled. The owner may cancel until the later of two deadlines: the one at purchase
 * and the event's current one. If the event was moved since the sale, the deadline is its start. The deadline is never
 * after the start of the event. If the event was cancelled, the owner may cancel at any time. Members of the event's
 * organization and administrators always may. totals.ts says what is refunded.
 */
import type { BookingFacts, Claim, Event } from './model.ts';
import { Refusal, refuse } from './refusals.ts';
import { isMoved } from './sold-event.ts';
import { MINUTE_MS } from './time.ts';

/** The deadline (epoch ms) until which the owner of a booking of this event may cancel it, unless the event is moved. */
export const cancellableUntil = ({
  startsAt,
  cancellationClosesMinutes,
}: Pick<Event, 'startsAt' | 'cancellationClosesMinutes'>): number => startsAt - cancellationClosesMinutes * MINUTE_MS;

type Sale = Pick<BookingFacts, 'event' | 'cancellableUntil'>;
type PresentEvent = Pick<Event, 'startsAt' | 'venue' | 'cancellationClosesMinutes' | 'state'>;

/**
 * Returns the owner's deadline (epoch ms), with the event as it is now. `event` is undefined if it was deleted. The deadline is
 * Infinity if the event was cancelled.
 */
export function ownerMayCancelUntil(sale: Sale, event: PresentEvent | undefined): number {
  if (!event) return sale.cancellableUntil;
  if (event.state === 'cancelled') return Number.POSITIVE_INFINITY;
  if (isMoved(sale.event, event)) return event.startsAt;
  return Math.min(event.startsAt, Math.max(sale.cancellableUntil, cancellableUntil(event)));
}

/** Whether a cancellation returns all fees, because the event does not take place. `event` is undefined if it was deleted. */
export const returnsAllFees = (event: Pick<Event, 'state'> | undefined): boolean =>
  event === undefined || event.state === 'cancelled';

/** The one who cancels: the customer, a member of the event's organization, or an administrator. */
export type Canceller = 'owner' | 'member' | 'admin';

/** Decides with the event as it is now; undefined if it was deleted. */
export function decideCancellation(
  claim: Claim,
  by: Canceller,
  event: Event | undefined,
  now: number,
): 'cancel' | Refusal {
  const { booking } = claim;
  if (!booking) return refuse('booking-not-found');
  if (claim.status === 'cancelled') return refuse('booking-cancelled');
  const until = ownerMayCancelUntil(booking, event);
  if (by !== 'owner' || now < until) return 'cancel';
  return new Refusal('cancellation-closed', { closedAt: until });
}
