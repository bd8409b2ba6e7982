/** What rows take in the table and its indexes, as AWS counts storage. */
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
      // The simulated gateway's own: a real one keeps its truth elsewhere.
      if (String(row.pk).startsWith('GATEWAY')) continue;
      stored.rows += 1;
      stored.bytes += bytesOf(row);
    }
    from = page.LastEvaluatedKey;
  } while (from);
  return stored;
}

/** A row with its entries in indexes. */
export const bytesOf = (row: Row): number =>
  [row, ...entriesOf(row)].reduce((bytes, stored) => bytes + sizeOfRow(stored) + OVERHEAD_BYTES, 0);
