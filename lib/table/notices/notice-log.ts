/**
 * The log of an organization: its notices in rows with positions 1, 2, 3 …, and a row with the last position. A transaction appends up to
 * NOTICES_PER_TRANSACTION notices, moves the last position, and moves the mark of each subject: the number of its entries that are told
 * or passed over. Rows are never changed or deleted.
 *
 * Races:
 * - Two workers append to the same log: the row of the last position refuses the second one, which reads and decides again.
 * - A worker appends what another one has appended: the marks refuse it, even if the positions are free.
 * - The response to a transaction is lost: it is sent again with the same token. Later than that, its conditions refuse it.
 * - A reader sees some rows of a transaction before others: it gives out only the notices before the first gap, so that none appears
 *   later before a position that was given out.
 */
import type { AppendNoticesOutcome, LogAddition, LoggedNotice, LogState, NoticeLog } from '../../ports/notices.ts';
import { isAbsent, logEndsAt, markIsAt } from '../conditions.ts';
import { put } from '../expression.ts';
import { noticedKey, noticeKey, noticesHeadKey } from '../keys.ts';
import { queryBetween, readRow, readRows } from '../queries.ts';
import { number, object, parseRow, text } from '../row-parsers.ts';
import type { Table } from '../table.ts';
import { type Action, type Row, transact } from '../transact.ts';

/** Creates the logs over one table. */
export function createNoticeLog(table: Table): NoticeLog {
  return {
    readState: (organizationId, subjectIds) => readState(table, organizationId, subjectIds),
    append: (organizationId, state, addition) => append(table, organizationId, state, addition),
    readAfter: (organizationId, after, limit) => readAfter(table, organizationId, after, limit),
    readLast: async organizationId => lastIn(await readRow(table, noticesHeadKey(organizationId))),
  };
}

/** The end of a log, and the time before which its first worker has passed entries over. */
const head = object<{ last: number; since: number }>({ last: number, since: number });
const mark = object<{ entries: number }>({ entries: number });
const notice = object<{ json: string }>({ json: text });

const lastIn = (row: Row | undefined): number => (row ? parseRow(row, head).last : 0);

async function readState(table: Table, organizationId: string, subjectIds: string[]): Promise<LogState> {
  const [headRow, ...marks] = await readRows(table, [noticesHeadKey(organizationId), ...subjectIds.map(noticedKey)]);
  const entries = subjectIds.flatMap((id, i): [string, number][] => {
    const row = marks[i];
    return row ? [[id, parseRow(row, mark).entries]] : [];
  });
  return { last: 0, ...(headRow && parseRow(headRow, head)), entries: new Map(entries) };
}

async function append(
  table: Table,
  organizationId: string,
  state: LogState,
  addition: LogAddition,
): Promise<AppendNoticesOutcome> {
  const sent = await transact(table, actionsOf(table, organizationId, state, addition), { idempotencyFirst: false });
  if (sent.is === 'committed') return 'appended';
  return sent.is === 'busy' ? 'busy' : 'stale';
}

function actionsOf(
  { name }: Table,
  organizationId: string,
  { last, since, entries: before }: LogState,
  addition: LogAddition,
): Action[] {
  const notices = addition.notices.map(({ json }, i) =>
    put(name, { ...noticeKey(organizationId, last + 1 + i), json }, isAbsent),
  );
  const marks = [...addition.entries].map(([subjectId, entries]) => {
    const known = before.get(subjectId);
    const condition = known === undefined ? isAbsent : markIsAt(known);
    return put(name, { ...noticedKey(subjectId), entries }, condition);
  });
  const end = { ...noticesHeadKey(organizationId), last: last + notices.length, since: since ?? addition.since };
  const begins = since === undefined;
  return [put(name, end, begins ? isAbsent : logEndsAt(last)), ...marks, ...notices].map(Put => ({ Put }));
}

/** Reads the notice at `after` and the ones behind it. If the row at `after` is missing, the log ends before that position. */
async function readAfter(
  table: Table,
  organizationId: string,
  after: number,
  limit: number,
): Promise<LoggedNotice[] | undefined> {
  const [from, to] = [noticeKey(organizationId, after), noticeKey(organizationId, POSITION_MAX)];
  const rows = await queryBetween(table, from, to.sk, limit + 1);
  const read = rows.map(row => ({ position: Number(row.sk), json: parseRow(row, notice).json }));
  if (after > 0 && read[0]?.position !== after) return undefined;
  return withoutGap(
    read.filter(({ position }) => position > after),
    after,
  ).slice(0, limit);
}

const POSITION_MAX = 999_999_999_999;

/** The notices up to the first position that is not there yet. */
function withoutGap(notices: LoggedNotice[], after: number): LoggedNotice[] {
  const gap = notices.findIndex(({ position }, i) => position !== after + 1 + i);
  return gap === -1 ? notices : notices.slice(0, gap);
}
