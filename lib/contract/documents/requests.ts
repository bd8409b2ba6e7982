/** The requests of the documents function. */
import * as z from 'zod/mini';
import { LINK_TOKEN_LENGTH_MAX } from '../../domain/links.ts';
import type { RequestsOf } from '../route-schemas.ts';
import { BookingId, described, string } from '../schema-parts.ts';

const ofBooking = { params: z.strictObject({ bookingId: BookingId }) };

/** Any text: one that is no token of this service is answered with `invalid-link`. */
const LinkedBookingRequest = z.strictObject({
  token: described(
    string.check(z.maxLength(LINK_TOKEN_LENGTH_MAX)),
    'from the link of a mail about the booking, after `#booking=`',
  ),
});
export type LinkedBookingRequest = z.infer<typeof LinkedBookingRequest>;

export const DOCUMENT_REQUESTS = {
  'read-tickets-pdf': ofBooking,
  'create-ticket-links': ofBooking,
  'read-receipt-pdf': ofBooking,
  'create-receipt-link': ofBooking,
  'read-linked-booking': { body: LinkedBookingRequest },
} as const satisfies RequestsOf<'documents'>;
