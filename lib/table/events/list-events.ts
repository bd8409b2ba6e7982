/** Lists published events, soonest first. */
import { type EventSearch, matchesSearch } from '../../domain/event-search.ts';
import { EVENT_ENDS_BEFORE } from '../../domain/limits.ts';
import type { EventSummary } from '../../domain/model.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { fillPage, itemsOfRows, mergePartitions, type ReadPartition, sortKeyIn } from '../index-pages.ts';
import {
  DATE_PARTITION,
  INDEXES,
  parseEventSortKey,
  routePartition,
  searchPartitions,
  servicePartition,
  sortable,
} from '../keys.ts';
import { queryIndex } from '../queries.ts';
import type { Table } from '../table.ts';
import type { Row } from '../transact.ts';
import { eventSummaryOf } from './event-rows.ts';

type IndexName = 'byService' | 'byRoute' | 'byDate';

/** Reads the index that has the fewest other events than those of the search. */
export function listEvents(table: Table, search: EventSearch, page: PageRequest): Promise<Page<EventSummary>> {
  const { indexName, partitions } = indexFor(search);
  const readPartitions = partitions.map(partition => readPartition(table, indexName, partition, search));
  const keyIn = (entry: Row) => parseEventSortKey(sortKeyIn(entry, indexName));
  const positionOf = (entry: Row): string => keyIn(entry).position;
  // A function of an earlier release, which may run at the same time, uses a whole sort key as a position.
  const after = page.after === undefined ? undefined : parseEventSortKey(page.after).position;
  return fillPage(
    table,
    { limit: page.limit, ...(after !== undefined && { after }) },
    {
      ...mergePartitions(indexName, readPartitions, { order: 'oldest-first', positionOf, inTurn: true }),
      mayMatch: entry => keyMayMatch(keyIn(entry), search),
      readItems: itemsOfRows(table, (row, entry) => {
        // An edit has just moved the event to a later start, where this list meets it again.
        if (row[INDEXES[indexName].sortKey] !== undefined && positionOf(row) > positionOf(entry)) return undefined;
        const summary = eventSummaryOf(row);
        return matchesSearch(summary, search) ? summary : undefined;
      }),
    },
  );
}

/** Whether an event with this key may match. Keys of format 1 have neither end nor kind, so their rows must be read. */
const keyMayMatch = (
  { endsAt, kind }: ReturnType<typeof parseEventSortKey>,
  search: Pick<EventSearch, 'endsAfter' | 'kind'>,
): boolean =>
  (endsAt === undefined || search.endsAfter === undefined || endsAt > search.endsAfter) &&
  (kind === undefined || search.kind === undefined || kind === search.kind);

function readPartition(
  table: Table,
  indexName: IndexName,
  partition: string,
  { from, until }: EventSearch,
): ReadPartition {
  const { partitionKey, sortKey } = INDEXES[indexName];
  const end = until === undefined || until >= EVENT_ENDS_BEFORE ? AFTER_ALL_TIMES : sortable(until);
  return async (after, count) => {
    const begin = after === undefined ? sortable(from) : `${after}${AFTER_THE_EVENT}`;
    // DynamoDB refuses a range that ends before it begins.
    if (begin > end) return [];
    return queryIndex(table, {
      IndexName: indexName,
      KeyConditionExpression: `${partitionKey} = :pk AND ${sortKey} BETWEEN :begin AND :end`,
      ExpressionAttributeValues: { ':pk': partition, ':begin': begin, ':end': end },
      Limit: count,
    });
  };
}

/** Sorts after every time. */
const AFTER_ALL_TIMES = '~';
/** Added to a position, it sorts after every key of that event. */
const AFTER_THE_EVENT = '_~';

function indexFor({ route, service }: EventSearch): { indexName: IndexName; partitions: string[] } {
  if (service !== undefined) {
    return { indexName: 'byService', partitions: searchPartitions(fold => servicePartition(service, fold)) };
  }
  if (route) return { indexName: 'byRoute', partitions: searchPartitions(fold => routePartition(route, fold)) };
  return { indexName: 'byDate', partitions: [DATE_PARTITION] };
}
