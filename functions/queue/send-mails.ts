/** Worker of the queue of single mails: sends those that people wait for. */
import { parseMailMessage } from '../../lib/domain/mail-messages.ts';
import { composedBackground } from '../../lib/lambda/compose/background-service.ts';
import { allMessages, queueFunction } from '../../lib/lambda/queue-function.ts';
import { sendMails as send } from '../../lib/usecases/mail/send-mails.ts';

export const sendMails = allMessages(parseMailMessage, (dependencies, call, messages) =>
  send(dependencies, call, messages, 'single'),
);

export const handler = queueFunction(sendMails, composedBackground);
