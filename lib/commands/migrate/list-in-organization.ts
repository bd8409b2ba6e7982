/**
 * A step of the migration: lists an event in its organization. Events of earlier versions have no such row. The key has nothing that
 * an edit changes, and the row is put only if it is absent, so events may be edited meanwhile.
 */
import { busy } from '../../domain/refusals.ts';
import { isAbsent } from '../../table/conditions.ts';
import { eventSummaryOf } from '../../table/events/event-rows.ts';
import { put } from '../../table/expression.ts';
import { eventKey, organizationEventKey } from '../../table/keys.ts';
import { readRow } from '../../table/queries.ts';
import { putOne } from '../../table/transact.ts';
import { repeatWhileBusy } from '../shared/paced-reads.ts';
import type { MigrationContext } from './migration.ts';

/** Returns 1 if it has put the row. A deleted event is in no list. */
export async function listInOrganization(
  { table, pace }: Pick<MigrationContext, 'table' | 'pace'>,
  eventId: string,
): Promise<number> {
  const row = await repeatWhileBusy(table, () => readRow(table, eventKey(eventId)));
  const event = row && eventSummaryOf(row).event;
  if (!event || event.state === 'deleted') return 0;
  const key = organizationEventKey(event);
  if (await repeatWhileBusy(table, () => readRow(table, key))) return 0;
  const sent = await putOne(table, put(table.name, key, isAbsent));
  if (sent.is === 'busy') throw busy();
  await pace(1);
  return sent.is === 'committed' ? 1 : 0;
}
