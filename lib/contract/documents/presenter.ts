/** The representation of documents in responses: pure projections. */
import type { Booking } from '../bookings/responses.ts';
import { timestamp } from '../presenter-parts.ts';
import type { DocumentState, LinkedBooking, ReceiptLink, TicketLinks } from './responses.ts';

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

export const receiptLinkAnswer = ({ pdf, expiresAt }: Omit<Links, 'ics'>): ReceiptLink => ({
  pdf,
  expiresAt: timestamp(expiresAt),
});

export const linkedBookingAnswer = (
  booking: Booking,
  { is, links }: { is: DocumentState; links?: Links },
  receipt: { is: DocumentState; links?: Omit<Links, 'ics'> },
): LinkedBooking => ({
  booking,
  documents: is,
  ...(links && { links: ticketLinksAnswer(links) }),
  ...(receipt.links && { receipt: receiptLinkAnswer(receipt.links) }),
});
