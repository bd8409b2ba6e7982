/** The representation of documents in responses: pure projections. */
import type { Booking } from '../bookings/responses.ts';
import { timestamp } from '../presenter-parts.ts';
import type { DocumentState, LinkedBooking, TicketLinks } from './responses.ts';

/** The addresses of documents, which end at `expiresAt` (epoch ms). */
interface Links {
  pdf: string;
  ics: string;
  expiresAt: number;
}

export const ticketLinksAnswer = ({ pdf, ics, expiresAt }: Links): TicketLinks => ({
  pdf,
  ics,
  expiresAt: timestamp(expiresAt),
});

export const linkedBookingAnswer = (
  booking: Booking,
  { is, links }: { is: DocumentState; links?: Links },
): LinkedBooking => ({ booking, documents: is, ...(links && { links: ticketLinksAnswer(links) }) });
