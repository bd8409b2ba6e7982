/** Publishes an event whose places are written, in one transaction: its state, its index keys, and the end of the job. */
import type { LeasedJob } from '../../domain/event-jobs.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import type { EventFacts, EventState } from '../../domain/model.ts';
import { busy } from '../../domain/refusals.ts';
import { eventIsUnchanged, isPreparing } from '../conditions.ts';
import { and, attribute, expression, update } from '../expression.ts';
import { eventKey } from '../keys.ts';
import type { Table } from '../table.ts';
import { transact } from '../transact.ts';
import { stepActions } from './event-jobs.ts';
import { EVENT_FORMAT, searchKeys } from './event-rows.ts';

/** Throws `busy` if another function has leased the job. */
export async function publishPrepared(
  table: Table,
  leased: LeasedJob,
  { event }: EventFacts,
  entry: Omit<JournalEntry, 'subjectId' | 'eventId' | 'position'>,
): Promise<void> {
  const publish = update(table.name, eventKey(event.id), {
    set: [
      expression`#state = ${'published' satisfies EventState}`,
      expression`version = ${event.version + 1}`,
      ...Object.entries({ ...searchKeys(event), ...EVENT_FORMAT }).map(
        ([name, value]) => expression`${attribute(name)} = ${value}`,
      ),
    ],
    condition: and(isPreparing, eventIsUnchanged(event.version)),
  });
  const actions = [...stepActions(table, leased, entry, 'done'), { Update: publish }];
  const sent = await transact(table, actions, { idempotencyFirst: true });
  if (sent.is === 'committed') return;
  const counted = sent.is === 'refused' ? sent.reasons[0]?.row : undefined;
  // Only the holder of the lease writes the next entry, so this was an earlier attempt whose response was lost.
  const isDone = counted !== undefined && counted.entries === leased.entries + 1 && counted.work === undefined;
  if (!isDone) throw busy();
}
