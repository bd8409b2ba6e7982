/** Reader of the stream of accounts: queues the mails and mailings that were requested. */
import { composedBackground } from '../../lib/lambda/compose/background-service.ts';
import { allRecords, streamFunction } from '../../lib/lambda/stream-function.ts';
import { mailCauseIn } from '../../lib/table/mail/mail-causes.ts';
import { requestMails as request } from '../../lib/usecases/mail/request-mails.ts';

export const requestMails = allRecords(record => mailCauseIn(record.dynamodb ?? {}), request);

export const handler = streamFunction(requestMails, composedBackground);
