/** The names of the documents of a booking, and whether they may still be there. */
import type { RandomPart } from './ids.ts';
import { DOCUMENT_KEPT_DAYS, DOCUMENT_REMADE_DAYS } from './limits.ts';
import type { ClaimAction } from './model.ts';
import { DAY_MS } from './time.ts';

/** All names of documents begin so. The store removes such files after DOCUMENT_KEPT_DAYS. */
export const DOCUMENT_FOLDER = 'documents/';

/** The names of the documents of one digest. */
export const documentNames = (claimId: RandomPart, digest: string): { pdf: string; ics: string } => ({
  pdf: `${DOCUMENT_FOLDER}${claimId}/${digest}.pdf`,
  ics: `${DOCUMENT_FOLDER}${claimId}/${digest}.ics`,
});

/** The name of the receipt of a digest. */
export const receiptName = (claimId: RandomPart, digest: string): string =>
  `${DOCUMENT_FOLDER}${claimId}/${digest}-receipt.pdf`;

/** `tickets`: the tickets as PDF and the calendar file. They are made and recorded together. */
export type DocumentKind = 'tickets' | 'receipt';

/** Documents that were made, by the digest of their facts. */
export interface DocumentRecord {
  digest: string;
  /** The digest of the tickets and of the event that they show, see `documentBasis`. Absent: not known, or a receipt. */
  basis?: string;
  /** Epoch ms. */
  madeAt: number;
}

/** Whether the documents are of these facts, and have not to be made again before the store removes them. */
export const areCurrent = (made: DocumentRecord | undefined, digest: string, now: number): boolean =>
  made?.digest === digest && now < made.madeAt + DOCUMENT_REMADE_DAYS * DAY_MS;

/** When (epoch ms) the files are gone, so that the row is of no use. */
export const documentsEnd = ({ madeAt }: DocumentRecord): number => madeAt + DOCUMENT_KEPT_DAYS * DAY_MS;

/** Whether a change of a claim with this action changes its documents, or makes the first ones. */
export const isDocumented = (action: string): boolean => DOCUMENTED_ACTIONS.has(action);
const DOCUMENTED_ACTIONS: ReadonlySet<string> = new Set<ClaimAction>([
  'booking.confirmed',
  'booking.places-cancelled',
  'booking.cancelled',
  'ticket.reissued',
]);
