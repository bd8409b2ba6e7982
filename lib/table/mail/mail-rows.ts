/**
 * The rows of mails. A request for a mail is put in the transaction of its cause; the stream of its table brings it to the worker. The
 * worker keeps the state of each mail in a row under the mail's id, which for a requested mail is the row of the request.
 */

import { LANGUAGES } from '../../domain/languages.ts';
import { MAIL_KEPT_DAYS } from '../../domain/limits.ts';
import { MAIL_KINDS, type MailRequest, REQUESTED, REQUESTED_MAIL_KINDS } from '../../domain/mail.ts';
import { MAIL_STATES } from '../../domain/mail-states.ts';
import { DAY_MS } from '../../domain/time.ts';
import type { StoredMail } from '../../ports/mail-store.ts';
import { isAbsent } from '../conditions.ts';
import { put } from '../expression.ts';
import { epochSeconds, mailedIndexKey, mailKey, nameIn, PREFIX } from '../keys.ts';
import { number, object, oneOf, optional, parseRow, text } from '../row-parsers.ts';
import type { Table } from '../table.ts';
import type { Action, Row } from '../transact.ts';

/** Removed by TTL, because it has an address. */
export const mailRequestRow = ({ id, ...request }: MailRequest): Row => ({
  ...mailKey(id),
  ...mailedIndexKey(request.email, request.at, id),
  ...request,
  state: REQUESTED,
  ttl: mailEnd(request.at),
});

/** When (epoch seconds) the row of a mail may be removed. */
export const mailEnd = (at: number): number => epochSeconds(at + MAIL_KEPT_DAYS * DAY_MS);

/** Requests a mail, as part of the transaction of its cause. The id is new, so the row is absent. */
export const requestMail = (table: Table, request: MailRequest): Action => ({
  Put: put(table.names.accounts, mailRequestRow(request), isAbsent),
});

const mail = object<Omit<StoredMail, 'request'>>({
  state: oneOf(MAIL_STATES),
  leaseUntil: optional(number),
  kind: oneOf(MAIL_KINDS),
  emailDigest: optional(text),
  claimId: optional(text),
  eventId: optional(text),
});

export const mailOf = (row: Row): StoredMail =>
  parseRow(row, all => {
    const request = requestOf(mailIdIn(all), all);
    return { ...mail(all), ...(request && { request }) };
  });

export const mailIdIn = ({ pk }: Row): string => nameIn(pk, PREFIX.mail);

const requested = object<Pick<MailRequest, 'at' | 'email' | 'language'>>({
  at: number,
  email: text,
  language: optional(oneOf(LANGUAGES)),
});
const ofUser = object<{ userId: string }>({ userId: text });
const ofPassword = object<{ userId: string; passwordVersion: number }>({ userId: text, passwordVersion: number });
const ofGuest = object<{ name: string }>({ name: text });
const ofInvitation = object<{ organizationId: string; invitationId: string }>({
  organizationId: text,
  invitationId: text,
});

/** The request of a mail; undefined for a mail that follows from a booking, and for one that has ended. */
function requestOf(id: string, row: Row): MailRequest | undefined {
  const kind = REQUESTED_MAIL_KINDS.find(known => known === row.kind);
  if (!kind || row.email === undefined) return undefined;
  const all = { id, ...requested(row) };
  switch (kind) {
    case 'verify-email':
    case 'email-changed':
      return { ...all, kind, ...ofUser(row) };
    case 'change-email':
      return { ...all, kind, ...ofPassword(row) };
    case 'reset-password':
      return { ...all, kind };
    case 'guest-link':
      return { ...all, kind, ...ofGuest(row) };
    case 'invitation':
      return { ...all, kind, ...ofInvitation(row) };
  }
}
