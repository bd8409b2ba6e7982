/** Worker of the queue of single mails: sends those that people wait for, and makes the documents of bookings, which queues their mails. */
import { divideMessages, parseDocumentOrMail } from '../../lib/domain/mail-messages.ts';
import { composedBackground } from '../../lib/lambda/compose/background-service.ts';
import { allMessages, queueFunction } from '../../lib/lambda/queue-function.ts';
import { makeDocuments } from '../../lib/usecases/documents/make-documents.ts';
import { sendMails as send } from '../../lib/usecases/mail/send-mails.ts';

/** One after the other: a document takes a whole CPU, and the time limit of a mail's request would run meanwhile. */
export const sendMails = allMessages(parseDocumentOrMail, async (dependencies, call, messages) => {
  const { mails, others: documents } = divideMessages(messages);
  const unsent = await send(dependencies, call, mails, 'single');
  return [...unsent, ...(await makeDocuments(dependencies, call, documents))];
});

export const handler = queueFunction(sendMails, composedBackground);
