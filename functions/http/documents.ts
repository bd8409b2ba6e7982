/** The documents function: the tickets and the receipt of a booking as PDF, and links to them. */
import { linkedBookingAnswer, receiptLinkAnswer, ticketLinksAnswer } from '../../lib/contract/documents/presenter.ts';
import { DOCUMENT_REQUESTS } from '../../lib/contract/documents/requests.ts';
import { DOCUMENT_RETRY_SECONDS } from '../../lib/domain/limits.ts';
import { composed } from '../../lib/lambda/compose/http-service.ts';
import { type BindingsOf, httpFunction, ok } from '../../lib/lambda/http/http-function.ts';
import type { Reply } from '../../lib/lambda/http/reply.ts';
import { readDocuments, readReceipt } from '../../lib/usecases/documents/read-documents.ts';
import { readLinkedBooking } from '../../lib/usecases/documents/read-linked-booking.ts';

const ASK_AGAIN = { 'retry-after': String(DOCUMENT_RETRY_SECONDS) };
const BEING_MADE: Reply = { status: 202, headers: ASK_AGAIN };

export const documents: BindingsOf<'documents'> = {
  'read-tickets-pdf': async (deps, call, { params }) => {
    const links = await readDocuments(deps, call, params.bookingId);
    return links ? { status: 302, headers: { location: links.pdf } } : BEING_MADE;
  },
  'create-ticket-links': async (deps, call, { params }) => {
    const links = await readDocuments(deps, call, params.bookingId);
    return links ? ok(ticketLinksAnswer(links)) : BEING_MADE;
  },
  'read-receipt-pdf': async (deps, call, { params }) => {
    const link = await readReceipt(deps, call, params.bookingId);
    return link ? { status: 302, headers: { location: link.pdf } } : BEING_MADE;
  },
  'create-receipt-link': async (deps, call, { params }) => {
    const link = await readReceipt(deps, call, params.bookingId);
    return link ? ok(receiptLinkAnswer(link)) : BEING_MADE;
  },
  'read-linked-booking': async (deps, call, { body }) => {
    const { booking, found, receipt } = await readLinkedBooking(deps, call, body);
    const isMaking = [found, receipt].some(({ is }) => is === 'making');
    return ok(linkedBookingAnswer(booking, found, receipt), isMaking ? ASK_AGAIN : {});
  },
};

export const handler = httpFunction(documents, DOCUMENT_REQUESTS, composed);
