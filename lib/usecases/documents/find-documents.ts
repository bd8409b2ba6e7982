/**
 * Finds the tickets or the receipt of a booking as it is now. If they are not made, or show something that has changed since, a message to
 * the worker has them made, and the caller asks again. Requests for the documents of a booking that come together make one message, and the
 * worker makes each document once.
 */
import { areCurrent, type DocumentKind, documentNames, receiptName } from '../../domain/document-names.ts';
import { type DocumentFacts, documentDigest } from '../../domain/documents.ts';
import { DOCUMENT_LINK_SECONDS } from '../../domain/limits.ts';
import type { Claim, EventFacts } from '../../domain/model.ts';
import { type ReceiptFacts, receiptDigest } from '../../domain/receipts.ts';
import { busy } from '../../domain/refusals.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { presentEvent } from '../present-event.ts';
import { type FactsDependencies, partiesOf, receiptOf, ticketFactsOf } from './facts-of-booking.ts';

export type FindDocumentsDependencies = FactsDependencies &
  Pick<Dependencies, 'store' | 'events' | 'files' | 'documentRecords' | 'mailQueues'>;

/** `none`: the booking can have no documents; `facts` are those of its event. */
export type Found<Links> =
  | { is: 'made'; links: Links }
  | { is: 'making' }
  | { is: 'none'; facts: EventFacts | undefined };
export type FoundDocuments = Found<DocumentLinks>;
export type FoundReceipt = Found<ReceiptLink>;

/** The addresses of documents, which show them to anyone until `expiresAt` (epoch ms). */
export interface DocumentLinks {
  pdf: string;
  ics: string;
  expiresAt: number;
}
export type ReceiptLink = Pick<DocumentLinks, 'pdf' | 'expiresAt'>;

/** One kind of documents: its facts, their digest, and the links to the files. */
interface Kind<Facts, Links> {
  kind: DocumentKind;
  factsOf(claim: Claim, facts: EventFacts | undefined): Promise<Facts | undefined>;
  digestOf(shown: Facts): string;
  linksTo(shown: Facts): Promise<Links>;
}

/** Finds the tickets as PDF and the calendar file. */
export const findDocuments = (
  dependencies: FindDocumentsDependencies,
  call: Call,
  claim: Claim,
): Promise<FoundDocuments> =>
  find<DocumentFacts, DocumentLinks>(dependencies, call, claim, {
    kind: 'tickets',
    async factsOf(booking, facts) {
      const parties = facts && (await partiesOf(dependencies, booking, facts));
      return parties && ticketFactsOf(dependencies, call, { claim: booking, facts, parties });
    },
    digestOf: documentDigest,
    linksTo: shown => linksToTickets(dependencies, call, shown),
  });

export const findReceipt = (dependencies: FindDocumentsDependencies, call: Call, claim: Claim): Promise<FoundReceipt> =>
  find<ReceiptFacts, ReceiptLink>(dependencies, call, claim, {
    kind: 'receipt',
    async factsOf(booking, facts) {
      const parties = await partiesOf(dependencies, booking, facts);
      return parties && receiptOf(booking, facts, parties);
    },
    digestOf: receiptDigest,
    linksTo: shown => linkToReceipt(dependencies, call, shown),
  });

async function find<Facts, Links>(
  dependencies: FindDocumentsDependencies,
  call: Call,
  claim: Claim,
  { kind, factsOf, digestOf, linksTo }: Kind<Facts, Links>,
): Promise<Found<Links>> {
  const { documentRecords, events, mailQueues } = dependencies;
  const made = await documentRecords.readMade(claim.id, kind);
  const isCurrent = (shown: Facts | undefined): shown is Facts =>
    shown !== undefined && areCurrent(made, digestOf(shown), call.now);
  const cached = await factsOf(claim, await events.cached(claim.eventId));
  if (isCurrent(cached)) return { is: 'made', links: await linksTo(cached) };
  // The cached event may be older than the documents, and must not refuse.
  const facts = await presentEvent(dependencies, claim.eventId);
  const shown = await factsOf(claim, facts);
  if (!shown) return { is: 'none', facts };
  if (isCurrent(shown)) return { is: 'made', links: await linksTo(shown) };
  const failures = await mailQueues.documents.send([{ claimId: claim.id, queuedAt: call.now }]);
  if (failures.length > 0) throw busy();
  return { is: 'making' };
}

type Linking = Pick<FindDocumentsDependencies, 'files'>;

async function linksToTickets({ files }: Linking, call: Call, shown: DocumentFacts): Promise<DocumentLinks> {
  const names = documentNames(shown.claimId, documentDigest(shown));
  const until = linkEnd(call);
  const [pdf, ics] = await Promise.all([
    files.link(names.pdf, { fileName: `tickets-${shown.reference}.pdf`, ...until }),
    files.link(names.ics, { fileName: `event-${shown.reference}.ics`, ...until }),
  ]);
  return { pdf, ics, expiresAt: until.expiresAt };
}

async function linkToReceipt({ files }: Linking, call: Call, shown: ReceiptFacts): Promise<ReceiptLink> {
  const name = receiptName(shown.claimId, receiptDigest(shown));
  const until = linkEnd(call);
  const pdf = await files.link(name, { fileName: `receipt-${shown.reference}.pdf`, ...until });
  return { pdf, expiresAt: until.expiresAt };
}

const linkEnd = ({ now }: Call): { now: number; expiresAt: number } => ({
  now,
  expiresAt: now + DOCUMENT_LINK_SECONDS * SECOND_MS,
});
