/**
 * Reads the stream of a table from its oldest record on: every record at least once, each shard in order and after its
 * parent. It recovers from expired iterators and trimmed records, as after the machine has slept.
 */
import {
  type _Record,
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ResourceNotFoundException,
  type Shard,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';

export interface StreamReader {
  /** Returns the records since the last reading. */
  read(): Promise<_Record[]>;
}

interface Reading {
  shardId: string;
  parentId?: string | undefined;
  iterator?: string | undefined;
  /** The last record read. */
  checkpoint?: string | undefined;
  hasEnded: boolean;
}

/** New shards usually appear when old ones end. The list is also read again after this time. */
const SHARDS_KNOWN_FOR_MS = 30_000;
/** The most records of one page. */
export const RECORDS_MAX = 1_000;

export function createStreamReader(client: DynamoDBStreamsClient, streamArn: string): StreamReader {
  const readings = new Map<string, Reading>();
  let listAfter = 0;

  async function list(): Promise<void> {
    const shards = await shardsOf(client, streamArn);
    const known = new Set(shards.map(({ ShardId }) => ShardId));
    for (const shardId of readings.keys()) if (!known.has(shardId)) readings.delete(shardId);
    for (const { ShardId: shardId, ParentShardId: parentId } of shards) {
      if (shardId && !readings.has(shardId)) readings.set(shardId, { shardId, parentId, hasEnded: false });
    }
    listAfter = performance.now() + SHARDS_KNOWN_FOR_MS;
  }

  const isReady = ({ hasEnded, parentId }: Reading): boolean =>
    !hasEnded && (parentId === undefined || readings.get(parentId)?.hasEnded !== false);

  return {
    async read() {
      if (performance.now() >= listAfter) await list();
      const records: _Record[] = [];
      for (const reading of [...readings.values()].filter(isReady)) {
        try {
          records.push(...(await readShard(client, streamArn, reading)));
        } catch (error) {
          // The positions in the earlier shards have moved on, so their records must be returned. The next reading meets the
          // error again.
          if (records.length === 0) throw error;
          return records;
        }
        if (reading.hasEnded) listAfter = 0;
      }
      return records;
    },
  };
}

async function shardsOf(client: DynamoDBStreamsClient, streamArn: string): Promise<Shard[]> {
  const shards: Shard[] = [];
  let after: string | undefined;
  do {
    const { StreamDescription: stream } = await client.send(
      new DescribeStreamCommand({ StreamArn: streamArn, ...(after && { ExclusiveStartShardId: after }) }),
    );
    shards.push(...(stream?.Shards ?? []));
    after = stream?.LastEvaluatedShardId;
  } while (after);
  return shards;
}

/** Reads one page of a shard. The checkpoint moves only with the records that it returns. */
async function readShard(client: DynamoDBStreamsClient, streamArn: string, reading: Reading): Promise<_Record[]> {
  try {
    reading.iterator ??= await iteratorOf(client, streamArn, reading);
    const { Records: records = [], NextShardIterator: next } = await client.send(
      new GetRecordsCommand({ ShardIterator: reading.iterator, Limit: RECORDS_MAX }),
    );
    reading.iterator = next;
    reading.hasEnded = next === undefined;
    reading.checkpoint = records.at(-1)?.dynamodb?.SequenceNumber ?? reading.checkpoint;
    return records;
  } catch (error) {
    if (!recover(reading, error)) throw error;
    return [];
  }
}

async function iteratorOf(
  client: DynamoDBStreamsClient,
  streamArn: string,
  { shardId, checkpoint }: Reading,
): Promise<string | undefined> {
  const { ShardIterator: iterator } = await client.send(
    new GetShardIteratorCommand({
      StreamArn: streamArn,
      ShardId: shardId,
      ...(checkpoint
        ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: checkpoint }
        : { ShardIteratorType: 'TRIM_HORIZON' }),
    }),
  );
  return iterator;
}

/** Prepares the next reading after an expected error. Returns false for other errors. */
function recover(reading: Reading, error: unknown): boolean {
  const isExpired = error instanceof ExpiredIteratorException;
  const isTrimmed = error instanceof TrimmedDataAccessException;
  const isGone = error instanceof ResourceNotFoundException;
  if (isExpired || isTrimmed) reading.iterator = undefined;
  if (isTrimmed) reading.checkpoint = undefined;
  if (isGone) reading.hasEnded = true;
  return isExpired || isTrimmed || isGone;
}
