/**
 * The port of mailings on DynamoDB. A message is one transaction: the record of its key, the mailing, its place in the list of the
 * event, the times of the last messages, and the entry of the journal. The worker moves the progress by one conditional update a page.
 *
 * Races of a message:
 * - Two messages at once: the times of the last messages are as they were read for one of them only, so that both count.
 * - The same key twice at once: the record refuses one of them, and has the answer.
 * - The response is lost: the transaction is sent again with the same token; later, the record has the answer.
 */
import { type Mailing, type MailingProgress, recentWith } from '../../domain/mailings.ts';
import { busy } from '../../domain/refusals.ts';
import type { MailingStore, MessageOutcome, MessageRequest, RecentMessages } from '../../ports/mailings.ts';
import { recordOf, recordRow } from '../claims/idempotency-rows.ts';
import { isAbsent, isAbsentOrExpired, mailingIsAt, messagesAreAt } from '../conditions.ts';
import { expression, put, update } from '../expression.ts';
import { fillPage } from '../index-pages.ts';
import { journalRow } from '../journal/journal-rows.ts';
import { mailingIdInEventKey, mailingKey, mailingsPartition, recentMessagesKey } from '../keys.ts';
import { queryNewest, readRow, readRows } from '../queries.ts';
import { keyOf, list, number, object, parseRow } from '../row-parsers.ts';
import type { Table } from '../table.ts';
import { type Action, transact, updateOne } from '../transact.ts';
import { mailingOf, mailingOfEventRow, mailingRow } from './mailing-rows.ts';

export const createMailingStore = (table: Table): MailingStore => ({
  readRecent: eventId => readRecent(table, eventId),
  request: request => writeMessage(table, request),
  begin: mailing => begin(table, mailing),
  read: mailingId => read(table, mailingId),
  advance: (mailing, progress) => advance(table, mailing, progress),
  list: (eventId, page) =>
    fillPage(table, page, {
      async readEntries(after, count) {
        const rows = await queryNewest(table, mailingsPartition(eventId), after, count);
        const entries = rows.map(row => keyOf(row).sk);
        return { entries, next: entries.length === count ? entries.at(-1) : undefined };
      },
      positionOf: sk => sk,
      async readItems(entries) {
        const rows = await readRows(
          table,
          entries.map(sk => mailingKey(mailingIdInEventKey(sk))),
        );
        return rows.map(row => row && mailingOf(row));
      },
    }),
});

const recent = object<RecentMessages>({ version: number, times: list(number) });

async function readRecent(table: Table, eventId: string): Promise<RecentMessages> {
  const row = await readRow(table, recentMessagesKey(eventId));
  return row ? parseRow(row, recent) : { version: 0, times: [] };
}

async function writeMessage(
  table: Table,
  { mailing, recent: read, entry, key, answer }: MessageRequest,
): Promise<MessageOutcome> {
  const { sales, accounts, journal } = table.names;
  const times = recentWith(read.times, mailing.at);
  const recentRow = { ...recentMessagesKey(mailing.eventId), version: read.version + 1, times };
  const actions: Action[] = [
    { Put: put(sales, recordRow(key, mailing.at, { answer }), isAbsentOrExpired(mailing.at)) },
    { Put: put(accounts, recentRow, messagesAreAt(read.version)) },
    { Put: put(accounts, mailingRow(mailing), isAbsent) },
    { Put: put(accounts, mailingOfEventRow(mailing), isAbsent) },
    { Put: put(journal, journalRow(entry), isAbsent) },
  ];
  const sent = await transact(table, actions, { idempotencyFirst: true });
  if (sent.is === 'committed') return { is: 'requested' };
  if (sent.is === 'busy') return { is: 'busy' };
  const [ofRecord] = sent.reasons;
  return ofRecord?.refused && ofRecord.row ? { is: 'duplicate', record: recordOf(ofRecord.row) } : { is: 'stale' };
}

async function read(table: Table, mailingId: string): Promise<Mailing | undefined> {
  const row = await readRow(table, mailingKey(mailingId));
  return row && mailingOf(row);
}

/** Both rows are put, or none. If another worker has put them, or an earlier attempt of this one, they are as they were put. */
async function begin(table: Table, mailing: Mailing): Promise<Mailing> {
  const rows = [mailingRow(mailing), mailingOfEventRow(mailing)];
  const actions = rows.map(row => ({ Put: put(table.names.accounts, row, isAbsent) }));
  const sent = await transact(table, actions, { idempotencyFirst: false });
  if (sent.is === 'committed') return mailing;
  const there = sent.is === 'refused' ? await read(table, mailing.id) : undefined;
  if (!there) throw busy();
  return there;
}

async function advance(table: Table, { id, progress: before }: Mailing, progress: MailingProgress): Promise<boolean> {
  const change = update(table.names.accounts, mailingKey(id), {
    set: [expression`progress = ${progress}`, expression`#state = ${progress.state}`],
    condition: mailingIsAt(before.step),
  });
  const sent = await updateOne(table, change);
  if (sent.is === 'busy') throw busy();
  return sent.is === 'committed';
}
