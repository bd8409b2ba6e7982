/** Ports of documents in memory: files, the queues that the worker sends to, and a maker that writes the facts themselves. */

import type { DocumentFacts } from '../../lib/domain/documents.ts';
import type { DocumentMessage, MailMessage } from '../../lib/domain/mail-messages.ts';
import type { ReceiptFacts } from '../../lib/domain/receipts.ts';
import { createMemoryFiles } from '../../lib/files/memory-files.ts';
import { createLinkSigner, type LinkSigner } from '../../lib/files/signed-links.ts';
import type { DocumentMaker, FileStore } from '../../lib/ports/documents.ts';
import type { MailQueues, QueueOf } from '../../lib/ports/mail.ts';

export interface DocumentPorts {
  files: FileStore;
  links: LinkSigner;
  documentMaker: DocumentMaker;
  mailQueues: MailQueues;
  /** The facts of each document that was made, in order. */
  made: DocumentFacts[];
  /** The facts of each receipt that was made. */
  receipts: ReceiptFacts[];
  queued: { documents: DocumentMessage[]; mails: MailMessage[]; bulkMails: MailMessage[] };
}

export function openDocumentPorts(): DocumentPorts {
  const links = createLinkSigner({ secret: new Uint8Array(32), baseUrl: () => 'http://127.0.0.1:8787' });
  const made: DocumentFacts[] = [];
  const receipts: ReceiptFacts[] = [];
  const queued: DocumentPorts['queued'] = { documents: [], mails: [], bulkMails: [] };
  const keep = <Message>(all: Message[]): QueueOf<Message> => ({
    async send(messages) {
      all.push(...messages);
      return [];
    },
  });
  return {
    files: createMemoryFiles(links),
    links,
    documentMaker: {
      async make(facts) {
        made.push(facts);
        return { pdf: written({ pdf: facts }), ics: written({ ics: facts.event }), missing: [] };
      },
      async makeReceipt(facts) {
        receipts.push(facts);
        return { pdf: written({ receipt: facts }), missing: [] };
      },
    },
    mailQueues: {
      documents: keep(queued.documents),
      mails: keep(queued.mails),
      bulkMails: keep(queued.bulkMails),
      mailings: keep([]),
    },
    made,
    receipts,
    queued,
  };
}

const written = (facts: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(facts));

/** The facts that a receipt of this maker shows. */
export const receiptIn = (bytes: Uint8Array): ReceiptFacts => JSON.parse(new TextDecoder().decode(bytes)).receipt;

/** The facts that a PDF of this maker shows. */
export const factsIn = (bytes: Uint8Array): DocumentFacts => JSON.parse(new TextDecoder().decode(bytes)).pdf;
