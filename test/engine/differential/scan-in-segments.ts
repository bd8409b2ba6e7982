/** Scans a table in parallel segments, as the copy of a table and the walk over all claims do. */
import { type DynamoDBDocumentClient, ScanCommand, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import { normal, sorted } from './compare.ts';

/** Returns all rows of all segments, sorted by their content, because each engine has its own order of partitions. */
export async function scanInSegments(
  documents: DynamoDBDocumentClient,
  scan: ScanCommandInput,
  segments: number,
): Promise<unknown> {
  const parts = Array.from({ length: segments }, (_, segment) => segment);
  const rows = await Promise.all(
    parts.map(Segment => scanAll(documents, { ...scan, Segment, TotalSegments: segments })),
  );
  return normal(sorted(rows.flat()));
}

async function scanAll(documents: DynamoDBDocumentClient, scan: ScanCommandInput): Promise<unknown[]> {
  const rows: unknown[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(new ScanCommand({ ...scan, ...(from && { ExclusiveStartKey: from }) }));
    rows.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from);
  return rows;
}
