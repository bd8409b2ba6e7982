/** Returns the documents of a booking to its owner. Only the owner may have the tickets, because a code admits its bearer. */
import { claimIdOf } from '../../domain/ids.ts';
import type { Claim, EventFacts } from '../../domain/model.ts';
import { Refusal, refuse } from '../../domain/refusals.ts';
import { voidReasonOf } from '../../domain/ticket-rules.ts';
import { ticketsOf } from '../../domain/tickets.ts';
import type { CallerCall } from '../../ports/calls.ts';
import { requireOwnBooking } from '../tickets/own-ticket.ts';
import {
  type DocumentLinks,
  type FindDocumentsDependencies,
  findDocuments,
  findReceipt,
  type ReceiptLink,
} from './find-documents.ts';

/** Returns undefined while the documents are being made. */
export async function readDocuments(
  dependencies: FindDocumentsDependencies,
  call: CallerCall,
  bookingId: string,
): Promise<DocumentLinks | undefined> {
  const claim = requireOwnBooking(await dependencies.store.readClaim(claimIdOf(bookingId)), call);
  const found = await findDocuments(dependencies, call, claim);
  switch (found.is) {
    case 'made':
      return found.links;
    case 'making':
      return undefined;
    case 'none':
      throw whyNone(claim, found.facts);
  }
}

/** Returns undefined while the receipt is being made. A cancelled booking has one too. */
export async function readReceipt(
  dependencies: FindDocumentsDependencies,
  call: CallerCall,
  bookingId: string,
): Promise<ReceiptLink | undefined> {
  const claim = requireOwnBooking(await dependencies.store.readClaim(claimIdOf(bookingId)), call);
  const found = await findReceipt(dependencies, call, claim);
  // The account was deleted while its token was still valid.
  if (found.is === 'none') throw refuse('unauthenticated');
  return found.is === 'made' ? found.links : undefined;
}

/** No ticket is valid, or the account was deleted while its token was still valid. */
function whyNone(claim: Claim, facts: EventFacts | undefined): Refusal {
  const reasons = ticketsOf(claim).map(ticket => voidReasonOf(ticket, facts?.event));
  const reason = reasons.find(each => each !== undefined);
  return reason === undefined || reasons.includes(undefined)
    ? refuse('unauthenticated')
    : new Refusal('ticket-void', { reason });
}
