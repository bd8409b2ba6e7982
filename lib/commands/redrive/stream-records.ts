/** The records that a dead letter names, read from the stream, which keeps them for 24 hours, in the form that Lambda hands over. */
import {
  type _Record,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ResourceNotFoundException,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import { lambdaRecord } from '../../local/stream/records.ts';
import type { FoundRecords, ReadRecords, Stretch } from './ports.ts';

const RECORDS_MAX = 1_000;
/** A shard may answer nothing for a while, though more is to come; not for ever. */
const EMPTY_READINGS_MAX = 100;

export function createReadRecords(client: DynamoDBStreamsClient): ReadRecords {
  return async stretch => {
    try {
      return await readStretch(client, stretch);
    } catch (error) {
      if (error instanceof TrimmedDataAccessException || error instanceof ResourceNotFoundException) {
        return { is: 'forgotten' };
      }
      throw error;
    }
  };
}

async function readStretch(client: DynamoDBStreamsClient, stretch: Stretch): Promise<FoundRecords> {
  const { streamArn, shardId, first, last } = stretch;
  const found: _Record[] = [];
  let { ShardIterator: iterator } = await client.send(
    new GetShardIteratorCommand({
      StreamArn: streamArn,
      ShardId: shardId,
      ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      SequenceNumber: first,
    }),
  );
  for (let empty = 0; iterator && empty < EMPTY_READINGS_MAX; ) {
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
  throw new Error(`the shard ${shardId} has no record ${last}, and has not forgotten ${first}`);
}

const numberOf = ({ dynamodb }: _Record): bigint => BigInt(dynamodb?.SequenceNumber ?? 0);
