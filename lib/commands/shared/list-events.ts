/** Lists the events of a table for commands that go over all of them. */
import {
  DATE_PARTITION,
  eventPartition,
  INDEXES,
  nameIn,
  parseEventSortKey,
  UNFINISHED_EVENTS_PARTITION,
} from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import type { Pace } from './pace.ts';
import { queryPages } from './paced-reads.ts';

export interface ListedEvent {
  eventId: string;
  /** Lists are sorted by position. A migration does not change the position of an event. */
  position: string;
}

/** All listed events by start, past ones included. The index may lag by seconds. */
export const listEventsByStart = (table: Table, pace: Pace): Promise<ListedEvent[]> =>
  listIndex(table, pace, 'byDate', DATE_PARTITION);

/** Events with an unfinished job, by the start of the job. They include events that are being prepared, which are not listed yet. */
export const listEventsWithJobs = (table: Table, pace: Pace): Promise<ListedEvent[]> =>
  listIndex(table, pace, 'byUnfinished', UNFINISHED_EVENTS_PARTITION);

async function listIndex(
  table: Table,
  pace: Pace,
  index: 'byDate' | 'byUnfinished',
  partition: string,
): Promise<ListedEvent[]> {
  const { partitionKey, sortKey } = INDEXES[index];
  const rows = await queryPages(table, pace, {
    IndexName: index,
    KeyConditionExpression: `${partitionKey} = :events`,
    ExpressionAttributeValues: { ':events': partition },
  });
  return rows.map(row => ({
    eventId: nameIn(row.pk, eventPartition('')),
    position: parseEventSortKey(String(row[sortKey])).position,
  }));
}
