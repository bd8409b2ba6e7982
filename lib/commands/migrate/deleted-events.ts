/**
 * Finds deleted events that have cancelled bookings. No list has these events, but the owners of the bookings can still find
 * their bookings.
 */
import type { Claim } from '../../domain/model.ts';
import { walkClaims } from '../republish/walk-claims.ts';
import type { MigrationContext } from './migration.ts';

/** The walk scans the whole index of owners in this many parts. */
const PARTS = 8;

/** Returns the ids of the events that have cancelled bookings and are not `known`. */
export async function deletedEventsWithBookings(
  { table, pace }: Pick<MigrationContext, 'table' | 'pace'>,
  known: ReadonlySet<string>,
): Promise<string[]> {
  const found = new Set<string>();
  const status = 'cancelled' satisfies Claim['status'];
  await walkClaims(
    table,
    pace,
    { from: 0, parts: PARTS, status },
    async rows => {
      for (const { eventId } of rows) if (!known.has(String(eventId))) found.add(String(eventId));
    },
    () => undefined,
  );
  return [...found].sort();
}
