/** Lists the claims of a customer and the claims of an event. */
import { CLAIMS_SHARDS } from '../../domain/limits.ts';
import type { Claim } from '../../domain/model.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { fillPage, newestIn } from '../index-pages.ts';
import { claimsPartition, nameIn, ownerPartition, PREFIX } from '../keys.ts';
import { querySortKeys } from '../queries.ts';
import { keyOf } from '../row-parsers.ts';
import type { Table } from '../table.ts';
import { claimOf } from './claim-rows.ts';

/** Returns the claims of a customer that match, newest first. */
export function listClaims(
  table: Table,
  ownerId: string,
  matches: (claim: Claim) => boolean,
  page: PageRequest,
): Promise<Page<Claim>> {
  const readEntries = newestIn(table, 'byOwner', ownerPartition(ownerId), page.limit);
  return fillPage(table, page, 'byOwner', readEntries, row => {
    const claim = claimOf(row);
    return matches(claim) ? claim : undefined;
  });
}

/** Returns the ids of a customer's newest claims, without reading the claims. */
export async function listNewestClaimIds(table: Table, ownerId: string, limit: number): Promise<string[]> {
  const entries = await newestIn(table, 'byOwner', ownerPartition(ownerId), limit)(undefined);
  return entries.map(entry => nameIn(keyOf(entry).pk, PREFIX.claim));
}

/** Returns ids of an event's claims, shard by shard. The last page of a shard may be shorter than the limit. */
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
