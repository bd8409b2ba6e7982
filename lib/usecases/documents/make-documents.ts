/**
 * Makes the documents of bookings as they are now, then queues the mail of the entry that caused the message. The rows decide what is
 * to do, so a message that comes twice, late or out of order makes no second document: the name of a document is the digest of what
 * it shows, and the row of the booking says which one was made last.
 *
 * Crashes: the files are put before the row that names them, and the row is written before the mail is queued. A worker that dies
 * between two steps leaves the rest to the next delivery, which puts the same bytes under the same names. A mail that is queued twice
 * has one id, and is sent once.
 *
 * Races: the booking, its event or its owner may change after the facts were read. The documents are then of the moment before. The
 * change of a booking has a message of its own; any other change is found by the next request for the documents.
 */
import { bookingMailKind } from '../../domain/booking-mails.ts';
import { areCurrent, documentNames } from '../../domain/document-names.ts';
import { type DocumentFacts, documentBasis, documentDigest } from '../../domain/documents.ts';
import type { BookingMailKind } from '../../domain/mail.ts';
import type { DocumentMessage } from '../../domain/mail-messages.ts';
import type { Claim, HistoryEntry } from '../../domain/model.ts';
import { remainingTicketsOf } from '../../domain/tickets.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { DocumentMaker } from '../../ports/documents.ts';
import { presentEvent } from '../present-event.ts';
import { type FactsDependencies, factsOfBooking } from './facts-of-booking.ts';

export type MakeDocumentsDependencies = FactsDependencies &
  Pick<Dependencies, 'store' | 'events' | 'files' | 'documentMaker' | 'documentRecords' | 'mailQueues' | 'log'>;

/** A message that has to be delivered again, and its error. */
interface DocumentFailure {
  of: DocumentMessage;
  error: unknown;
}

/**
 * Returns the messages that have to be delivered again. After a failure, the later messages of the same booking are not processed, so
 * that its mails are queued in their order. The message of a request is never delivered again: its caller asks again, and meanwhile it
 * would keep the mails of the booking waiting.
 */
export async function makeDocuments(
  dependencies: MakeDocumentsDependencies,
  call: Call,
  messages: DocumentMessage[],
): Promise<DocumentFailure[]> {
  const errors = new Map<string, unknown>();
  const failed: DocumentFailure[] = [];
  for (const message of messages) {
    const { claimId, position } = message;
    try {
      if (!errors.has(claimId)) await processMessage(dependencies, call, message);
    } catch (error) {
      if (position === undefined) logUnmade(dependencies, call, { claimId, error });
      else errors.set(claimId, error);
    }
    if (position !== undefined && errors.has(claimId)) failed.push({ of: message, error: errors.get(claimId) });
  }
  return failed;
}

const logUnmade = (
  { log }: Pick<Dependencies, 'log'>,
  { requestId }: Call,
  { claimId, error }: { claimId: string; error: unknown },
): void => log.error('the documents of a request could not be made', { requestId, claimId, error });

async function processMessage(
  dependencies: MakeDocumentsDependencies,
  call: Call,
  message: DocumentMessage,
): Promise<void> {
  const claim = await dependencies.store.readClaim(message.claimId);
  if (!claim?.booking) throw new Error(`there is no booking of the claim ${message.claimId}`);
  const entry = entryOf(claim, message);
  const unmade = await makeIfNeeded(dependencies, call, claim);
  const kind = entry && bookingMailKind(entry);
  if (kind) await queueMail(dependencies, call, message, kind);
  if (unmade) throw unmade.error;
}

function entryOf(claim: Claim, { position }: DocumentMessage): HistoryEntry | undefined {
  if (position === undefined) return undefined;
  const entry = claim.history[position];
  if (!entry) throw new Error(`the history of ${claim.id} has no entry ${position}`);
  return entry;
}

/**
 * Returns the error if the documents of these facts cannot be made. That is a fault of ours, so the message becomes a dead letter; its
 * mail is queued nevertheless, and goes out without documents.
 */
async function makeIfNeeded(
  dependencies: MakeDocumentsDependencies,
  call: Call,
  claim: Claim,
): Promise<{ error: unknown } | undefined> {
  const { documentMaker, documentRecords, files, log } = dependencies;
  // If an event is cancelled, all of its bookings come here: its layouts are not read for each.
  if (remainingTicketsOf(claim).length === 0) return undefined;
  const facts = await presentEvent(dependencies, claim.eventId);
  const shown = await factsOfBooking(dependencies, call, claim, facts);
  if (!shown) return undefined;
  const digest = documentDigest(shown);
  const basis = documentBasis(claim, facts);
  if (areCurrent(await documentRecords.readMade(claim.id), digest, call.now)) return undefined;
  const made = await attempt(documentMaker, shown);
  if ('error' in made) return made;
  const names = documentNames(claim.id, digest);
  await Promise.all([
    files.put(names.pdf, { bytes: made.pdf, contentType: 'application/pdf' }),
    files.put(names.ics, { bytes: made.ics, contentType: 'text/calendar; charset=utf-8' }),
  ]);
  await documentRecords.recordMade(claim.id, { digest, ...(basis !== undefined && { basis }), madeAt: call.now });
  const about = { requestId: call.requestId, claimId: claim.id };
  if (made.missing.length > 0) {
    log.warn('a document lacks characters that no font has', {
      ...about,
      characterBlocks: made.missing,
    });
  }
  log.info('documents made', about);
  return undefined;
}

async function attempt(documentMaker: DocumentMaker, facts: DocumentFacts) {
  try {
    return await documentMaker.make(facts);
  } catch (error) {
    return { error };
  }
}

/** All bookings of a cancelled event are mailed at once. That must not delay the mails of other bookings. */
async function queueMail(
  { mailQueues }: MakeDocumentsDependencies,
  { now }: Call,
  { claimId, position = 0 }: DocumentMessage,
  kind: BookingMailKind,
): Promise<void> {
  const queue = kind === 'event-cancelled' ? mailQueues.bulkMails : mailQueues.mails;
  const [failure] = await queue.send([{ is: 'booking', claimId, position, queuedAt: now }]);
  if (failure) throw failure.error;
}
