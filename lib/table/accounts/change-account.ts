/**
 * Changes of an account that follow from a link or from its owner: each is one transaction with its journal entry, the mail that tells
 * of it, and the use of its link. The races that it must survive:
 *
 *   two uses of one link          the row of the link exists already: the second one is refused
 *   a link and another change     the account has another version: decided again
 *   two accounts, one address     the row of the address exists already: the second one is refused
 *   the same call, reply lost     the journal has this entry, or the session this token: done
 */
import type { Account, Session } from '../../domain/account.ts';
import { LINK_ROW_KEPT_DAYS } from '../../domain/limits.ts';
import type { MailRequest } from '../../domain/mail.ts';
import { busy } from '../../domain/refusals.ts';
import { DAY_MS } from '../../domain/time.ts';
import type { AccountChange, AccountChangeOutcome, UsedLink } from '../../ports/accounts.ts';
import { accountIsUnchanged, addressIsTheirs, isAbsent } from '../conditions.ts';
import { attribute, check, deletion, expression, put, update } from '../expression.ts';
import { emailKey, epochSeconds, usedLinkKey, userKey } from '../keys.ts';
import { mailRequestRow, requestMail } from '../mail/mail-rows.ts';
import { readRow } from '../queries.ts';
import type { Table } from '../table.ts';
import { type Action, putOne, transact } from '../transact.ts';
import { emailRow, sessionRow, userIdOf } from './account-rows.ts';
import { changeWithEntry } from './change-with-entry.ts';

export async function changeAccount(
  table: Table,
  { before, after, entry, mail, link }: AccountChange,
): Promise<AccountChangeOutcome> {
  const parts: { of: AccountChangeOutcome; action: Action }[] = [
    { of: 'stale', action: { Update: differenceOf(table, before, after) } },
    ...(link ? [{ of: 'link-used' as const, action: useOfLink(table, link) }] : []),
    ...(await movedAddress(table, before, after)),
    ...(mail ? [{ of: 'stale' as const, action: requestMail(table, mail) }] : []),
  ];
  const { refused } = await changeWithEntry(
    table,
    parts.map(({ action }) => action),
    entry,
  );
  const [first] = refused;
  return first === undefined ? 'done' : (parts[first]?.of ?? 'stale');
}

/** Sets the attributes that differ, and raises the version, if the account is as it was read. */
function differenceOf(table: Table, before: Account, after: Account) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof Account)[];
  const changed = names.filter(name => before[name] !== after[name] && name !== 'id' && name !== 'version');
  return update(table.names.accounts, userKey(before.id), {
    set: [
      ...changed.flatMap(name => {
        const value = after[name];
        return value === undefined ? [] : [expression`${attribute(name)} = ${value}`];
      }),
      expression`version = ${before.version + 1}`,
    ],
    remove: changed.filter(name => after[name] === undefined).map(name => attribute(name)),
    condition: accountIsUnchanged(before.version),
  });
}

/** Takes the new address, and frees the one before. That is another user's only if the tables were restored to different times. */
async function movedAddress(table: Table, before: Account, after: Account) {
  if (before.email === after.email) return [];
  const taken: Action = { Put: put(table.names.accounts, emailRow(after), isAbsent) };
  const owner = await readRow(table, emailKey(before.email));
  const isForeign = owner !== undefined && userIdOf(owner) !== before.id;
  const freed: Action = { Delete: deletion(table.names.accounts, emailKey(before.email), addressIsTheirs(before.id)) };
  return [
    { of: 'email-taken' as const, action: taken },
    ...(isForeign ? [] : [{ of: 'stale' as const, action: freed }]),
  ];
}

/** Opens a session by a link. A change of the account at the same time is decided again: it may be no guest any more. */
export async function openByLink(
  table: Table,
  { id, version }: Account,
  session: Session,
  link: UsedLink,
): Promise<AccountChangeOutcome> {
  const actions = [
    useOfLink(table, link),
    { ConditionCheck: check(table.names.accounts, userKey(id), accountIsUnchanged(version)) },
    { Put: put(table.names.accounts, sessionRow(session), isAbsent) },
  ];
  const sent = await transact(table, actions, { idempotencyFirst: false });
  if (sent.is === 'busy') throw busy();
  if (sent.is === 'committed') return 'done';
  const [ofLink, , ofSession] = sent.reasons;
  // The session has our own token if the response to an earlier attempt was lost.
  if (ofSession?.row?.tokenHash === session.tokenHash) return 'done';
  return ofLink?.refused ? 'link-used' : 'stale';
}

/** Uses a link, as part of the transaction of its effect. Removed by TTL after the end of the link. */
export const useOfLink = (table: Table, { linkId, ...use }: UsedLink): Action => ({
  Put: put(
    table.names.accounts,
    { ...usedLinkKey(linkId), ...use, ttl: epochSeconds(use.usedAt + LINK_ROW_KEPT_DAYS * DAY_MS) },
    isAbsent,
  ),
});

/** Requests a mail without a further change. The id is new, so a row that exists was written by an earlier attempt. */
export async function requestAlone(table: Table, request: MailRequest): Promise<void> {
  const sent = await putOne(table, put(table.names.accounts, mailRequestRow(request), isAbsent));
  if (sent.is === 'busy') throw busy();
}
