/** Lists: an index names the rows, newest or soonest first, and consistent reads say what they are. */
import type { Account } from '../domain/account.ts';
import { type EventSearch, matchesSearch } from '../domain/event-search.ts';
import { CLAIMS_SHARDS, UNFINISHED_SHARDS, USERS_SHARDS } from '../domain/limits.ts';
import type { Claim, EventSummary } from '../domain/model.ts';
import type { UnfinishedPayment } from '../ports/administration.ts';
import type { Page, PageRequest, UnfinishedClaim } from '../ports/store.ts';
import { accountOf } from './accounts/account-rows.ts';
import { claimOf } from './claims/claim-rows.ts';
import { eventSummaryOf } from './events/event-rows.ts';
import {
  claimsPartition,
  DATE_PARTITION,
  INDEXES,
  type Key,
  nameIn,
  ownerPartition,
  PREFIX,
  registrationPartition,
  routePartition,
  servicePartition,
  sortable,
  stuckPartition,
  unfinishedPartition,
} from './keys.ts';
import { queryIndex, querySortKeys, readRows } from './queries.ts';
import type { Table } from './table.ts';
import type { Row } from './transact.ts';

/** Published events that match, by the index that brings the fewest others. */
export function listEvents(table: Table, search: EventSearch, page: PageRequest): Promise<Page<EventSummary>> {
  const { indexName, partition } = indexFor(search);
  const { partitionKey, sortKey } = INDEXES[indexName];
  const until = search.until === undefined ? LAST : sortable(search.until);
  const readPage = async (after: string | undefined): Promise<Row[]> => {
    // DynamoDB takes no range that ends before it begins.
    if ((after ?? sortable(search.from)) > until) return [];
    return queryIndex(table, {
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
  };
  return fillPage(table, page, sortKey, readPage, row => {
    const summary = eventSummaryOf(row);
    return matchesSearch(summary, search) ? summary : undefined;
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
export function listClaims(
  table: Table,
  ownerId: string,
  matches: (claim: Claim) => boolean,
  page: PageRequest,
): Promise<Page<Claim>> {
  const readPage = newestIn(table, 'byOwner', ownerPartition(ownerId), page.limit);
  return fillPage(table, page, INDEXES.byOwner.sortKey, readPage, row => {
    const claim = claimOf(row);
    return matches(claim) ? claim : undefined;
  });
}

/** Accounts that match, newest first: the shards of the index merged by time. */
export function listAccounts(
  table: Table,
  matches: (account: Account) => boolean,
  page: PageRequest,
): Promise<Page<Account>> {
  const { sortKey } = INDEXES.byRegistration;
  const shards = Array.from({ length: USERS_SHARDS }, (_, shard) =>
    newestIn(table, 'byRegistration', registrationPartition(shard), page.limit),
  );
  const readPage = async (after: string | undefined): Promise<Row[]> => {
    const rows = (await Promise.all(shards.map(readShard => readShard(after)))).flat();
    const newestFirst = rows.sort((one, other) => (String(one[sortKey]) < String(other[sortKey]) ? 1 : -1));
    return newestFirst.slice(0, page.limit);
  };
  return fillPage(table, page, sortKey, readPage, row => {
    const account = accountOf(row);
    return matches(account) ? account : undefined;
  });
}

/** Ids of an event's claims, shard by shard; a page may be short of its limit where a shard ends. */
export async function listClaimsOfEvent(
  table: Table,
  eventId: string,
  { limit, after }: PageRequest,
): Promise<Page<string>> {
  const [shard = '0', last = ''] = (after ?? '').split('#').filter(Boolean);
  const items = await querySortKeys(table, claimsPartition(eventId, Number(shard)), last, limit);
  if (items.length === limit) return { items, next: `${shard}#${items.at(-1)}` };
  const next = Number(shard) + 1;
  return { items, ...(next < CLAIMS_SHARDS && { next: String(next) }) };
}

/** So many unfinished claims of a shard are known of in one run, which looks at them in no order: all have their turn. */
const UNFINISHED_KNOWN_MAX = 5_000;

/** Claims whose payment is not finished, and since when: by index, so eventually consistent. */
export async function listUnfinishedClaims(table: Table, partition: string, until: number): Promise<UnfinishedClaim[]> {
  const { partitionKey, sortKey } = INDEXES.byUnfinished;
  const rows = await queryIndex(table, {
    IndexName: 'byUnfinished',
    KeyConditionExpression: `${partitionKey} = :pk AND ${sortKey} <= :until`,
    ExpressionAttributeValues: { ':pk': partition, ':until': `${sortable(until)}~` },
    Limit: UNFINISHED_KNOWN_MAX,
  });
  return rows.map(row => {
    const [since] = String(row[sortKey]).split('#');
    return { claimId: nameIn(row.pk, PREFIX.claim), since: Number(since) };
  });
}

/** Claims with a payment that is not finished and that match, oldest first: the shards of the index merged by time. */
export function listUnfinishedPayments(
  table: Table,
  matches: (found: UnfinishedPayment) => boolean,
  page: PageRequest,
): Promise<Page<UnfinishedPayment>> {
  const { partitionKey, sortKey } = INDEXES.byUnfinished;
  const numbers = Array.from({ length: UNFINISHED_SHARDS }, (_, shard) => shard);
  const partitions = [...numbers.map(unfinishedPartition), ...numbers.map(stuckPartition)];
  const readShard = (partition: string, after: string | undefined): Promise<Row[]> =>
    queryIndex(table, {
      IndexName: 'byUnfinished',
      KeyConditionExpression: `${partitionKey} = :pk AND ${sortKey} > :after`,
      ExpressionAttributeValues: { ':pk': partition, ':after': after ?? '0' },
      Limit: page.limit,
    });
  const readPage = async (after: string | undefined): Promise<Row[]> => {
    const shards = await Promise.all(partitions.map(partition => readShard(partition, after)));
    // While a payment becomes stuck, or goes on, its entry may stand in both.
    const distinct = new Map(shards.flat().map(row => [row.pk, row]));
    const oldestFirst = [...distinct.values()].sort((one, other) =>
      String(one[sortKey]) > String(other[sortKey]) ? 1 : -1,
    );
    return oldestFirst.slice(0, page.limit);
  };
  return fillPage(table, page, sortKey, readPage, row => {
    // Finished since the index was written.
    if (row[sortKey] === undefined) return undefined;
    const found = { claim: claimOf(row), since: Number(String(row[sortKey]).split('#')[0]) };
    return matches(found) ? found : undefined;
  });
}

/** A page of one partition of an index, from its end, or from before a position. */
function newestIn(table: Table, indexName: keyof typeof INDEXES, partition: string, limit: number) {
  const { partitionKey, sortKey } = INDEXES[indexName];
  const all = `${partitionKey} = :pk`;
  return (after: string | undefined): Promise<Row[]> =>
    queryIndex(table, {
      IndexName: indexName,
      KeyConditionExpression: after ? `${all} AND ${sortKey} < :after` : all,
      ExpressionAttributeValues: { ':pk': partition, ...(after && { ':after': after }) },
      ScanIndexForward: false,
      Limit: limit,
    });
}

/** Pages of the index that one request reads at most: a filter that matches little ends with a cursor to go on from. */
const INDEX_PAGES_MAX = 10;

/**
 * Reads pages of an index, and the rows that they name, until the page is full or the index ends. Where `itemOf` finds no
 * item in a row, the row does not count.
 */
async function fillPage<Item>(
  table: Table,
  { limit, after }: PageRequest,
  sortKey: string,
  readPage: (after: string | undefined) => Promise<Row[]>,
  itemOf: (row: Row) => Item | undefined,
): Promise<Page<Item>> {
  const items: Item[] = [];
  let position = after;
  for (let pages = 0; pages < INDEX_PAGES_MAX; pages++) {
    const entries = await readPage(position);
    const rows = await readRows(table, entries.map(keyOf));
    for (const [i, row] of rows.entries()) {
      position = String(entries[i]?.[sortKey]);
      const item = row && itemOf(row);
      if (item !== undefined) items.push(item);
      if (items.length === limit) return { items, next: position };
    }
    if (entries.length < limit) return { items };
  }
  return { items, ...(position !== undefined && { next: position }) };
}

/** The key of the row that an index's entry names. */
const keyOf = ({ pk, sk }: Row): Key => ({ pk: String(pk), sk: String(sk) });
