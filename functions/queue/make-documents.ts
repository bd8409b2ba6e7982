/** Worker of the queue of documents: makes the documents of bookings, then queues their mails. */
import { parseDocumentMessage } from '../../lib/domain/mail-messages.ts';
import { composedBackground } from '../../lib/lambda/compose/background-service.ts';
import { allMessages, queueFunction } from '../../lib/lambda/queue-function.ts';
import { makeDocuments as make } from '../../lib/usecases/documents/make-documents.ts';

export const makeDocuments = allMessages(parseDocumentMessage, make);

export const handler = queueFunction(makeDocuments, composedBackground);
