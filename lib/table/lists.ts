/** Lists: an index names the rows, newest or soonest first, and consistent reads say what they are. */
import type { Account } from '../domain/account.ts';
import { type EventSearch, matchesSearch } from '../domain/event-search.ts';
import { USERS_SHARDS } from '../domain/limits.ts';
import type { Claim, EventSummary } from '../domain/model.ts';
import type { Page, PageRequest } from '../usecases/dependencies.ts';
import { accountOf, claimOf, eventSummaryOf } from './items.ts';
import {
  claimKey,
  DATE_PARTITION,
  INDEXES,
  nameIn,
  ownerPartition,
  PREFIX,
  registrationPartition,
  routePartition,
  servicePartition,
  sortable,
} from './keys.ts';
import { queryIndex, readRows } from './queries.ts';
import type { Table } from './table.ts';
import type { Row } from './transact.ts';

/** Published events that match, by the index that brings the fewest others. */
export function listEvents(table: Table, search: EventSearch, page: PageRequest): Promise<Page<EventSummary>> {
  const { indexName, partition } = indexFor(search);
  const { partitionKey, sortKey } = INDEXES[indexName];
  const until = search.until === undefined ? LAST : sortable(search.until);
  const readPage = (after: string | undefined): Promise<Row[]> =>
    queryIndex(table, {
      IndexName: indexName,
      KeyConditionExpression: `${partitionKey} = :pk AND ${sortKey} BETWEEN :after AND :until`,
      ExpressionAttributeValues: {
        ':pk': partition,
        // Nothing sorts between a key and the same with a space behind it.
        ':after': after === undefined ? sortable(search.from) : `${after} `,
        ':until': until,
      },
      Limit: page.limit,
    });
  return fillPage(page, sortKey, readPage, async rows => {
    const found = await readRows(
      table,
      rows.map(row => ({ pk: String(row.pk), sk: String(row.sk) })),
    );
    const events = found.map(row => row && eventSummaryOf(row));
    return events.map(summary => (summary && matchesSearch(summary, search) ? summary : undefined));
  });
}

/** After every time that will come. */
const LAST = '~';

function indexFor({ route, service }: EventSearch): {
  indexName: 'byService' | 'byRoute' | 'byDate';
  partition: string;
} {
  if (service !== undefined) return { indexName: 'byService', partition: servicePartition(service) };
  if (route) return { indexName: 'byRoute', partition: routePartition(route) };
  return { indexName: 'byDate', partition: DATE_PARTITION };
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

/** Accounts that match, newest first: the shards of the index merged by time. */
export async function listAccounts(
  table: Table,
  matches: (account: Account) => boolean,
  page: PageRequest,
): Promise<Page<Account>> {
  const readShard = (shard: number, after: string | undefined): Promise<Row[]> =>
    queryIndex(table, {
      IndexName: 'byRegistration',
      KeyConditionExpression: after ? 'registeredPk = :pk AND registeredSk < :after' : 'registeredPk = :pk',
      ExpressionAttributeValues: { ':pk': registrationPartition(shard), ...(after && { ':after': after }) },
      ScanIndexForward: false,
      Limit: page.limit,
    });
  const sortKey = INDEXES.byRegistration.sortKey;
  const readPage = async (after: string | undefined): Promise<Row[]> => {
    const shards = await Promise.all(Array.from({ length: USERS_SHARDS }, (_, shard) => readShard(shard, after)));
    const newestFirst = shards.flat().sort((one, other) => (String(one[sortKey]) < String(other[sortKey]) ? 1 : -1));
    return newestFirst.slice(0, page.limit);
  };
  return fillPage(page, sortKey, readPage, async rows => {
    const users = await readRows(
      table,
      rows.map(row => ({ pk: String(row.pk), sk: String(row.sk) })),
    );
    return users.map(row => row && accountOf(row)).map(account => (account && matches(account) ? account : undefined));
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
