/**
 * Lists the events of organizations, the newest first. The rows that list them are put with the events and never change, so that no
 * page skips or repeats an event, whatever is edited meanwhile. All reads are consistent: an organizer sees a new event at once.
 */
import { type EventSearch, matchesSearch } from '../../domain/event-search.ts';
import type { EventSummary } from '../../domain/model.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { fillPage, mergePartitions } from '../index-pages.ts';
import { eventIdInOrganizationKey, eventKey, organizationEventsPartition } from '../keys.ts';
import { queryNewest, readRows } from '../queries.ts';
import { keyOf } from '../row-parsers.ts';
import type { Table } from '../table.ts';
import { eventSummaryOf } from './event-rows.ts';

/** Returns those that match. The time of the search is not a part of the key, so it only filters. */
export function listEventsOf(
  table: Table,
  organizationIds: string[],
  search: EventSearch,
  page: PageRequest,
): Promise<Page<EventSummary>> {
  const partitions = organizationIds.map(
    id => (before: string | undefined, count: number) =>
      queryNewest(table, organizationEventsPartition(id), before, count),
  );
  return fillPage(table, page, {
    ...mergePartitions('byDate', partitions, { order: 'newest-first', positionOf: row => keyOf(row).sk }),
    async readItems(entries) {
      const ids = entries.map(entry => eventIdInOrganizationKey(keyOf(entry).sk));
      const rows = await readRows(table, ids.map(eventKey));
      return rows.map(row => {
        const summary = row && eventSummaryOf(row);
        return summary && matchesSearch(summary, search) ? summary : undefined;
      });
    },
  });
}
