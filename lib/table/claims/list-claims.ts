/** Lists the claims of a customer and the claims of an event. */
import { CLAIMS_SHARDS } from '../../domain/limits.ts';
import type { Claim } from '../../domain/model.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { fillPage, itemsOfRows, type Listing, mergePartitions, newestIn } from '../index-pages.ts';
import { claimKey, claimsPartition, nameIn, ownerPartition, PREFIX } from '../keys.ts';
import { querySortKeys, readRows } from '../queries.ts';
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
  const partition = newestIn(table, 'byOwner', ownerPartition(ownerId));
  return fillPage(table, page, {
    ...mergePartitions('byOwner', [partition], { order: 'newest-first' }),
    readItems: itemsOfRows(table, row => {
      const claim = claimOf(row);
      return matches(claim) ? claim : undefined;
    }),
  });
}

/** Returns the ids of a customer's newest claims, without reading the claims. */
export async function listNewestClaimIds(table: Table, ownerId: string, limit: number): Promise<string[]> {
  const entries = await newestIn(table, 'byOwner', ownerPartition(ownerId))(undefined, limit);
  return entries.map(entry => nameIn(keyOf(entry).pk, PREFIX.claim));
}

/** Returns ids of an event's claims, shard by shard. A position is a shard and the last id that was read of it. */
export const listClaimsOfEvent = (table: Table, eventId: string, page: PageRequest): Promise<Page<string>> =>
  fillPage(table, page, {
    ...entriesOfEvent(table, eventId),
    readItems: async entries => entries.map(({ id }) => id),
  });

/** Returns those claims of an event that match. */
export const listMatchingOfEvent = (
  table: Table,
  eventId: string,
  matches: (claim: Claim) => boolean,
  page: PageRequest,
): Promise<Page<Claim>> =>
  fillPage(table, page, {
    ...entriesOfEvent(table, eventId),
    async readItems(entries) {
      const rows = await readRows(
        table,
        entries.map(({ id }) => claimKey(id)),
      );
      return rows.map(row => {
        const claim = row && claimOf(row);
        return claim && matches(claim) ? claim : undefined;
      });
    },
  });

interface ClaimOfEvent {
  shard: string;
  id: string;
}

const entriesOfEvent = (
  table: Table,
  eventId: string,
): Pick<Listing<ClaimOfEvent, never>, 'readEntries' | 'positionOf'> => ({
  async readEntries(after, count) {
    const [shard = '0', last = ''] = (after ?? '').split('#').filter(Boolean);
    const ids = await querySortKeys(table, claimsPartition(eventId, Number(shard)), last, count);
    const nextShard = Number(shard) + 1;
    const next =
      ids.length === count ? `${shard}#${ids.at(-1)}` : nextShard < CLAIMS_SHARDS ? String(nextShard) : undefined;
    return { entries: ids.map(id => ({ shard, id })), next };
  },
  positionOf: ({ shard, id }) => `${shard}#${id}`,
});
