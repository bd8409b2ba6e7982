/** The size of rows in the tables and their indexes, as AWS counts storage. */
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

/** The rows of all tables of a stage together. */
export async function bytesIn({ documents, names }: Pick<Table, 'documents' | 'names'>): Promise<Stored> {
  const stored = { rows: 0, bytes: 0 };
  for (const name of new Set(Object.values(names))) {
    for await (const row of rowsOf(documents, name)) {
      // The simulated gateway's own rows: a real gateway keeps its data elsewhere.
      if (String(row.pk).startsWith('GATEWAY')) continue;
      stored.rows += 1;
      stored.bytes += bytesOf(row);
    }
  }
  return stored;
}

async function* rowsOf(documents: Table['documents'], name: string): AsyncGenerator<Row> {
  let from: Row | undefined;
  do {
    const page = await documents.send(
      new ScanCommand({ TableName: name, ConsistentRead: true, ...(from && { ExclusiveStartKey: from }) }),
    );
    yield* page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from);
}

/** A row and its index entries. */
export const bytesOf = (row: Row): number =>
  [row, ...entriesOf(row)].reduce((bytes, stored) => bytes + sizeOfRow(stored) + OVERHEAD_BYTES, 0);
