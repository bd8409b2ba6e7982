/** Reads the records that a dead letter names from the stream, which keeps them for 24 hours, in the form that Lambda delivers. */
import {
  type _Record,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ResourceNotFoundException,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import { lambdaRecord } from '../../local/stream/records.ts';
import type { FoundRecords, ReadRecords, ShardRange } from './ports.ts';

const RECORDS_MAX = 1_000;
/** A shard may return empty pages although more records follow. This many in a row are an error. */
const EMPTY_PAGES_MAX = 100;

export function createReadRecords(client: DynamoDBStreamsClient): ReadRecords {
  return async range => {
    try {
      return await readRange(client, range);
    } catch (error) {
      if (error instanceof TrimmedDataAccessException || error instanceof ResourceNotFoundException) {
        return { is: 'trimmed' };
      }
      throw error;
    }
  };
}

async function readRange(client: DynamoDBStreamsClient, range: ShardRange): Promise<FoundRecords> {
  const { streamArn, shardId, first, last } = range;
  const found: _Record[] = [];
  let { ShardIterator: iterator } = await client.send(
    new GetShardIteratorCommand({
      StreamArn: streamArn,
      ShardId: shardId,
      ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      SequenceNumber: first,
    }),
  );
  for (let empty = 0; iterator && empty < EMPTY_PAGES_MAX; ) {
    const { Records = [], NextShardIterator } = await client.send(
      new GetRecordsCommand({ ShardIterator: iterator, Limit: RECORDS_MAX }),
    );
    const within = Records.filter(record => numberOf(record) <= BigInt(last));
    found.push(...within);
    const hasAll = within.length < Records.length || within.some(record => numberOf(record) === BigInt(last));
    if (hasAll) return { is: 'found', records: found.map(record => lambdaRecord(record, streamArn)) };
    empty = Records.length === 0 ? empty + 1 : 0;
    iterator = NextShardIterator;
  }
  throw new Error(`shard ${shardId} has record ${first}, but not ${last}`);
}

const numberOf = ({ dynamodb }: _Record): bigint => BigInt(dynamodb?.SequenceNumber ?? 0);
