/** The session store port on DynamoDB. A family of refresh tokens is one row, and each step of it is one conditional write. */
import type { Session } from '../../domain/account.ts';
import { busy } from '../../domain/refusals.ts';
import type { SessionOutcome, SessionStore } from '../../ports/accounts.ts';
import { isAbsent, sessionIsOpen, tokenIsCurrent, tokenIsCurrentOrPrevious } from '../conditions.ts';
import { and, type Change, expression, put, update } from '../expression.ts';
import { fillPage, itemsOfRows, mergePartitions, newestIn } from '../index-pages.ts';
import { sessionKey, sessionsPartition } from '../keys.ts';
import { readRow } from '../queries.ts';
import type { Table } from '../table.ts';
import { putOne, updateOne } from '../transact.ts';
import { sessionOf, sessionRow } from './account-rows.ts';

export const createSessionStore = (table: Table): SessionStore => ({
  async read(sessionId) {
    const row = await readRow(table, sessionKey(sessionId));
    return row && sessionOf(row);
  },

  list: (userId, page) =>
    fillPage(table, page, {
      ...mergePartitions('byRegistration', [newestIn(table, 'byRegistration', sessionsPartition(userId))], {
        order: 'newest-first',
      }),
      readItems: itemsOfRows(table, sessionOf),
    }),

  open: session => open(table, session),

  refresh: (sessionId, from, to, now) =>
    changeSession(table, sessionId, {
      set: [expression`tokenHash = ${to}`, expression`previousHash = ${from}`, expression`refreshedAt = ${now}`],
      condition: and(tokenIsCurrent(from), sessionIsOpen(now)),
    }),

  end: (sessionId, now, tokenHash) =>
    changeSession(table, sessionId, {
      set: [expression`endedAt = ${now}`],
      condition:
        tokenHash === undefined ? sessionIsOpen(now) : and(tokenIsCurrentOrPrevious(tokenHash), sessionIsOpen(now)),
    }),
});

async function open(table: Table, session: Session): Promise<void> {
  const sent = await putOne(table, put(table.names.accounts, sessionRow(session), isAbsent));
  // The id is new, so a session that exists was written by an earlier attempt whose response was lost.
  if (sent.is === 'busy') throw busy();
}

async function changeSession(table: Table, sessionId: string, change: Change): Promise<SessionOutcome> {
  const sent = await updateOne(table, {
    ...update(table.names.accounts, sessionKey(sessionId), change),
    ReturnValues: 'ALL_NEW',
  });
  if (sent.is === 'busy') throw busy();
  if (sent.is === 'committed' && sent.row) return { is: 'done', session: sessionOf(sent.row) };
  const row = sent.is === 'refused' ? sent.reasons[0]?.row : undefined;
  return { is: 'refused', session: row && sessionOf(row) };
}
