/** The mail function: messages of organizers to their customers, mails that did not arrive, and the mailbox of a test stage. */
import { MAIL_REQUESTS } from '../../lib/contract/mail/requests.ts';
import { composed } from '../../lib/lambda/compose/http-service.ts';
import { paged } from '../../lib/lambda/http/cursors.ts';
import { type BindingsOf, httpFunction, idempotent, ok } from '../../lib/lambda/http/http-function.ts';
import { mailOf } from '../../lib/mail/mail-of.ts';
import { listMessages } from '../../lib/usecases/mail/list-messages.ts';
import { listUndeliveredMails } from '../../lib/usecases/mail/list-undelivered-mails.ts';
import { previewMessage } from '../../lib/usecases/mail/preview-message.ts';
import { listMails, readMail } from '../../lib/usecases/mail/read-mailbox.ts';
import { sendMessage } from '../../lib/usecases/mail/send-message.ts';

export const mail: BindingsOf<'mail'> = {
  'preview-message': async (deps, call, { params, body }) =>
    ok(await previewMessage({ ...deps, mailOf }, call, params.eventId, body)),
  'send-message': async (deps, call, { params, body }) =>
    idempotent(202, await sendMessage(deps, call, params.eventId, body)),
  'list-messages': async (deps, call, { params, query }) =>
    ok(
      await paged('list-messages', call, { ...query, ...params }, page =>
        listMessages(deps, call, params.eventId, page),
      ),
    ),
  'list-undelivered-mails': async (deps, call, { params, query }) =>
    ok(
      await paged('list-undelivered-mails', call, { ...query, ...params }, page =>
        listUndeliveredMails(deps, call, params.eventId, page),
      ),
    ),
  'list-mails': async (deps, call, { query }) =>
    ok(await paged('list-mails', call, query, page => listMails(deps, call, page))),
  'read-mail': async (deps, call, { params }) => ok(await readMail(deps, call, params.mailId)),
};

export const handler = httpFunction(mail, MAIL_REQUESTS, composed);
