/** Lists published events, soonest first. */
import { type EventSearch, matchesSearch } from '../../domain/event-search.ts';
import type { EventSummary } from '../../domain/model.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { fillPage, mergedInOrder, positionOf, type ReadEntries } from '../index-pages.ts';
import { DATE_PARTITION, INDEXES, routePartition, searchPartitions, servicePartition, sortable } from '../keys.ts';
import { queryIndex } from '../queries.ts';
import type { Table } from '../table.ts';
import type { Row } from '../transact.ts';
import { eventSummaryOf } from './event-rows.ts';

/** Reads the index that has the fewest other events than those of the search. */
export async function listEvents(table: Table, search: EventSearch, page: PageRequest): Promise<Page<EventSummary>> {
  const { indexName, partitions } = indexFor(search);
  const readers = partitions.map(partition => entriesIn(table, indexName, partition, search, page.limit));
  const position = (entry: Row): string => eventPosition(positionOf(entry, indexName));
  const { items, next } = await fillPage(table, page, indexName, mergedInOrder(readers, position, page.limit), row => {
    const summary = eventSummaryOf(row);
    return matchesSearch(summary, search) ? summary : undefined;
  });
  return { items, ...(next !== undefined && { next: eventPosition(next) }) };
}

/** Reads entries of one partition, by the start of the event. */
function entriesIn(
  table: Table,
  indexName: IndexName,
  partition: string,
  search: EventSearch,
  limit: number,
): ReadEntries {
  const { partitionKey, sortKey } = INDEXES[indexName];
  const until = search.until === undefined ? AFTER_ALL_TIMES : sortable(search.until);
  return async position => {
    const after = position === undefined ? sortable(search.from) : `${eventPosition(position)}${AFTER_EVENT}`;
    // DynamoDB refuses a range that ends before it begins.
    if (after > until) return [];
    return queryIndex(table, {
      IndexName: indexName,
      KeyConditionExpression: `${partitionKey} = :pk AND ${sortKey} BETWEEN :after AND :until`,
      ExpressionAttributeValues: { ':pk': partition, ':after': after, ':until': until },
      Limit: limit,
    });
  };
}

/** The start and the id at the beginning of a sort key: these an event keeps when its row gets another format. */
const eventPosition = (sortKey: string): string => sortKey.split('#', 2).join('#');
/** Sorts after every further part of a sort key. */
const AFTER_EVENT = '~';
/** Sorts after every time. */
const AFTER_ALL_TIMES = '~';

type IndexName = 'byService' | 'byRoute' | 'byDate';

function indexFor({ route, service }: EventSearch): { indexName: IndexName; partitions: string[] } {
  if (service !== undefined) {
    return { indexName: 'byService', partitions: searchPartitions(fold => servicePartition(service, fold)) };
  }
  if (route) return { indexName: 'byRoute', partitions: searchPartitions(fold => routePartition(route, fold)) };
  return { indexName: 'byDate', partitions: [DATE_PARTITION] };
}
