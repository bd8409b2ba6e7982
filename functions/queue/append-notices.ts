/** Worker of the queue of notices: appends the notices that its messages refer to, to the logs of their organizations. */
import { parseMessage } from '../../lib/domain/notice-messages.ts';
import { composedBackground } from '../../lib/lambda/compose/background-service.ts';
import { allMessages, queueFunction } from '../../lib/lambda/queue-function.ts';
import { appendNotices as append } from '../../lib/usecases/notices/append-notices.ts';

export const appendNotices = allMessages(parseMessage, append);

export const handler = queueFunction(appendNotices, composedBackground);
