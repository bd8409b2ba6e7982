/** Lists published events, soonest first. */
import { type EventSearch, matchesSearch } from '../../domain/event-search.ts';
import type { EventSummary } from '../../domain/model.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { fillPage, type ReadEntries } from '../index-pages.ts';
import { DATE_PARTITION, INDEXES, routePartition, servicePartition, sortable } from '../keys.ts';
import { queryIndex } from '../queries.ts';
import type { Table } from '../table.ts';
import { eventSummaryOf } from './event-rows.ts';

/** Reads the index that has the fewest other events than those of the search. */
export function listEvents(table: Table, search: EventSearch, page: PageRequest): Promise<Page<EventSummary>> {
  const { indexName, partition } = indexFor(search);
  const { partitionKey, sortKey } = INDEXES[indexName];
  const until = search.until === undefined ? AFTER_ALL_TIMES : sortable(search.until);
  const readEntries: ReadEntries = async after => {
    // DynamoDB refuses a range that ends before it begins.
    if ((after ?? sortable(search.from)) > until) return [];
    return queryIndex(table, {
      IndexName: indexName,
      KeyConditionExpression: `${partitionKey} = :pk AND ${sortKey} BETWEEN :after AND :until`,
      ExpressionAttributeValues: {
        ':pk': partition,
        // No key sorts between a key and the same key with a space after it.
        ':after': after === undefined ? sortable(search.from) : `${after} `,
        ':until': until,
      },
      Limit: page.limit,
    });
  };
  return fillPage(table, page, indexName, readEntries, row => {
    const summary = eventSummaryOf(row);
    return matchesSearch(summary, search) ? summary : undefined;
  });
}

/** Sorts after every time. */
const AFTER_ALL_TIMES = '~';

function indexFor({ route, service }: EventSearch): {
  indexName: 'byService' | 'byRoute' | 'byDate';
  partition: string;
} {
  if (service !== undefined) return { indexName: 'byService', partition: servicePartition(service) };
  if (route) return { indexName: 'byRoute', partition: routePartition(route) };
  return { indexName: 'byDate', partition: DATE_PARTITION };
}
