/**
 * Walks over all claims of a table, by the index of owners. It has each claim once, because the owner of a claim never
 * changes; it costs a fraction of a scan of the table, and does not depend on the stream. The walk goes part by part, so
 * that an interrupted one can continue.
 */
import type { ClaimStatus } from '../../domain/model.ts';
import { claimKey, type INDEXES, nameIn, PREFIX } from '../../table/keys.ts';
import { BATCH_READS_MAX } from '../../table/long-reads.ts';
import { mapConcurrently } from '../../table/map-concurrently.ts';
import type { Table } from '../../table/table.ts';
import type { Row } from '../../table/transact.ts';
import type { Pace } from '../shared/pace.ts';
import { readBatch, scanPage } from '../shared/paced-reads.ts';

export interface Walk {
  /** The first part, and the number of all parts. The same number gives the same parts. */
  from: number;
  parts: number;
  /** Only claims with this status in the index, which may lag by seconds. */
  status?: ClaimStatus;
}

export const PARTS_DEFAULT = 64;
const PARTS_AT_ONCE = 4;
const OWNERS = 'byOwner' satisfies keyof typeof INDEXES;

/** Gives the rows of claims to `visit`. Calls `onPart` with the part at which an interrupted walk would continue. */
export async function walkClaims(
  table: Table,
  pace: Pace,
  { from, parts, status }: Walk,
  visit: (rows: Row[]) => Promise<void>,
  onPart: (part: number) => void,
): Promise<void> {
  const finished = new Set<number>();
  let next = from;
  await mapConcurrently(
    Array.from({ length: parts - from }, (_, i) => from + i),
    async part => {
      await walkPart(table, pace, { part, parts, status }, visit);
      finished.add(part);
      while (finished.has(next)) next += 1;
      onPart(next);
    },
    PARTS_AT_ONCE,
  );
}

async function walkPart(
  table: Table,
  pace: Pace,
  { part, parts, status }: { part: number; parts: number; status: ClaimStatus | undefined },
  visit: (rows: Row[]) => Promise<void>,
): Promise<void> {
  let from: Row | undefined;
  do {
    const page = await scanPage(table, pace, {
      IndexName: OWNERS,
      Segment: part,
      TotalSegments: parts,
      ...(status && {
        FilterExpression: '#status = :status',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':status': status },
      }),
      ...(from && { ExclusiveStartKey: from }),
    });
    const ids = page.rows.map(({ pk }) => nameIn(pk, PREFIX.claim));
    for (let at = 0; at < ids.length; at += BATCH_READS_MAX) {
      await visit(await readBatch(table, pace, ids.slice(at, at + BATCH_READS_MAX).map(claimKey)));
    }
    from = page.next;
  } while (from);
}
