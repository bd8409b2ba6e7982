/** Worker of the queue of mails to all bookings of an event. It leaves half of the rate to single mails. */
import { parseMailMessage } from '../../lib/domain/mail-messages.ts';
import { composedBackground } from '../../lib/lambda/compose/background-service.ts';
import { allMessages, queueFunction } from '../../lib/lambda/queue-function.ts';
import { sendMails as send } from '../../lib/usecases/mail/send-mails.ts';

export const sendBulkMails = allMessages(parseMailMessage, (dependencies, call, messages) =>
  send(dependencies, call, messages, 'bulk'),
);

export const handler = queueFunction(sendBulkMails, composedBackground);
