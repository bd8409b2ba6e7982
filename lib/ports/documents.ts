/**
 * The ports of documents: the store of files, which has the documents of bookings and the mails of a mailbox, the maker of documents, and
 * the rows that say which documents were made.
 */
import type { DocumentKind, DocumentRecord } from '../domain/document-names.ts';
import type { DocumentFacts } from '../domain/documents.ts';
import type { RandomPart } from '../domain/ids.ts';
import type { ReceiptFacts } from '../domain/receipts.ts';

export interface StoredFile {
  bytes: Uint8Array;
  contentType: string;
}

/** In S3 when deployed, else in the data folder or in memory. */
export interface FileStore {
  /** Puts a file. The same name always gets the same bytes. */
  put(name: string, file: StoredFile): Promise<void>;
  read(name: string): Promise<StoredFile | undefined>;
  /** The names with a beginning, in order. */
  list(beginning: string): Promise<string[]>;
  /** An address that shows the file to anyone until `expiresAt` (epoch ms), under this file name. */
  link(name: string, options: { fileName: string; now: number; expiresAt: number }): Promise<string>;
}

/** A PDF. The same facts give the same bytes. */
export interface MadePdf {
  pdf: Uint8Array;
  /**
   * The blocks of characters that no font can show, such as `U+1080–10FF`. In the PDF, the booking's reference takes the place of a
   * text with such a letter. A block discloses nothing of the text.
   */
  missing: string[];
}

/** The tickets of a booking as PDF, and the calendar file of its event. */
export interface MadeDocuments extends MadePdf {
  /** The calendar file, in UTF-8. */
  ics: Uint8Array;
}

/** Makes documents. Only a function with fonts has one. */
export interface DocumentMaker {
  make(facts: DocumentFacts): Promise<MadeDocuments>;
  makeReceipt(facts: ReceiptFacts): Promise<MadePdf>;
}

/** The rows of documents. */
export interface DocumentRecords {
  /** Reads consistently which documents of this kind were made last for a booking. */
  readMade(claimId: RandomPart, kind: DocumentKind): Promise<DocumentRecord | undefined>;
  /** Records that documents were made. Replaces the record of earlier ones of this kind. */
  recordMade(claimId: RandomPart, kind: DocumentKind, made: DocumentRecord): Promise<void>;
}
