/** Finds traces of a text in rows and log lines, in every encoding in which a service might leave one. Digests are no traces. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { World } from './world.ts';

type Row = Record<string, unknown>;

/** The forms of a text that count as a trace of it, in lower case where the form does not depend on case. */
export function formsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const base64 = [0, 1, 2].flatMap(shift => {
    // The characters at the edges also depend on the neighbours.
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const inner = encoded.slice(shift === 0 ? 0 : shift + 1, -1);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const plain = [text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1), bytes.toString('hex')];
  return [...new Set([...plain, ...base64])];
}

/** Whether the text has a trace of one of these words. */
export function hasTrace(text: string, words: string[]): boolean {
  const lower = text.toLowerCase();
  return words.flatMap(formsOf).some(form => text.includes(form) || lower.includes(form.toLowerCase()));
}

/** Reads every row of every table of a world. */
export async function allRows({ table }: World): Promise<Row[]> {
  const rows: Row[] = [];
  for (const name of new Set(Object.values(table.names))) {
    for (let from: Row | undefined; ; ) {
      const { Items = [], LastEvaluatedKey } = await table.documents.send(
        new ScanCommand({ TableName: name, ConsistentRead: true, ...(from && { ExclusiveStartKey: from }) }),
      );
      rows.push(...Items);
      if (!LastEvaluatedKey) break;
      from = LastEvaluatedKey;
    }
  }
  return rows;
}

/** The keys of the rows that have a trace. Binary attributes are searched as bytes. */
export const rowsWithTrace = (rows: Row[], words: string[]): string[] =>
  rows
    .filter(row => hasTrace(JSON.stringify(row, bytesAsText), words))
    .map(({ pk, sk }) => `${pk} ${sk}`)
    .sort();

const bytesAsText = (_name: string, value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
