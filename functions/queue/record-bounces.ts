/** Worker of the queue of SES's events: records mails that bounced, or that their readers reported as unwanted. */
import { parseMailReturn } from '../../lib/domain/mail-returns.ts';
import { composedBackground } from '../../lib/lambda/compose/background-service.ts';
import { allMessages, queueFunction } from '../../lib/lambda/queue-function.ts';
import { recordBounces as record } from '../../lib/usecases/mail/record-bounces.ts';

export const recordBounces = allMessages(parseMailReturn, record);

export const handler = queueFunction(recordBounces, composedBackground);
