/**
 * The rows of mail. A request for a mail is put in the transaction of its cause; the stream of its table brings it to the worker. The
 * worker keeps the state of each mail in a row under the mail's id, which for a requested mail is the row of the request.
 */

import { MAIL_KEPT_DAYS } from '../../domain/limits.ts';
import { type MailRequest, REQUESTED } from '../../domain/mail.ts';
import { DAY_MS } from '../../domain/time.ts';
import { isAbsent } from '../conditions.ts';
import { put } from '../expression.ts';
import { epochSeconds, mailKey } from '../keys.ts';
import type { Table } from '../table.ts';
import type { Action, Row } from '../transact.ts';

/** Removed by TTL, because it has an address. */
export const mailRequestRow = ({ id, ...request }: MailRequest): Row => ({
  ...mailKey(id),
  ...request,
  state: REQUESTED,
  ttl: epochSeconds(request.at + MAIL_KEPT_DAYS * DAY_MS),
});

/** Requests a mail, as part of the transaction of its cause. The id is new, so the row is absent. */
export const requestMail = (table: Table, request: MailRequest): Action => ({
  Put: put(table.names.accounts, mailRequestRow(request), isAbsent),
});
