/** DynamoDB Streams: ListStreams, DescribeStream, GetShardIterator and GetRecords. A stream has one shard. */
import { constraintError, DynamoDbError, validationError } from '../errors.ts';
import { ITERATOR_LIFETIME_MS, STREAM_RECORDS_MAX } from '../limits.ts';
import type { Database } from '../storage/database.ts';
import { keyOf } from '../storage/schema.ts';
import type { StreamLog, StreamRecord } from '../storage/stream-log.ts';
import type { Codec } from '../values/codec.ts';
import { itemSize } from '../values/size.ts';
import type { Item } from '../values/value.ts';
import { keySchemaOf } from './describe-table.ts';
import type { Input } from './parameters.ts';

const SHARDS_MAX = 100;
/** The identity in records of removals by TTL. Lambda writes these members in lower case; DynamoDB Streams does not. */
const TTL_USER = { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' };

export function listStreams(database: Database, input: Input): Record<string, unknown> {
  const { TableName: name, Limit: limit = SHARDS_MAX, ExclusiveStartStreamArn: after } = input;
  const streams = [...database.streams.values()]
    .map(({ details }) => details)
    .filter(({ tableName }) => name === undefined || tableName === name);
  const from = after === undefined ? 0 : streams.findIndex(({ arn }) => arn === after) + 1;
  const page = streams.slice(from, from + Number(limit));
  return {
    Streams: page.map(({ arn, tableName, label }) => ({ StreamArn: arn, TableName: tableName, StreamLabel: label })),
    ...(streams.length > from + page.length && { LastEvaluatedStreamArn: page.at(-1)?.arn }),
  };
}

export function describeStream(database: Database, input: Input): Record<string, unknown> {
  const stream = streamOf(database, input.StreamArn);
  const { arn, label, view, createdAt, tableName, schema } = stream.details;
  const hasShard = input.ExclusiveStartShardId === undefined;
  return {
    StreamDescription: {
      StreamArn: arn,
      StreamLabel: label,
      StreamStatus: stream.isOpen ? 'ENABLED' : 'DISABLED',
      StreamViewType: view,
      CreationRequestDateTime: createdAt / 1000,
      TableName: tableName,
      KeySchema: keySchemaOf(schema),
      Shards: hasShard
        ? [
            {
              ShardId: shardIdOf(stream),
              SequenceNumberRange: {
                StartingSequenceNumber: sequenceNumberOf(0),
                ...(!stream.isOpen && { EndingSequenceNumber: sequenceNumberOf(stream.end) }),
              },
            },
          ]
        : [],
    },
  };
}

function streamOf(database: Database, arn: unknown): StreamLog {
  if (typeof arn !== 'string') throw constraintError('null', 'streamArn', 'not be null');
  const stream = database.streams.get(arn);
  if (stream) return stream;
  throw new DynamoDbError('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`);
}

/** Returns the id of the shard. Ids and sequence numbers have the length of AWS's, and sort as texts. */
const shardIdOf = ({ details: { createdAt } }: StreamLog): string =>
  `shardId-${String(createdAt).padStart(20, '0')}-00000001`;
const SEQUENCE_DIGITS = 21;
const SEQUENCE_FIRST = 100_000_000_000_000_000_000n;
const sequenceNumberOf = (position: number): string =>
  String(SEQUENCE_FIRST + BigInt(position)).padStart(SEQUENCE_DIGITS, '0');

function positionOf(sequenceNumber: unknown): number {
  if (typeof sequenceNumber === 'string' && /^\d+$/.test(sequenceNumber)) {
    return Number(BigInt(sequenceNumber) - SEQUENCE_FIRST);
  }
  throw validationError(`Invalid SequenceNumber: ${sequenceNumber}`);
}

/** The contents of an iterator. The text of the iterator contains them, so the engine stores no iterators. */
interface ShardIterator {
  arn: string;
  position: number;
  madeAt: number;
}

export function getShardIterator(database: Database, input: Input): Record<string, unknown> {
  const stream = streamOf(database, input.StreamArn);
  if (input.ShardId !== shardIdOf(stream)) {
    throw new DynamoDbError('ResourceNotFoundException', `Requested resource not found: Shard does not exist`);
  }
  const position = startPosition(database, stream, input);
  return { ShardIterator: iteratorOf({ arn: stream.details.arn, position, madeAt: database.now() }) };
}

function startPosition(database: Database, stream: StreamLog, input: Input): number {
  const start = stream.start(database.now());
  const { ShardIteratorType: type } = input;
  if (type === 'TRIM_HORIZON') return start;
  if (type === 'LATEST') return stream.end;
  if (type !== 'AT_SEQUENCE_NUMBER' && type !== 'AFTER_SEQUENCE_NUMBER') {
    throw constraintError(
      type === undefined ? 'null' : `'${type}'`,
      'shardIteratorType',
      'satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON]',
    );
  }
  const position = positionOf(input.SequenceNumber);
  if (position < start) throw trimmed();
  return type === 'AT_SEQUENCE_NUMBER' ? position : position + 1;
}

const trimmed = () =>
  new DynamoDbError(
    'TrimmedDataAccessException',
    'Attempted access to trimmed data. The requested sequence number is older than the oldest record of the shard',
  );

const iteratorOf = ({ arn, position, madeAt }: ShardIterator): string =>
  `${arn}|1|${Buffer.from(JSON.stringify([position, madeAt])).toString('base64url')}`;

function readIterator(text: unknown): ShardIterator {
  try {
    const [arn, , encoded] = String(text).split('|') as [string, string, string];
    const [position, madeAt] = JSON.parse(Buffer.from(encoded, 'base64url').toString()) as [number, number];
    return { arn, position, madeAt };
  } catch {
    throw validationError('Invalid ShardIterator');
  }
}

export function getRecords(database: Database, input: Input, codec: Codec): Record<string, unknown> {
  const { arn, position, madeAt } = readIterator(input.ShardIterator);
  const now = database.now();
  if (now - madeAt > ITERATOR_LIFETIME_MS) {
    throw new DynamoDbError('ExpiredIteratorException', 'Shard iterator has expired');
  }
  const stream = streamOf(database, arn);
  if (position < stream.start(now)) throw trimmed();
  const { Limit: limit = STREAM_RECORDS_MAX } = input;
  if (typeof limit !== 'number' || limit < 1 || limit > STREAM_RECORDS_MAX) {
    throw constraintError(`'${limit}'`, 'limit', `have value between 1 and ${STREAM_RECORDS_MAX}`);
  }
  const records = stream.read(position, limit);
  const next = position + records.length;
  const hasEnded = !stream.isOpen && next >= stream.end;
  return {
    Records: records.map(record => recordOf(database, stream, record, codec)),
    ...(!hasEnded && { NextShardIterator: iteratorOf({ arn, position: next, madeAt: now }) }),
  };
}

function recordOf({ region }: Database, { details }: StreamLog, record: StreamRecord, codec: Codec): object {
  const { view, arn, schema } = details;
  const { old, new: image, position, at, isExpiry } = record;
  const keys = keyOf(schema, (image ?? old) as Item);
  const hasNew = view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES';
  const hasOld = view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES';
  return {
    eventID: eventIdOf(arn, position),
    eventName: old === undefined ? 'INSERT' : image === undefined ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys: codec.writeItem(keys),
      ...(hasNew && image && { NewImage: codec.writeItem(image) }),
      ...(hasOld && old && { OldImage: codec.writeItem(old) }),
      SequenceNumber: sequenceNumberOf(position),
      SizeBytes: [keys, old, image].reduce((sum, part) => sum + (part ? itemSize(part) : 0), 0),
      StreamViewType: view,
    },
    ...(isExpiry && { userIdentity: TTL_USER }),
  };
}

/** The id of a record: 32 hexadecimal digits. Each record has its own, and has it in every read. */
function eventIdOf(arn: string, position: number): string {
  let mixed = 0x811c9dc5;
  for (let i = 0; i < arn.length; i++) mixed = Math.imul(mixed ^ arn.charCodeAt(i), 0x01000193);
  return (mixed >>> 0).toString(16).padStart(8, '0') + position.toString(16).padStart(24, '0');
}
