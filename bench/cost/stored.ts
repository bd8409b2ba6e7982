/** The size of rows in the table and its indexes, as AWS counts storage. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../lib/table/table.ts';
import { entriesOf, sizeOfRow } from './write-units.ts';

export interface Stored {
  rows: number;
  bytes: number;
}

/** AWS adds so many bytes to each row, and to each entry of an index. */
const OVERHEAD_BYTES = 100;

type Row = Record<string, unknown>;

export async function bytesIn({ documents, name }: Table): Promise<Stored> {
  const stored = { rows: 0, bytes: 0 };
  let from: Row | undefined;
  do {
    const page = await documents.send(
      new ScanCommand({ TableName: name, ConsistentRead: true, ...(from && { ExclusiveStartKey: from }) }),
    );
    for (const row of page.Items ?? []) {
      // The simulated gateway's own rows: a real gateway keeps its data elsewhere.
      if (String(row.pk).startsWith('GATEWAY')) continue;
      stored.rows += 1;
      stored.bytes += bytesOf(row);
    }
    from = page.LastEvaluatedKey;
  } while (from);
  return stored;
}

/** A row and its index entries. */
export const bytesOf = (row: Row): number =>
  [row, ...entriesOf(row)].reduce((bytes, stored) => bytes + sizeOfRow(stored) + OVERHEAD_BYTES, 0);
