/**
 * Lists the scans of an event in an order that never changes: by shard and id of their claims, then as the claim's history has them.
 * Histories only grow, so a scan keeps its place.
 */
import { CLAIMS_SHARDS } from '../../domain/limits.ts';
import type { Claim } from '../../domain/model.ts';
import { type ScanEntry, scansIn } from '../../domain/scans.ts';
import type { ListedScan, Page, PageRequest } from '../../ports/store.ts';
import { claimKey, shardOf } from '../keys.ts';
import { readRow } from '../queries.ts';
import type { Table } from '../table.ts';
import { claimOf } from './claim-rows.ts';
import { listMatchingOfEvent } from './list-claims.ts';

/** A position is that of a claim, or of an entry in its history: `<shard>#<claim>#<entry>`. */
export async function listScans(
  table: Table,
  eventId: string,
  matches: (entry: ScanEntry) => boolean,
  { limit, after }: PageRequest,
): Promise<Page<ListedScan>> {
  const [shard, id, entry] = (after ?? '').split('#');
  const begun = id !== undefined && entry !== undefined ? await readRow(table, claimKey(id)) : undefined;
  const rest = begun ? scansAfter(claimOf(begun), matches, Number(entry)) : [];
  if (rest.length > limit) return cut(rest, limit);
  const claimsAfter = id === undefined ? after : `${shard}#${id}`;
  // Each of them has a scan at least, so that they fill the page.
  const found = await listMatchingOfEvent(table, eventId, claim => scansAfter(claim, matches, -1).length > 0, {
    limit: Math.max(1, limit - rest.length),
    ...(claimsAfter !== undefined && { after: claimsAfter }),
  });
  const items = [...rest, ...found.items.flatMap(claim => scansAfter(claim, matches, -1))];
  if (items.length > limit) return cut(items, limit);
  return { items, ...(found.next !== undefined && { next: found.next }) };
}

const scansAfter = (claim: Claim, matches: (entry: ScanEntry) => boolean, after: number): ListedScan[] =>
  scansIn(claim)
    .filter(matches)
    .map(entry => ({ claim, entry, position: claim.history.indexOf(entry) }))
    .filter(({ position }) => position > after);

function cut(scans: ListedScan[], limit: number): Page<ListedScan> {
  const items = scans.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(last && { next: `${shardOf(last.claim.id, CLAIMS_SHARDS)}#${last.claim.id}#${last.position}` }) };
}
