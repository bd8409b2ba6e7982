/**
 * Reads queries, scans and batches in pieces, and lets other requests run in between. On AWS none of these reads is a
 * snapshot.
 */
import type { Engine, Output } from '../engine.ts';
import type { Codec } from '../values/codec.ts';

type Input = Record<string, unknown>;

interface Tearing {
  random: () => number;
  turn: () => Promise<unknown>;
}

/** Reads the rows of one request in pieces. Returns one response. */
export async function readTorn(
  engine: Engine,
  operation: string,
  input: Input,
  codec: Codec,
  tearing: Tearing,
): Promise<Output> {
  // First the whole read: so a wrong request fails as usual, and a page ends after as many rows as usual.
  const whole = engine.execute(operation, input, codec);
  return operation === 'BatchGetItem'
    ? readKeysApart(engine, input, codec, whole, tearing)
    : readRowsApart(engine, operation, input, codec, whole, tearing);
}

/** The most rows of a query or scan in one piece. */
const PIECE_MAX = 4;

async function readRowsApart(
  engine: Engine,
  operation: string,
  input: Input,
  codec: Codec,
  whole: Output,
  { random, turn }: Tearing,
): Promise<Output> {
  const limit = whole.LastEvaluatedKey === undefined ? Number.POSITIVE_INFINITY : Number(whole.ScannedCount);
  const items: unknown[] = [];
  let [count, scanned] = [0, 0];
  let { ExclusiveStartKey: start } = input;
  do {
    const piece = Math.min(1 + Math.floor(random() * PIECE_MAX), limit - scanned);
    const read = engine.execute(
      operation,
      { ...input, Limit: piece, ...(start !== undefined && { ExclusiveStartKey: start }) },
      codec,
    );
    items.push(...((read.Items ?? []) as unknown[]));
    count += Number(read.Count);
    scanned += Number(read.ScannedCount);
    start = read.LastEvaluatedKey;
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

async function readKeysApart(
  engine: Engine,
  input: Input,
  codec: Codec,
  whole: Output,
  { turn }: Tearing,
): Promise<Output> {
  const responses: Record<string, unknown[]> = {};
  for (const [table, request] of Object.entries(input.RequestItems as Record<string, Input>)) {
    responses[table] = [];
    for (const key of request.Keys as unknown[]) {
      await turn();
      const read = engine.execute('BatchGetItem', { RequestItems: { [table]: { ...request, Keys: [key] } } }, codec);
      responses[table].push(...((read.Responses as Record<string, unknown[]>)[table] ?? []));
    }
  }
  return { ...whole, Responses: responses };
}
