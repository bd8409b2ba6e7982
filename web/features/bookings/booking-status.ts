/** The status of a booking as its owner sees it. Pure. */
import type { Schemas } from '../../../tools/client/src/types.ts';
import { ticketsOf } from './cancellation.ts';

export type BookingLook = 'confirmed' | 'cancelled' | 'event-cancelled' | 'partly-cancelled';

export const LOOK_OF_STATUS = {
  confirmed: 'good',
  cancelled: 'neutral',
  'event-cancelled': 'bad',
  'partly-cancelled': 'warning',
} as const;

export function bookingLook({
  status,
  event,
  places,
}: Pick<Schemas['Booking'], 'status' | 'event' | 'places'>): BookingLook {
  if (event.status === 'cancelled') return 'event-cancelled';
  if (status === 'cancelled') return 'cancelled';
  return ticketsOf({ places }).some(ticket => ticket.status === 'void') ? 'partly-cancelled' : 'confirmed';
}
