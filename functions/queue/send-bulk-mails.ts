/**
 * Worker of the queue of mails to all bookings of an event: queues those of a mailing, and sends them. It leaves half of the rate to
 * single mails.
 */
import { divideMessages, parseMailingOrMail } from '../../lib/domain/mail-messages.ts';
import { composedBackground } from '../../lib/lambda/compose/background-service.ts';
import { allMessages, queueFunction } from '../../lib/lambda/queue-function.ts';
import { runMailings } from '../../lib/usecases/mail/run-mailings.ts';
import { sendMails } from '../../lib/usecases/mail/send-mails.ts';

/** Beside each other, so that a batch takes no longer than its longest part: each mailing runs for the time of a run. */
export const sendBulkMails = allMessages(parseMailingOrMail, async (dependencies, call, messages) => {
  const { mails, others: mailings } = divideMessages(messages);
  const failed = await Promise.all([
    sendMails(dependencies, call, mails, 'bulk'),
    ...mailings.map(mailing => runMailings(dependencies, call, [mailing])),
  ]);
  return failed.flat();
});

export const handler = queueFunction(sendBulkMails, composedBackground);
