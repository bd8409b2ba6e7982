/**
 * The pace of all workers that send mail, in one row: the time from which the next mail may be sent, and the same for bulk mails. Each
 * mail moves the first time by 1 / rate seconds. A bulk mail also moves the second one by twice as much, so that bulk mails leave half
 * of the rate to the others. A worker takes the times of a whole batch with one write.
 *
 * Races: two workers take times at once: the version refuses one of them, which reads and decides again. If that happens too often, it
 * sends without a time: the transport throttles if there really are too many.
 */
import { DECISIONS_MAX } from '../../domain/limits.ts';
import { MINUTE_MS, SECOND_MS } from '../../domain/time.ts';
import type { MailLane, MailPace, TakenTimes } from '../../ports/mail-store.ts';
import { paceIsAt } from '../conditions.ts';
import { put } from '../expression.ts';
import { mailPaceKey } from '../keys.ts';
import { readRow } from '../queries.ts';
import { number, object, parseRow } from '../row-parsers.ts';
import type { Table } from '../table.ts';
import { putOne } from '../transact.ts';

interface Pace {
  version: number;
  nextAt: number;
  bulkNextAt: number;
}
const pace = object<Pace>({ version: number, nextAt: number, bulkNextAt: number });

export const createMailPace = (table: Table): MailPace => ({
  async take(lane, count, times) {
    for (let decision = 0; decision < DECISIONS_MAX; decision++) {
      const row = await readRow(table, mailPaceKey());
      const current = row ? parseRow(row, pace) : { version: 0, nextAt: 0, bulkNextAt: 0 };
      const taken = takeTimes(current, lane, count, times);
      if (!taken) return undefined;
      const next = { ...mailPaceKey(), ...taken.pace };
      const sent = await putOne(table, put(table.names.accounts, next, paceIsAt(current.version)));
      if (sent.is === 'committed') return taken.first;
    }
    return times.now;
  },
});

/** Decides the times of `count` mails. Undefined if the first one would be after `latest`. */
export function takeTimes(
  { version, nextAt, bulkNextAt }: Pace,
  lane: MailLane,
  count: number,
  { rate, now, latest }: TakenTimes,
): { first: number; pace: Pace } | undefined {
  const isBulk = lane === 'bulk';
  const first = Math.max(now, ...[nextAt, isBulk ? bulkNextAt : 0].filter(time => time <= now + AHEAD_MS_MAX));
  if (first > latest) return undefined;
  const taken = Math.ceil((count * SECOND_MS) / rate);
  const bulk = isBulk ? { bulkNextAt: first + 2 * taken } : { bulkNextAt };
  return { first, pace: { version: version + 1, nextAt: first + taken, ...bulk } };
}

/** A time that is further ahead is of a process with a wrong clock. It must not stop all mail until then. */
const AHEAD_MS_MAX = 2 * MINUTE_MS;
