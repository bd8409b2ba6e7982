/**
 * The port of mails on DynamoDB. The row of a mail is its mark: each change is one conditional update.
 *
 * Races:
 * - Two workers begin the same mail: the condition on state and lease refuses one of them.
 * - The response to a write is lost: the write is sent again, and finds what it has written. The lease, which no other worker has,
 *   tells it from the write of another one.
 * - A worker ends a mail after its lease, while another one has begun it: the condition on the lease refuses the end.
 */

import { digestOfEmail } from '../../domain/email.ts';
import { SUPPRESSED_DAYS, UNDELIVERED_KEPT_DAYS } from '../../domain/limits.ts';
import { MAIL_KINDS } from '../../domain/mail.ts';
import { MAIL_RETURN_KINDS } from '../../domain/mail-returns.ts';
import { FINAL_MAIL_STATES } from '../../domain/mail-states.ts';
import { busy } from '../../domain/refusals.ts';
import { DAY_MS } from '../../domain/time.ts';
import type {
  MailEnd,
  MailLease,
  MailStore,
  MailSubject,
  MarkOutcome,
  Suppression,
  UndeliveredMail,
} from '../../ports/mail-store.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { isAbsent, mailIsMine, mailMayBeSent, suppressionEndsBefore } from '../conditions.ts';
import { attribute, type Expression, expression, put, update } from '../expression.ts';
import { epochSeconds, mailKey, nameIn, PREFIX, suppressedKey, undeliveredKey, undeliveredPartition } from '../keys.ts';
import { queryBetween, readRow } from '../queries.ts';
import { number, object, oneOf, parseRow, text } from '../row-parsers.ts';
import type { Table } from '../table.ts';
import { putOne, type Row, type Sent, updateOne } from '../transact.ts';
import { mailEnd, mailOf } from './mail-rows.ts';

export const createMailStore = (table: Table): MailStore => ({
  async read(mailId) {
    const row = await readRow(table, mailKey(mailId));
    return row && mailOf(row);
  },
  isSuppressed: (email, now) => isSuppressed(table, email, now),
  begin: (subject, lease, now) => begin(table, subject, lease, now),
  end: (mailId, leaseOf, end) => endMail(table, mailId, leaseOf, end),
  release: (mailId, leaseOf) => release(table, mailId, leaseOf),
  settle: (subject, end, now) => settle(table, subject, end, now),
  suppress: (emailDigest, suppression) => suppress(table, emailDigest, suppression),
  recordUndelivered: undelivered => recordUndelivered(table, undelivered),
  listUndelivered: (eventId, page) => listUndelivered(table, eventId, page),
});

async function begin(
  table: Table,
  subject: MailSubject,
  { leaseOf, leaseUntil }: MailLease,
  now: number,
): Promise<MarkOutcome> {
  const set = setting({ state: 'sending', leaseOf, leaseUntil, ...attributesOf(subject), ttl: mailEnd(now) });
  const change = update(table.names.accounts, mailKey(subject.mailId), { set, condition: mailMayBeSent(now) });
  return outcomeOf(await updateOne(table, change), row => row.state === 'sending' && row.leaseOf === leaseOf);
}

async function endMail(table: Table, mailId: string, leaseOf: string, end: MailEnd): Promise<MarkOutcome> {
  const change = update(table.names.accounts, mailKey(mailId), {
    set: setting({ ...end }),
    remove: ADDRESS,
    condition: mailIsMine(leaseOf),
  });
  const outcome = outcomeOf(await updateOne(table, change), row => isEnded(row) && row.leaseOf === leaseOf);
  // Another worker has begun, or even ended, the mail that this one has sent.
  return outcome === 'ended' ? 'leased' : outcome;
}

/** A lease that cannot be ended only ends later, by itself. */
async function release(table: Table, mailId: string, leaseOf: string): Promise<void> {
  const set = setting({ leaseUntil: 0 });
  await updateOne(table, update(table.names.accounts, mailKey(mailId), { set, condition: mailIsMine(leaseOf) }));
}

