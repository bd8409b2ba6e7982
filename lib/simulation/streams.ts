/** The streams of the tables and their readers. Records may be delivered late, twice or in another order. */
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import { projectRows } from '../../functions/stream/project-rows.ts';
import { publishHistory } from '../../functions/stream/publish-history.ts';
import { publishNotices } from '../../functions/stream/publish-notices.ts';
import { STREAMS } from '../deployment/triggers.ts';
import { createStreamsClient } from '../engine/client/document-client.ts';
import type { Engine } from '../engine/engine.ts';
import { matches } from '../local/stream/filter.ts';
import { lambdaRecord } from '../local/stream/records.ts';
import { type Chance, shuffle } from './chance.ts';
import type { Instance } from './instance.ts';

const HANDLERS = {
  'publish-history': publishHistory,
  'project-rows': projectRows,
  'publish-notices': publishNotices,
} as const;
type ReaderName = keyof typeof HANDLERS;
const READERS = Object.keys(HANDLERS) as ReaderName[];
type StreamTable = (typeof STREAMS)[ReaderName]['table'];

type IteratorPosition = Pick<GetShardIteratorCommandInput, 'ShardIteratorType' | 'SequenceNumber'>;

export interface Streams {
  /** Reads new records, as the sources of Lambda functions do all the time. A stream keeps them for a day. */
  collect(): Promise<void>;
  /** Delivers some waiting records to one reader, or with `chance` undefined all of them, in order. */
  deliver(reader: ReaderName, instance: Instance, chance?: Chance): Promise<void>;
}

/** Opens the streams of the tables with these ARNs. */
export async function openStreams(engine: Engine, streamArns: Record<StreamTable, string>): Promise<Streams> {
  const waiting = perReader();
  const delivered = perReader();
  const enqueue = (table: StreamTable, record: DynamoDBRecord): void => {
    for (const name of READERS) {
      if (STREAMS[name].table === table && matches(STREAMS[name].filter, record)) waiting[name].push(record);
    }
  };
  const sources = await Promise.all(
    (Object.keys(streamArns) as StreamTable[]).map(table =>
      openSource(engine, streamArns[table], record => enqueue(table, record)),
    ),
  );
  const collect = async (): Promise<void> => {
    for (const source of sources) await source();
  };
  return {
    collect,
    async deliver(name, instance, chance) {
      await collect();
      const all = waiting[name];
      const batch = all.splice(0, chance ? chance.below(all.length + 1) : all.length);
      const repeated = chance?.happens(0.3) ? delivered[name].slice(-1 - chance.below(5)) : [];
      const records = [...batch, ...repeated];
      if (chance?.happens(0.3)) shuffle(records, chance);
      // Before the reader runs: a crashed reader never returns, and its records are delivered again.
      all.push(...batch);
      const failed = await HANDLERS[name](instance.publisher, instance.call(`stream-${name}`), records);
      const failures = new Set(failed.map(({ of }) => of));
      const done = new Set(batch.filter(record => !failures.has(record)));
      waiting[name] = waiting[name].filter(record => !done.has(record));
      delivered[name].push(...done);
    },
  };
}

const perReader = (): Record<ReaderName, DynamoDBRecord[]> => ({
  'publish-history': [],
  'project-rows': [],
  'publish-notices': [],
});

/** Returns a function that reads the new records of a stream. */
async function openSource(
  engine: Engine,
  streamArn: string,
  onRecord: (record: DynamoDBRecord) => void,
): Promise<() => Promise<void>> {
  const client = createStreamsClient(
    async (...request) => engine.execute(...request),
    async () => undefined,
  );
  const { StreamDescription: stream } = await client.send(new DescribeStreamCommand({ StreamArn: streamArn }));
  const ShardId = stream?.Shards?.[0]?.ShardId;
  let last: string | undefined;

  async function openIterator(position: IteratorPosition): Promise<string | undefined> {
    const opened = await client.send(new GetShardIteratorCommand({ StreamArn: streamArn, ShardId, ...position }));
    return opened.ShardIterator;
  }

  return async () => {
    let iterator = await (last
      ? openIterator({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: last }).catch(error => {
          if (!(error instanceof TrimmedDataAccessException)) throw error;
          // The last record is more than a day old, so the stream no longer has it. All that it has are newer.
          return openIterator({ ShardIteratorType: 'TRIM_HORIZON' });
        })
      : openIterator({ ShardIteratorType: 'TRIM_HORIZON' }));
    for (;;) {
      const page = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
      if (!page.Records?.length) return;
      for (const record of page.Records) onRecord(lambdaRecord(record, streamArn));
      last = page.Records.at(-1)?.dynamodb?.SequenceNumber;
      iterator = page.NextShardIterator;
    }
  };
}
