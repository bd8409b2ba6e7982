/**
 * Deletes an event that is not yet published, together with its import job, in one transaction. No place of such an event
 * can be held, so none is withdrawn. The job ends without its lease: a function that still runs it may put places of the
 * deleted event, which nothing refers to, but its next write to the job or to the event fails (P2).
 */
import type { JournalEntry } from '../../domain/journal.ts';
import type { EventFacts, EventState } from '../../domain/model.ts';
import { busy } from '../../domain/refusals.ts';
import { eventIsUnchanged, isPreparing } from '../conditions.ts';
import { and, expression, update } from '../expression.ts';
import { eventKey } from '../keys.ts';
import type { Table } from '../table.ts';
import { transact } from '../transact.ts';
import { endJobActions } from './event-jobs.ts';

/** Returns false if the event was published or deleted meanwhile, perhaps by an earlier attempt whose response was lost. */
export async function deletePrepared(
  table: Table,
  { event }: EventFacts,
  entries: number,
  entry: Omit<JournalEntry, 'subjectId' | 'eventId' | 'position'>,
): Promise<boolean> {
  const remove = update(table.name, eventKey(event.id), {
    set: [expression`#state = ${'deleted' satisfies EventState}`, expression`version = ${event.version + 1}`],
    condition: and(isPreparing, eventIsUnchanged(event.version)),
  });
  const actions = [...endJobActions(table, event.id, entries, entry), { Update: remove }];
  const sent = await transact(table, actions, { idempotencyFirst: true });
  if (sent.is === 'busy') throw busy();
  return sent.is === 'committed';
}
