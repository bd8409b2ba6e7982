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
import {
  areCurrent,
  type DocumentKind,
  type DocumentRecord,
  documentNames,
  receiptName,
} from '../../domain/document-names.ts';
import { documentBasis, documentDigest } from '../../domain/documents.ts';
import type { BookingMailKind } from '../../domain/mail.ts';
import type { DocumentMessage } from '../../domain/mail-messages.ts';
import type { Claim, EventFacts, HistoryEntry } from '../../domain/model.ts';
import { receiptDigest } from '../../domain/receipts.ts';
import { remainingTicketsOf } from '../../domain/tickets.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { MadePdf } from '../../ports/documents.ts';
import { presentEvent } from '../present-event.ts';
import { type FactsDependencies, type Parties, partiesOf, receiptOf, ticketFactsOf } from './facts-of-booking.ts';

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
  const unmade = await makeIfNeeded(dependencies, call, claim, entry);
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

/** An error of a document that cannot be made. */
type Unmade = { error: unknown } | undefined;

/**
 * Returns the error if a document cannot be made. That is a fault of ours, so the message becomes a dead letter; its mail is queued
 * nevertheless, and goes out without the document.
 */
async function makeIfNeeded(
  dependencies: MakeDocumentsDependencies,
  call: Call,
  claim: Claim,
  entry: HistoryEntry | undefined,
): Promise<Unmade> {
  // If an event is cancelled, all of its bookings come here: its layouts are not read for each. A request has the receipt made.
  if (entry && remainingTicketsOf(claim).length === 0) return undefined;
  const facts = await presentEvent(dependencies, claim.eventId);
  const parties = await partiesOf(dependencies, claim, facts);
  if (!parties) return undefined;
  const tickets = await makeTickets(dependencies, call, { claim, facts, parties });
  const receipt = await makeReceipt(dependencies, call, { claim, facts, parties });
  return tickets ?? receipt;
}

interface Documented {
  claim: Claim;
  facts: EventFacts | undefined;
  parties: Parties;
}

async function makeTickets(
  dependencies: MakeDocumentsDependencies,
  call: Call,
  { claim, facts, parties }: Documented,
): Promise<Unmade> {
  const { documentMaker, files } = dependencies;
  const shown = await ticketFactsOf(dependencies, call, { claim, facts, parties });
  if (!shown) return undefined;
  const digest = documentDigest(shown);
  const basis = documentBasis(claim, facts);
  const names = documentNames(claim.id, digest);
  return makeOne(dependencies, call, claim, {
    kind: 'tickets',
    record: { digest, ...(basis !== undefined && { basis }) },
    make: () => documentMaker.make(shown),
    async put({ pdf, ics }) {
      await Promise.all([
        files.put(names.pdf, { bytes: pdf, contentType: 'application/pdf' }),
        files.put(names.ics, { bytes: ics, contentType: 'text/calendar; charset=utf-8' }),
      ]);
    },
  });
}

function makeReceipt(
  dependencies: MakeDocumentsDependencies,
  call: Call,
  { claim, facts, parties }: Documented,
): Promise<Unmade> {
  const { documentMaker, files } = dependencies;
  const shown = receiptOf(claim, facts, parties);
  const digest = receiptDigest(shown);
  return makeOne(dependencies, call, claim, {
    kind: 'receipt',
    record: { digest },
    make: () => documentMaker.makeReceipt(shown),
    put: ({ pdf }) => files.put(receiptName(claim.id, digest), { bytes: pdf, contentType: 'application/pdf' }),
  });
}

interface Making<Made extends MadePdf> {
  kind: DocumentKind;
  record: Omit<DocumentRecord, 'madeAt'>;
  make(): Promise<Made>;
  put(made: Made): Promise<void>;
}

async function makeOne<Made extends MadePdf>(
  { documentRecords, log }: MakeDocumentsDependencies,
  call: Call,
  claim: Claim,
  { kind, record, make, put }: Making<Made>,
): Promise<Unmade> {
  if (areCurrent(await documentRecords.readMade(claim.id, kind), record.digest, call.now)) return undefined;
  const made = await attempt(make);
  if ('error' in made) return made;
  await put(made);
  await documentRecords.recordMade(claim.id, kind, { ...record, madeAt: call.now });
  const about = { requestId: call.requestId, claimId: claim.id };
  if (made.missing.length > 0) {
    log.warn('a document lacks characters that no font has', {
      ...about,
      characterBlocks: made.missing,
    });
  }
  log.info(kind === 'tickets' ? 'documents made' : 'receipt made', about);
  return undefined;
}

async function attempt<Made extends MadePdf>(make: () => Promise<Made>): Promise<Made | { error: unknown }> {
  try {
    return await make();
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
