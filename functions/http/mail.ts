/** The mail function: messages of organizers to their customers, and mails that did not arrive. */
import { MAIL_REQUESTS } from '../../lib/contract/mail/requests.ts';
import { composed } from '../../lib/lambda/compose/http-service.ts';
import { type BindingsOf, httpFunction } from '../../lib/lambda/http/http-function.ts';

export const mail: BindingsOf<'mail'> = {};

export const handler = httpFunction(mail, MAIL_REQUESTS, composed);
