/** Lists the events of a table for commands that go over all of them. */
import { DATE_PARTITION, eventKey, INDEXES, nameIn } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import type { Pace } from './pace.ts';
import { queryPages } from './paced-reads.ts';

export interface ListedEvent {
  eventId: string;
  /** Its sort key in the index: events are in this order. */
  position: string;
}

/** All listed events by start, past ones included. The index may lag by seconds. */
export async function listEventsByStart(table: Table, pace: Pace): Promise<ListedEvent[]> {
  const { partitionKey, sortKey } = INDEXES.byDate;
  const rows = await queryPages(table, pace, {
    IndexName: 'byDate' satisfies keyof typeof INDEXES,
    KeyConditionExpression: `${partitionKey} = :events`,
    ExpressionAttributeValues: { ':events': DATE_PARTITION },
  });
  return rows.map(row => ({ eventId: nameIn(row.pk, eventKey('').pk), position: String(row[sortKey]) }));
}
