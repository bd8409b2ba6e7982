/**
 * Walks over all claims of a table. Who owns a claim never changes, so each stands once in the index of owners: reading
 * that costs a fraction of the table, and no list that depends on the stream is trusted. The walk goes part by part, so
 * that who breaks it off goes on at the part where it was.
 */
import type { ClaimStatus } from '../../domain/model.ts';
import { claimKey, type INDEXES, nameIn, PREFIX } from '../../table/keys.ts';
import { mapConcurrently } from '../../table/map-concurrently.ts';
import type { Table } from '../../table/table.ts';
import type { Row } from '../../table/transact.ts';
import type { Pace } from '../shared/pace.ts';
import { ROWS_AT_ONCE, readSome, scanPage } from '../shared/patient-reads.ts';

export interface Walk {
  /** The first part, and how many there are: the same number makes the same parts. */
  from: number;
  parts: number;
  /** Only claims that the index shows so; it may lag by seconds. */
  status?: ClaimStatus;
}

export const PARTS_DEFAULT = 64;
const PARTS_AT_ONCE = 4;
const OWNERS = 'byOwner' satisfies keyof typeof INDEXES;

/** Gives claims' rows to `visit`; `reached` hears the part from which a later walk would have to go on. */
export async function walkClaims(
  table: Table,
  pace: Pace,
  { from, parts, status }: Walk,
  visit: (rows: Row[]) => Promise<void>,
  reached: (part: number) => void,
): Promise<void> {
  const finished = new Set<number>();
  let next = from;
  await mapConcurrently(
    Array.from({ length: parts - from }, (_, i) => from + i),
    async part => {
      await walkPart(table, pace, { part, parts, status }, visit);
      finished.add(part);
      while (finished.has(next)) next += 1;
      reached(next);
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
    for (let at = 0; at < ids.length; at += ROWS_AT_ONCE) {
      await visit(await readSome(table, pace, ids.slice(at, at + ROWS_AT_ONCE).map(claimKey)));
    }
    from = page.next;
  } while (from);
}
