/** Queries, scans and batch reads in pieces, with other requests in between: none of them is a snapshot on AWS. */
import type { Engine, Output } from '../engine.ts';
import type { Codec } from '../values/codec.ts';

type Input = Record<string, unknown>;

interface Tearing {
  random: () => number;
  turn: () => Promise<unknown>;
}

export const isTearable = (operation: string): boolean => ['Query', 'Scan', 'BatchGetItem'].includes(operation);

/** Reads in pieces what one request asks for. The answer has the form of one. */
export function readTorn(
  engine: Engine,
  operation: string,
  input: Input,
  codec: Codec,
  tearing: Tearing,
): Promise<Output> {
  return operation === 'BatchGetItem'
    ? readKeysApart(engine, input, codec, tearing)
    : readRowsApart(engine, operation, input, codec, tearing);
}

/** The largest number of rows of a query that are read at one moment. */
const PIECE_MAX = 4;

async function readRowsApart(
  engine: Engine,
  operation: string,
  input: Input,
  codec: Codec,
  { random, turn }: Tearing,
): Promise<Output> {
  const limit = typeof input.Limit === 'number' ? input.Limit : Number.POSITIVE_INFINITY;
  const whole: Output = { Count: 0, ScannedCount: 0 };
  const capacities: object[] = [];
  let { ExclusiveStartKey: start } = input;
  do {
    const piece = Math.min(1 + Math.floor(random() * PIECE_MAX), limit - Number(whole.ScannedCount));
    const read = engine.execute(
      operation,
      { ...input, Limit: piece, ...(start !== undefined && { ExclusiveStartKey: start }) },
      codec,
    );
    whole.Count = Number(whole.Count) + Number(read.Count);
    whole.ScannedCount = Number(whole.ScannedCount) + Number(read.ScannedCount);
    if (read.Items) whole.Items = [...((whole.Items as unknown[] | undefined) ?? []), ...(read.Items as unknown[])];
    if (read.ConsumedCapacity) capacities.push(read.ConsumedCapacity as object);
    start = read.LastEvaluatedKey;
    if (start !== undefined) await turn();
  } while (start !== undefined && Number(whole.ScannedCount) < limit);
  return {
    ...whole,
    ...(start !== undefined && { LastEvaluatedKey: start }),
    ...(capacities.length > 0 && { ConsumedCapacity: capacities[0] }),
  };
}

async function readKeysApart(engine: Engine, input: Input, codec: Codec, { turn }: Tearing): Promise<Output> {
  // A whole read first, so that a wrong request fails as one.
  const whole = engine.execute('BatchGetItem', input, codec);
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
