/**
 * Finds the documents of a booking as it is now. If they are not made, or show something that has changed since, a message to the worker
 * has them made, and the caller asks again. Requests for the same documents that come together make one message, and the worker makes
 * each document once.
 */
import { areCurrent, documentNames } from '../../domain/document-names.ts';
import { type DocumentFacts, documentDigest } from '../../domain/documents.ts';
import { DOCUMENT_LINK_SECONDS } from '../../domain/limits.ts';
import type { Claim, EventFacts } from '../../domain/model.ts';
import { busy } from '../../domain/refusals.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { presentEvent } from '../present-event.ts';
import { type FactsDependencies, factsOfBooking } from './facts-of-booking.ts';

export type FindDocumentsDependencies = FactsDependencies &
  Pick<Dependencies, 'store' | 'events' | 'files' | 'documentRecords' | 'mailQueues'>;

/** `none`: the booking can have no documents; `facts` are those of its event. */
export type FoundDocuments =
  | { is: 'made'; links: DocumentLinks }
  | { is: 'making' }
  | { is: 'none'; facts: EventFacts | undefined };

/** The addresses of documents, which show them to anyone until `expiresAt` (epoch ms). */
export interface DocumentLinks {
  pdf: string;
  ics: string;
  expiresAt: number;
}

export async function findDocuments(
  dependencies: FindDocumentsDependencies,
  call: Call,
  claim: Claim,
): Promise<FoundDocuments> {
  const { documentRecords, events, mailQueues } = dependencies;
  const made = await documentRecords.readMade(claim.id);
  const isCurrent = (shown: DocumentFacts | undefined): shown is DocumentFacts =>
    shown !== undefined && areCurrent(made, documentDigest(shown), call.now);
  const cached = await factsOfBooking(dependencies, call, claim, await events.cached(claim.eventId));
  if (isCurrent(cached)) return { is: 'made', links: await linksTo(dependencies, call, cached) };
  // The cached event may be older than the documents, and must not refuse.
  const facts = await presentEvent(dependencies, claim.eventId);
  const shown = await factsOfBooking(dependencies, call, claim, facts);
  if (!shown) return { is: 'none', facts };
  if (isCurrent(shown)) return { is: 'made', links: await linksTo(dependencies, call, shown) };
  const failures = await mailQueues.documents.send([{ claimId: claim.id, queuedAt: call.now }]);
  if (failures.length > 0) throw busy();
  return { is: 'making' };
}

async function linksTo(
  { files }: Pick<FindDocumentsDependencies, 'files'>,
  { now }: Call,
  shown: DocumentFacts,
): Promise<DocumentLinks> {
  const names = documentNames(shown.claimId, documentDigest(shown));
  const expiresAt = now + DOCUMENT_LINK_SECONDS * SECOND_MS;
  const linkTo = (name: string, fileName: string): Promise<string> => files.link(name, { fileName, now, expiresAt });
  const [pdf, ics] = await Promise.all([
    linkTo(names.pdf, `tickets-${shown.reference}.pdf`),
    linkTo(names.ics, `event-${shown.reference}.ics`),
  ]);
  return { pdf, ics, expiresAt };
}
