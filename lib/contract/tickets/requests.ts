/** The requests of the tickets function. */
import * as z from 'zod/mini';
import { queryTime } from '../request-times.ts';
import type { RequestsOf } from '../route-schemas.ts';
import { BookingId, described, EventId, TicketId } from '../schema-parts.ts';
import { CHECK_IN_REQUESTS } from './check-in-requests.ts';
import { DOOR_REQUESTS } from './door-requests.ts';

const ticket = { params: z.strictObject({ bookingId: BookingId, ticketId: TicketId }) };

export const TICKET_REQUESTS = {
  'list-tickets': { params: z.strictObject({ bookingId: BookingId }) },
  'read-ticket-qr': ticket,
  'reissue-ticket': ticket,
  'read-revocations': {
    params: z.strictObject({ eventId: EventId }),
    query: z.strictObject({
      since: described(
        z.optional(queryTime),
        'the `asOf` of an earlier list: gives only what may have become void since then, to be added to that list',
      ),
    }),
  },
  'read-ticket-keys': {},
  ...DOOR_REQUESTS,
  ...CHECK_IN_REQUESTS,
} as const satisfies RequestsOf<'tickets'>;
