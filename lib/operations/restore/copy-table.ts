/**
 * `npm run copy-table`: makes one table the same as another, row by row: how what was restored comes back into the table
 * that the stack owns. Only what differs is written, so it may be broken off and begun again; nothing may sell meanwhile.
 */
import { isDeepStrictEqual } from 'node:util';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { WEATHER } from '../../lambda/compose-background.ts';
import { CannotStart } from '../../local/cannot-start.ts';
import { readArguments, wholeNumber } from '../../local/command.ts';
import { say } from '../../local/terminal.ts';
import type { Key } from '../../table/keys.ts';
import { readEach } from '../../table/queries.ts';
import { connectTable, type Table } from '../../table/table.ts';
import type { Row } from '../../table/transact.ts';
import { sayable } from '../aws-trouble.ts';
import { createPace, type Pace } from '../pace.ts';
import { patiently, ROWS_AT_ONCE, readSome, scanPage } from '../patient-reads.ts';

const USAGE = 'npm run copy-table -- --from <restored table> --to <table> [--dry-run] [--units-per-second 2000]';
const UNITS_DEFAULT = '2000';

export interface Copied {
  read: number;
  /** Rows that differed or were absent, and rows that only the second table had. */
  put: number;
  removed: number;
}

export async function copyTable(): Promise<void> {
  const options = readArguments(USAGE, {
    from: { type: 'string' },
    to: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    'units-per-second': { type: 'string', default: UNITS_DEFAULT },
  });
  const { from, to } = options;
  if (!from || !to || from === to) throw new CannotStart(`From which table to which? Call it as ${USAGE}`);
  const units = wholeNumber('--units-per-second', options['units-per-second'], { min: 1, max: 1_000_000 });
  try {
    const [source, target] = [from, to].map(tableName => connectTable({ tableName }, WEATHER)) as [Table, Table];
    const dryRun = options['dry-run'];
    const { read, put, removed } = await copyRows(source, target, createPace(units, WEATHER), { dryRun });
    const [were, done] = dryRun ? ['to be put', 'nothing was changed (--dry-run)'] : ['put', `${to} is as ${from} is`];
    say(
      `${read} rows read, ${put} ${were}, ${removed} that are not in ${from} ${dryRun ? 'to be ' : ''}removed: ${done}.`,
    );
  } catch (error) {
    throw sayable(error);
  }
}

const PARTS = 32;
const PARTS_AT_ONCE = 8;

/** First what is to be there, then away with what is not. */
export async function copyRows(
  source: Table,
  target: Table,
  pace: Pace,
  { dryRun }: { dryRun: boolean },
): Promise<Copied> {
  const copied: Copied = { read: 0, put: 0, removed: 0 };
  await eachPart(source, pace, async rows => {
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
  await eachPart(target, pace, async rows => {
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
  return copied;
}

const keyOf = ({ pk, sk }: Row): Key => ({ pk: String(pk), sk: String(sk) });
const nameOf = ({ pk, sk }: Row): string => `${pk}\n${sk}`;

async function eachPart(table: Table, pace: Pace, visit: (rows: Row[]) => Promise<void>): Promise<void> {
  const parts = Array.from({ length: PARTS }, (_, part) => part);
  await readEach(
    parts,
    async part => {
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
    let pending: WriteRequest[] = requests.slice(at, at + WRITES_AT_ONCE);
    while (pending.length > 0) {
      const command = new BatchWriteCommand({
        RequestItems: { [table.name]: pending },
        ReturnConsumedCapacity: 'TOTAL',
      });
      const { ConsumedCapacity, UnprocessedItems } = await patiently(table, () => table.documents.send(command));
      await pace(ConsumedCapacity?.[0]?.CapacityUnits ?? 0);
      pending = (UnprocessedItems?.[table.name] ?? []) as WriteRequest[];
    }
  }
}
