/** Lists: an index names the rows, newest or soonest first, and consistent reads say what they are. */
import type { Claim, EventKind, EventSummary } from '../domain/model.ts';
import type { Page, PageRequest } from '../usecases/dependencies.ts';
import { claimOf, eventSummaryOf } from './items.ts';
import {
  claimKey,
  DATE_PARTITION,
  eventIdOfDateKey,
  eventKey,
  INDEXES,
  nameIn,
  ownerPartition,
  PREFIX,
  sortable,
} from './keys.ts';
import { queryIndex, readRows } from './queries.ts';
import type { Table } from './table.ts';
import type { Row } from './transact.ts';

/** Published events from a start time on. */
export async function listEvents(
  table: Table,
  query: { from: number; kind?: EventKind },
  page: PageRequest,
): Promise<Page<EventSummary>> {
  const readPage = (after: string | undefined): Promise<Row[]> =>
    queryIndex(table, {
      IndexName: 'byDate',
      KeyConditionExpression: 'datePk = :pk AND dateSk > :after',
      ExpressionAttributeValues: { ':pk': DATE_PARTITION, ':after': after ?? sortable(query.from) },
      Limit: page.limit,
    });
  return fillPage(page, INDEXES.byDate.sortKey, readPage, async rows => {
    const found = await readRows(
      table,
      rows.map(row => eventKey(eventIdOfDateKey(String(row.dateSk)))),
    );
    const events = found.map(row => row && eventSummaryOf(row));
    return events.map(summary => (!query.kind || summary?.event.kind === query.kind ? summary : undefined));
  });
}

/** A customer's claims that match, newest first. */
export async function listClaims(
  table: Table,
  ownerId: string,
  matches: (claim: Claim) => boolean,
  page: PageRequest,
): Promise<Page<Claim>> {
  const readPage = (after: string | undefined): Promise<Row[]> =>
    queryIndex(table, {
      IndexName: 'byOwner',
      KeyConditionExpression: after ? 'ownerPk = :pk AND ownerSk < :after' : 'ownerPk = :pk',
      ExpressionAttributeValues: { ':pk': ownerPartition(ownerId), ...(after && { ':after': after }) },
      ScanIndexForward: false,
      Limit: page.limit,
    });
  return fillPage(page, INDEXES.byOwner.sortKey, readPage, async rows => {
    const claims = await readRows(
      table,
      rows.map(row => claimKey(nameIn(row.pk, PREFIX.claim))),
    );
    return claims.map(row => row && claimOf(row)).map(claim => (claim && matches(claim) ? claim : undefined));
  });
}

/** Pages of the index that one request reads at most: a filter that matches little ends with a cursor to go on from. */
const INDEX_PAGES_MAX = 10;

/** Reads index pages until the page is full or the index ends; items that the reader drops do not count. */
async function fillPage<Item>(
  { limit, after }: PageRequest,
  sortKey: string,
  readPage: (after: string | undefined) => Promise<Row[]>,
  readItems: (rows: Row[]) => Promise<(Item | undefined)[]>,
): Promise<Page<Item>> {
  const items: Item[] = [];
  let position = after;
  for (let pages = 0; pages < INDEX_PAGES_MAX; pages++) {
    const rows = await readPage(position);
    for (const [i, item] of (await readItems(rows)).entries()) {
      position = String(rows[i]?.[sortKey]);
      if (item !== undefined) items.push(item);
      if (items.length === limit) return { items, next: position };
    }
    if (rows.length < limit) return { items };
  }
  return { items, ...(position !== undefined && { next: position }) };
}
