/**
 * Reads queries, scans and batches in pieces, and lets other requests run in between. On AWS none of these reads is a
 * snapshot.
 */
import type { PlannedRequest } from './faults.ts';

type Input = PlannedRequest['input'];
type Output = Record<string, unknown>;
/** Executes the read with another input: on an engine in this process, or on a DynamoDB elsewhere. */
type Read = (input: Input) => Output | Promise<Output>;

interface Tearing {
  random: () => number;
  turn: () => Promise<unknown>;
}

/** Reads the rows of one request in pieces. Returns one response. */
export async function readTorn(read: Read, { operation, input }: PlannedRequest, tearing: Tearing): Promise<Output> {
  // First the whole read: so a wrong request fails as usual, and a page ends after as many rows as usual.
  const whole = await read(input);
  return operation === 'BatchGetItem'
    ? readKeysApart(read, input, whole, tearing)
    : readRowsApart(read, input, whole, tearing);
}

/** The most rows of a query or scan in one piece. */
const PIECE_MAX = 4;

async function readRowsApart(read: Read, input: Input, whole: Output, { random, turn }: Tearing): Promise<Output> {
  const limit = whole.LastEvaluatedKey === undefined ? Number.POSITIVE_INFINITY : Number(whole.ScannedCount);
  const items: unknown[] = [];
  let [count, scanned] = [0, 0];
  let { ExclusiveStartKey: start } = input;
  do {
    const piece = Math.min(1 + Math.floor(random() * PIECE_MAX), limit - scanned);
    const rows = await read({ ...input, Limit: piece, ...(start !== undefined && { ExclusiveStartKey: start }) });
    items.push(...((rows.Items ?? []) as unknown[]));
    count += Number(rows.Count);
    scanned += Number(rows.ScannedCount);
    start = rows.LastEvaluatedKey;
    if (start !== undefined) await turn();
  } while (start !== undefined && scanned < limit);
  return {
    ...(whole.Items !== undefined && { Items: items }),
    Count: count,
    ScannedCount: scanned,
    ...(start !== undefined && { LastEvaluatedKey: start }),
    ...(whole.ConsumedCapacity !== undefined && { ConsumedCapacity: whole.ConsumedCapacity }),
  };
}

async function readKeysApart(read: Read, input: Input, whole: Output, { turn }: Tearing): Promise<Output> {
  const responses: Record<string, unknown[]> = {};
  for (const [table, request] of Object.entries(input.RequestItems as Record<string, Input>)) {
    responses[table] = [];
    for (const key of request.Keys as unknown[]) {
      await turn();
      const one = await read({ RequestItems: { [table]: { ...request, Keys: [key] } } });
      responses[table].push(...((one.Responses as Record<string, unknown[]>)[table] ?? []));
    }
  }
  return { ...whole, Responses: responses };
}
