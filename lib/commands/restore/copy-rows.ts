/** Makes one table equal to another. Only rows that differ are written, so an interrupted copy can be repeated. */
import { isDeepStrictEqual } from 'node:util';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Key } from '../../table/keys.ts';
import { BATCH_READS_MAX } from '../../table/long-reads.ts';
import { mapConcurrently } from '../../table/map-concurrently.ts';
import type { Table } from '../../table/table.ts';
import type { Row } from '../../table/transact.ts';
import type { Pace } from '../shared/pace.ts';
import { readBatch, retryWhileBusy, scanPage, sendUntilProcessed } from '../shared/paced-reads.ts';

export interface Copied {
  read: number;
  /** Rows that differed or were missing in the target, and rows that only the target had. */
  put: number;
  removed: number;
}

const PARTS = 32;
const PARTS_AT_ONCE = 8;

/** Puts the rows of the source, then removes the others. `requireStopped` fails if the stage has begun to sell meanwhile. */
export async function copyRows(
  source: Table,
  target: Table,
  pace: Pace,
  { dryRun, requireStopped = async () => undefined }: { dryRun: boolean; requireStopped?: () => Promise<void> },
): Promise<Copied> {
  const copied: Copied = { read: 0, put: 0, removed: 0 };
  await eachPart(source, pace, requireStopped, async rows => {
    const present = new Map((await readBatch(target, pace, rows.map(keyOf))).map(row => [nameOf(row), row]));
    const different = rows.filter(row => !isDeepStrictEqual(row, present.get(nameOf(row))));
    copied.read += rows.length;
    copied.put += different.length;
    if (!dryRun)
      await writeBatches(
        target,
        pace,
        different.map(Item => ({ PutRequest: { Item } })),
      );
  });
  await eachPart(target, pace, requireStopped, async rows => {
    const expected = new Set((await readBatch(source, pace, rows.map(keyOf))).map(nameOf));
    const surplus = rows.filter(row => !expected.has(nameOf(row)));
    copied.removed += surplus.length;
    if (!dryRun)
      await writeBatches(
        target,
        pace,
        surplus.map(row => ({ DeleteRequest: { Key: keyOf(row) } })),
      );
  });
  await requireStopped();
  return copied;
}

export const keyOf = ({ pk, sk }: Row): Key => ({ pk: String(pk), sk: String(sk) });
export const nameOf = ({ pk, sk }: Row): string => `${pk}\n${sk}`;

/** Gives all rows of one table to `visit`, at most as many at once as a batch may read. Calls `begin` before each part. */
export async function eachPart(
  table: Table,
  pace: Pace,
  begin: () => Promise<void>,
  visit: (rows: Row[]) => Promise<void>,
): Promise<void> {
  const parts = Array.from({ length: PARTS }, (_, part) => part);
  await mapConcurrently(
    parts,
    async part => {
      await begin();
      let from: Row | undefined;
      do {
        const page = await scanPage(table, pace, {
          ConsistentRead: true,
          Segment: part,
          TotalSegments: PARTS,
          ...(from && { ExclusiveStartKey: from }),
        });
        for (let at = 0; at < page.rows.length; at += BATCH_READS_MAX) {
          await visit(page.rows.slice(at, at + BATCH_READS_MAX));
        }
        from = page.next;
      } while (from);
    },
    PARTS_AT_ONCE,
  );
}

export type WriteRequest = { PutRequest: { Item: Record<string, unknown> } } | { DeleteRequest: { Key: Key } };
/** BatchWriteItem takes at most this many requests. */
const BATCH_WRITES_MAX = 25;

/** Sends the requests in batches until all are processed. */
export async function writeBatches(table: Table, pace: Pace, requests: WriteRequest[]): Promise<void> {
  for (let at = 0; at < requests.length; at += BATCH_WRITES_MAX) {
    await sendUntilProcessed(table, requests.slice(at, at + BATCH_WRITES_MAX), async pending => {
      const command = new BatchWriteCommand({
        RequestItems: { [table.name]: pending },
        ReturnConsumedCapacity: 'TOTAL',
      });
      const { ConsumedCapacity, UnprocessedItems } = await retryWhileBusy(table, () => table.documents.send(command));
      await pace(ConsumedCapacity?.[0]?.CapacityUnits ?? 0);
      return (UnprocessedItems?.[table.name] ?? []) as WriteRequest[];
    });
  }
}
