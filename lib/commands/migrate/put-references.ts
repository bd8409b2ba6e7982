/**
 * A step of the migration: lists the bookings of an event under their references. Bookings of version 0.5 have no rows,
 * because its stream function did not put them. Their claims are not changed, so sales may continue.
 */
import { claimsOfEvent } from '../shared/claims-of-event.ts';
import { listUnderReferences } from '../shared/list-under-references.ts';
import type { MigrationContext } from './migration.ts';

/** Returns the number of rows that it put. The stream function puts the rows of bookings that are not in the event's list yet. */
export async function putReferences(
  { table, pace }: Pick<MigrationContext, 'table' | 'pace'>,
  eventId: string,
): Promise<number> {
  let put = 0;
  for await (const claims of claimsOfEvent(table, pace, eventId)) put += await listUnderReferences(table, pace, claims);
  return put;
}