async function settle(table: Table, subject: MailSubject, end: MailEnd, now: number): Promise<MarkOutcome> {
  const set = setting({ ...end, ...attributesOf(subject), ttl: mailEnd(now) });
  const key = mailKey(subject.mailId);
  const change = update(table.names.accounts, key, { set, remove: ADDRESS, condition: mailMayBeSent(now) });
  return outcomeOf(await updateOne(table, change), () => false);
}

/** A row names its address by the digest, because it outlives the account. Only a request has the address, until its mail has ended. */
const attributesOf = ({ mailId: _key, email, ...about }: MailSubject) => ({
  ...about,
  ...(email !== undefined && { emailDigest: digestOfEmail(email) }),
});
/** The personal data of a request, and the key by which it is found by its address. */
const ADDRESS = ['email', 'name', 'registeredPk', 'registeredSk'].map(name => attribute(name));

/** Assigns the values that are present. Names of attributes may be reserved words. */
const setting = (values: Record<string, string | number | undefined>): Expression[] =>
  Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [expression`${attribute(name)} = ${value}`],
  );

function outcomeOf(sent: Sent, isMine: (row: Row) => boolean): MarkOutcome {
  if (sent.is === 'committed') return 'done';
  if (sent.is === 'busy') return 'busy';
  const row = sent.reasons[0]?.row;
  if (row && isMine(row)) return 'done';
  return row && isEnded(row) ? 'ended' : 'leased';
}

const isEnded = (row: Row): boolean => (FINAL_MAIL_STATES as readonly unknown[]).includes(row.state);

const suppression = object<{ until: number }>({ until: number });

/** TTL removes a row late, so its own time decides. */
async function isSuppressed(table: Table, email: string, now: number): Promise<boolean> {
  const row = await readRow(table, suppressedKey(digestOfEmail(email)));
  return row !== undefined && parseRow(row, suppression).until > now;
}

/** An event that comes late does not shorten what a later one has written. */
async function suppress(table: Table, emailDigest: string, { reason, at }: Suppression): Promise<void> {
  const until = at + SUPPRESSED_DAYS * DAY_MS;
  const row = { ...suppressedKey(emailDigest), reason, at, until, ttl: epochSeconds(until) };
  const sent = await putOne(table, put(table.names.accounts, row, suppressionEndsBefore(until)));
  if (sent.is === 'busy') throw busy();
}

async function recordUndelivered(table: Table, { eventId, mailId, ...about }: UndeliveredMail): Promise<void> {
  const ttl = epochSeconds(about.at + UNDELIVERED_KEPT_DAYS * DAY_MS);
  const row = { ...undeliveredKey(eventId, mailId), ...about, ttl };
  const sent = await putOne(table, put(table.names.accounts, row, isAbsent));
  if (sent.is === 'busy') throw busy();
}

const undelivered = object<Omit<UndeliveredMail, 'eventId' | 'mailId'>>({
  kind: oneOf(MAIL_KINDS),
  claimId: text,
  reason: oneOf([...MAIL_RETURN_KINDS, 'suppressed', 'refused']),
  at: number,
});

async function listUndelivered(
  table: Table,
  eventId: string,
  { limit, after = '' }: PageRequest,
): Promise<Page<UndeliveredMail>> {
  const from = { pk: undeliveredPartition(eventId), sk: `${after}${FIRST}` };
  const rows = await queryBetween(table, from, LAST, limit + 1);
  const items = rows.slice(0, limit).map(row => ({
    eventId: nameIn(row.pk, PREFIX.undelivered),
    mailId: String(row.sk),
    ...parseRow(row, undelivered),
  }));
  const last = items.at(-1);
  return { items, ...(rows.length > limit && last && { next: last.mailId }) };
}
/** Sort before and after all that follows in an id. */
const FIRST = ' ';
const LAST = '~';
