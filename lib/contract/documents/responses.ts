/** The responses of the documents function. */
import * as z from 'zod/mini';
import { Booking } from '../bookings/responses.ts';
import type { ResponsesOf } from '../route-schemas.ts';
import { component, described, timestamp } from '../schema-parts.ts';

export const TicketLinks = component(
  'TicketLinks',
  z.strictObject({
    pdf: described(z.string(), 'the address of the tickets as PDF, one page a ticket'),
    ics: described(z.string(), 'the address of the calendar file of the event'),
    expiresAt: described(z.clone(timestamp), 'the addresses need no token, and end then: do not store them'),
  }),
);
export type TicketLinks = z.infer<typeof TicketLinks>;

export const ReceiptLink = component(
  'ReceiptLink',
  z.strictObject({
    pdf: described(z.string(), 'the address of the receipt as PDF'),
    expiresAt: described(z.clone(timestamp), 'the address needs no token, and ends then: do not store it'),
  }),
);
export type ReceiptLink = z.infer<typeof ReceiptLink>;

/** `making`: ask again after `Retry-After`. `none`: no ticket of the booking is valid. `withheld`: a code was replaced after the mail. */
export const DOCUMENT_STATES = ['made', 'making', 'none', 'withheld'] as const;
export type DocumentState = (typeof DOCUMENT_STATES)[number];

export const LinkedBooking = component(
  'LinkedBooking',
  z.strictObject({
    booking: Booking,
    documents: described(
      z.enum(DOCUMENT_STATES),
      'made: `links` has their addresses; making: ask again after the seconds of Retry-After; none: no ticket is valid; withheld: a code was replaced after the mail, so only the signed-in customer gets them',
    ),
    links: z.optional(TicketLinks),
    receipt: described(
      z.optional(ReceiptLink),
      'also of a cancelled booking; absent while it is made: ask again after the seconds of Retry-After',
    ),
  }),
);
export type LinkedBooking = z.infer<typeof LinkedBooking>;

export const DOCUMENT_RESPONSES = {
  'read-tickets-pdf': { 202: undefined, 302: undefined },
  'create-ticket-links': { 200: TicketLinks, 202: undefined },
  'read-receipt-pdf': { 202: undefined, 302: undefined },
  'create-receipt-link': { 200: ReceiptLink, 202: undefined },
  'read-linked-booking': { 200: LinkedBooking },
} as const satisfies ResponsesOf<'documents'>;
