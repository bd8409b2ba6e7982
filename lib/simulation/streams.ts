/** The stream of the table and its two readers. Records may be delivered late, twice or in another order. */
import type { _Record as SdkRecord } from '@aws-sdk/client-dynamodb-streams';
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
import { STREAMS } from '../deployment/triggers.ts';
import { createStreamsClient } from '../engine/client/document-client.ts';
import type { Engine } from '../engine/engine.ts';
import { matches } from '../local/stream/filter.ts';
import { lambdaRecord } from '../local/stream/records.ts';
import type { Chance } from './chance.ts';
import type { Instance } from './instance.ts';

const HANDLERS = { 'publish-history': publishHistory, 'project-rows': projectRows } as const;
type ReaderName = keyof typeof HANDLERS;

type IteratorPosition = Pick<GetShardIteratorCommandInput, 'ShardIteratorType' | 'SequenceNumber'>;

export interface Streams {
  /** Reads new records, as the source of a Lambda function does all the time. The stream keeps them for a day. */
  collect(): Promise<void>;
  /** Delivers some waiting records to one reader, or with `chance` undefined all of them, in order. */
  deliver(reader: ReaderName, instance: Instance, chance?: Chance): Promise<void>;
}

export async function openStreams(engine: Engine, streamArn: string): Promise<Streams> {
  const client = createStreamsClient(
    async (...request) => engine.execute(...request),
    async () => undefined,
  );
  const { StreamDescription: stream } = await client.send(new DescribeStreamCommand({ StreamArn: streamArn }));
  const ShardId = stream?.Shards?.[0]?.ShardId;
  let last: string | undefined;
  const waiting: Record<ReaderName, DynamoDBRecord[]> = { 'publish-history': [], 'project-rows': [] };
  const delivered: Record<ReaderName, DynamoDBRecord[]> = { 'publish-history': [], 'project-rows': [] };

  async function openIterator(position: IteratorPosition): Promise<string | undefined> {
    const opened = await client.send(new GetShardIteratorCommand({ StreamArn: streamArn, ShardId, ...position }));
    return opened.ShardIterator;
  }

  async function collect(): Promise<void> {
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
      for (const record of page.Records) enqueue(record);
      last = page.Records.at(-1)?.dynamodb?.SequenceNumber;
      iterator = page.NextShardIterator;
    }
  }

  function enqueue(record: SdkRecord): void {
    const converted = lambdaRecord(record, streamArn);
    for (const name of Object.keys(HANDLERS) as ReaderName[]) {
      if (matches(STREAMS[name].filter, converted)) waiting[name].push(converted);
    }
  }

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
      const failed = await HANDLERS[name](instance.dependencies, instance.call(`stream-${name}`), records);
      const failures = new Set(failed.map(({ of }) => of));
      const done = new Set(batch.filter(record => !failures.has(record)));
      waiting[name] = waiting[name].filter(record => !done.has(record));
      delivered[name].push(...done);
    },
  };
}

function shuffle<Item>(items: Item[], chance: Chance): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = chance.below(i + 1);
    [items[i], items[j]] = [items[j] as Item, items[i] as Item];
  }
}
