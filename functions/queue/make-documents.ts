/** Worker of the queue of documents: makes the documents of bookings, then queues their mails. */
import { parseDocumentMessage } from '../../lib/domain/document-messages.ts';
import { composedDocumentMaker } from '../../lib/lambda/compose/mail-services.ts';
import { allMessages, queueFunction } from '../../lib/lambda/queue-function.ts';
import { makeDocuments as make } from '../../lib/usecases/documents/make-documents.ts';

export const makeDocuments = allMessages(parseDocumentMessage, make);

export const handler = queueFunction(makeDocuments, composedDocumentMaker);
