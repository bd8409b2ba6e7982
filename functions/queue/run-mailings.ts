/** Worker of the queue of mailings: queues one mail for each booking that a mailing goes to, and its own next run. */
import { parseMailingMessage } from '../../lib/domain/mail-messages.ts';
import { composedBackground } from '../../lib/lambda/compose/background-service.ts';
import { allMessages, queueFunction } from '../../lib/lambda/queue-function.ts';
import { runMailings as run } from '../../lib/usecases/mail/run-mailings.ts';

export const runMailings = allMessages(parseMailingMessage, run);

export const handler = queueFunction(runMailings, composedBackground);
