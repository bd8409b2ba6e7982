/** Makes one table the same as another, row by row. Only what differs is written, so it may be broken off and begun again. */
import { isDeepStrictEqual } from 'node:util';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Key } from '../../table/keys.ts';
import { mapConcurrently } from '../../table/map-concurrently.ts';
import type { Table } from '../../table/table.ts';
import type { Row } from '../../table/transact.ts';
import type { Pace } from '../shared/pace.ts';
import { patiently, ROWS_AT_ONCE, readSome, scanPage, sendWholly } from '../shared/patient-reads.ts';

export interface Copied {
  read: number;
  /** Rows that differed or were absent, and rows that only the second table had. */
  put: number;
  removed: number;
}

const PARTS = 32;
const PARTS_AT_ONCE = 8;

/** First what is to be there, then away with what is not; `requireStill` fails where somebody began to sell meanwhile. */
export async function copyRows(
  source: Table,
  target: Table,
  pace: Pace,
  { dryRun, requireStill = async () => undefined }: { dryRun: boolean; requireStill?: () => Promise<void> },
): Promise<Copied> {
  const copied: Copied = { read: 0, put: 0, removed: 0 };
  await eachPart(source, pace, requireStill, async rows => {
    const there = new Map((await readSome(target, pace, rows.map(keyOf))).map(row => [nameOf(row), row]));
    const different = rows.filter(row => !isDeepStrictEqual(row, there.get(nameOf(row))));
    copied.read += rows.length;
    copied.put += different.length;
    if (!dryRun)
      await write(
        target,
        pace,
        different.map(Item => ({ PutRequest: { Item } })),
      );
  });
  await eachPart(target, pace, requireStill, async rows => {
    const wanted = new Set((await readSome(source, pace, rows.map(keyOf))).map(nameOf));
    const strange = rows.filter(row => !wanted.has(nameOf(row)));
    copied.removed += strange.length;
    if (!dryRun)
      await write(
        target,
        pace,
        strange.map(row => ({ DeleteRequest: { Key: keyOf(row) } })),
      );
  });
  await requireStill();
  return copied;
}

const keyOf = ({ pk, sk }: Row): Key => ({ pk: String(pk), sk: String(sk) });
const nameOf = ({ pk, sk }: Row): string => `${pk}\n${sk}`;

/** `begin` comes before each part. */
async function eachPart(
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
        for (let at = 0; at < page.rows.length; at += ROWS_AT_ONCE) await visit(page.rows.slice(at, at + ROWS_AT_ONCE));
        from = page.next;
      } while (from);
    },
    PARTS_AT_ONCE,
  );
}

type WriteRequest = { PutRequest: { Item: Record<string, unknown> } } | { DeleteRequest: { Key: Key } };
/** What BatchWriteItem takes. */
const WRITES_AT_ONCE = 25;

async function write(table: Table, pace: Pace, requests: WriteRequest[]): Promise<void> {
  for (let at = 0; at < requests.length; at += WRITES_AT_ONCE) {
    await sendWholly(table, requests.slice(at, at + WRITES_AT_ONCE), async pending => {
      const command = new BatchWriteCommand({
        RequestItems: { [table.name]: pending },
        ReturnConsumedCapacity: 'TOTAL',
      });
      const { ConsumedCapacity, UnprocessedItems } = await patiently(table, () => table.documents.send(command));
      await pace(ConsumedCapacity?.[0]?.CapacityUnits ?? 0);
      return (UnprocessedItems?.[table.name] ?? []) as WriteRequest[];
    });
  }
}
