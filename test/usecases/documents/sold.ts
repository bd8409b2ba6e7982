/** A customer with an account, who books seats, and the worker of documents. */
import { cacheEvents } from '../../../lib/caches/event-cache.ts';
import type { DocumentMessage } from '../../../lib/domain/mail-messages.ts';
import type { Claim, HistoryEntry } from '../../../lib/domain/model.ts';
import type { Caller } from '../../../lib/ports/calls.ts';
import { cancelBooking } from '../../../lib/usecases/bookings/cancel-booking.ts';
import { makeDocuments } from '../../../lib/usecases/documents/make-documents.ts';
import { editEvent } from '../../../lib/usecases/events/edit-event.ts';
import { reissueTicket } from '../../../lib/usecases/tickets/reissue-ticket.ts';
import { type DocumentPorts, openDocumentPorts } from '../../support/documents.ts';
import { callAs, registered } from '../accounts/people.ts';
import { callBy, keyedCall, openUseCases, type UseCases } from '../open-use-cases.ts';
import { claimOf, ORGANIZER, paid, placed, publish } from '../sales.ts';

export type DocumentUseCases = UseCases & DocumentPorts;

export const openDocuments = async (): Promise<DocumentUseCases> =>
  Object.assign(await openUseCases(), openDocumentPorts());

/** The use cases of another process, which has a cache of events of its own. */
export const elsewhere = (useCases: UseCases): UseCases =>
  Object.assign(Object.create(useCases), { events: cacheEvents(useCases.store, useCases.stopwatch) });

export interface Sale {
  owner: Caller;
  eventId: string;
  booking: { id: string; reference: string };
}

/** A booking of two seats by Ada Łukasik. */
export async function sell(useCases: UseCases): Promise<Sale> {
  const { caller: owner } = await callAs(useCases, await registered(useCases, { name: 'Ada Łukasik' }));
  const eventId = await publish(useCases);
  const booking = await paid(useCases, owner, await placed(useCases, owner, eventId, ['a/A-1', 'a/A-2']));
  return { owner, eventId, booking };
}

export const cancelSeat = (useCases: UseCases, { owner, booking }: Sale, seatId: string) =>
  cancelBooking(useCases, keyedCall(useCases, owner, 'cancel-booking'), { bookingId: booking.id, seats: [seatId] });

export const cancelAll = (useCases: UseCases, { owner, booking }: Sale) =>
  cancelBooking(useCases, keyedCall(useCases, owner, 'cancel-booking'), { bookingId: booking.id });

export const reissue = (useCases: UseCases, { owner, booking }: Sale, number: number) =>
  reissueTicket(useCases, keyedCall(useCases, owner, 'reissue-ticket'), {
    bookingId: booking.id,
    ticketId: `tkt_${booking.id.slice(4)}_${number}`,
  });

export const changeEvent = (useCases: UseCases, { eventId }: Sale, changes: Parameters<typeof editEvent>[3]) =>
  editEvent(useCases, callBy(useCases, ORGANIZER), eventId, changes);

/** The message of the last entry with this action. */
export function messageOf(useCases: UseCases, claim: Claim, action: HistoryEntry['action']): DocumentMessage {
  const position = claim.history.findLastIndex(entry => entry.action === action);
  if (position === -1) throw new Error(`the history of ${claim.id} has no ${action}`);
  return { claimId: claim.id, position, queuedAt: useCases.now };
}

/** The messages of all entries that are told, in order. */
export async function messagesOf(useCases: UseCases, booking: { id: string }): Promise<DocumentMessage[]> {
  const claim = await claimOf(useCases, booking);
  const actions = ['booking.confirmed', 'booking.places-cancelled', 'booking.cancelled', 'ticket.reissued'];
  return claim.history.flatMap(({ action }, position) =>
    actions.includes(action) ? [{ claimId: claim.id, position, queuedAt: useCases.now }] : [],
  );
}

/** Delivers messages to the worker. Returns its failures. */
export const deliver = (useCases: DocumentUseCases, ...messages: DocumentMessage[]) =>
  makeDocuments(useCases, { now: useCases.now, requestId: 'request-2' }, messages);

/** Requires that the worker processes these messages. */
export async function delivered(useCases: DocumentUseCases, ...messages: DocumentMessage[]): Promise<void> {
  const [failure] = await deliver(useCases, ...messages);
  if (failure) throw failure.error;
}

/** The names of the PDFs with tickets that the store has. */
export const pdfsIn = async ({ files }: DocumentUseCases): Promise<string[]> =>
  (await files.list('documents/')).filter(name => name.endsWith('.pdf') && !name.endsWith('-receipt.pdf'));
