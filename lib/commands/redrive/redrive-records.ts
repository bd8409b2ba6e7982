/**
 * Gives the records of dead letters to their function once more. A dead letter is removed only when all of its records are
 * processed. The functions are idempotent, so a redrive may be repeated, and two operators may redrive at once.
 */
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import type { StreamTrigger } from '../../deployment/triggers.ts';
import { matches } from '../../local/stream/filter.ts';
import { nameIn, PREFIX, parseLapseMarkerKey } from '../../table/keys.ts';
import { parseDeadLetter } from './dead-letter.ts';
import type { DeadLetterQueue, InvokedFunction, Message, ReadRecords, ShardRange } from './ports.ts';
import { openQueueSession } from './queue-session.ts';
import type { Recovery } from './recover-from-table.ts';

export interface RecordRedrive {
  queue: DeadLetterQueue;
  trigger: StreamTrigger;
  consumer: InvokedFunction;
  readRecords: ReadRecords;
  /**
   * Recovers the effect of records that the stream no longer has; the oldest was written at `since` (epoch ms). It may
   * take an hour. It must call `keep` regularly, so that no other receiver gets their dead letters.
   */
  recoverFromTable(since: number, keep: () => Promise<void>): Promise<Recovery>;
  say(line: string): void;
  stopwatch?: () => number;
}

export interface Redriven {
  /** Dead letters that were removed, and those that are visible in the queue again. */
  removed: number;
  kept: number;
}

export async function redriveRecords(redrive: RecordRedrive): Promise<Redriven> {
  const { queue, say } = redrive;
  const session = openQueueSession(queue, redrive.stopwatch);
  const trimmed: { message: Message; firstAt: number }[] = [];
  let [removed, kept] = [0, 0];
  try {
    for await (const message of session.messages()) {
      await session.keep();
      const outcome = await redriveMessage(redrive, message);
      for (const line of outcome.lines) say(`${message.id}: ${line}`);
      if (outcome.is === 'trimmed') trimmed.push({ message, firstAt: outcome.firstAt });
      if (outcome.is !== 'done') continue;
      await session.remove(message);
      removed += 1;
    }
    if (trimmed.length > 0) {
      // A dead letter without a time counts as the oldest.
      const since = Math.min(...trimmed.map(({ firstAt }) => firstAt || 0));
      const { isComplete, summary } = await redrive.recoverFromTable(since, session.keep);
      say(summary);
      for (const { message } of isComplete ? trimmed : []) await session.remove(message);
      removed += isComplete ? trimmed.length : 0;
    }
  } finally {
    kept = await session.end();
  }
  return { removed, kept };
}

type Outcome = { lines: string[] } & ({ is: 'done' } | { is: 'kept' } | { is: 'trimmed'; firstAt: number });

async function redriveMessage(redrive: RecordRedrive, { body }: Message): Promise<Outcome> {
  const deadLetter = parseDeadLetter(body);
  if (deadLetter.is !== 'records') {
    return { is: 'kept', lines: ['not a dead letter of a stream. Inspect it by hand.'] };
  }
  const { range, count, firstAt } = deadLetter;
  try {
    const found = await redrive.readRecords(range);
    if (found.is === 'trimmed') {
      return {
        is: 'trimmed',
        firstAt,
        lines: [`too late: the stream no longer has its records of ${timeOf(firstAt)}`],
      };
    }
    const matching = found.records.filter(record => matches(redrive.trigger.filter, record));
    const failures = await processAgain(redrive, matching);
    if (failures.length > 0) return { is: 'kept', lines: failures };
    // Lambda may count before or after it filters. In both cases fewer records than its count means that some are missing.
    if (matching.length === 0 || found.records.length < count) {
      return { is: 'kept', lines: [tooFew(matching.length, count)] };
    }
    return { is: 'done', lines: [`${matching.length} records processed`] };
  } catch (error) {
    return { is: 'kept', lines: [`could not be redriven: ${placeOf(range)}: ${(error as Error).message}`] };
  }
}

const tooFew = (found: number, counted: number): string =>
  `the dead letter counts ${counted} records, but the stream has ${found} that match its filter. Those were processed; inspect it by hand.`;

const timeOf = (at: number): string => (Number.isNaN(at) ? 'unknown time' : new Date(at).toISOString());
const placeOf = ({ shardId, first, last }: ShardRange): string => `shard ${shardId}, ${first} to ${last}`;

/** Lambda accepts 6 MB in one invocation. The difference is room for its envelope. */
const EVENT_BYTES_MAX = 5_000_000;

/** Returns a line for each record that failed again. */
async function processAgain(redrive: RecordRedrive, records: DynamoDBRecord[]): Promise<string[]> {
  const lines: string[] = [];
  for (const batch of batchesOf(records, redrive.trigger.batchSize)) {
    const invoked = await redrive.consumer.invoke({ Records: batch });
    const place = `log group ${redrive.consumer.logGroup}, request ${invoked.requestId}`;
    if (invoked.is === 'failed') {
      lines.push(`the function failed with ${recordsIn(batch)}: ${invoked.reason} (${place})`);
      continue;
    }
    for (const failed of failedOf(batch, invoked.answer)) lines.push(`${subjectIn(failed)} failed again (${place})`);
  }
  return lines;
}

function batchesOf(records: DynamoDBRecord[], sizeMax: number): DynamoDBRecord[][] {
  const batches: DynamoDBRecord[][] = [];
  let bytes = 0;
  for (const record of records) {
    const size = Buffer.byteLength(JSON.stringify(record));
    const last = batches.at(-1);
    if (last && last.length < sizeMax && bytes + size <= EVENT_BYTES_MAX) {
      last.push(record);
      bytes += size;
    } else {
      batches.push([record]);
      bytes = size;
    }
  }
  return batches;
}

/** Reads the answer as Lambda does: no answer means that all succeeded, and an unknown identifier that all failed. */
function failedOf(batch: DynamoDBRecord[], answer: unknown): DynamoDBRecord[] {
  const { batchItemFailures = [] } = (answer ?? {}) as Partial<DynamoDBBatchResponse>;
  const positions = batchItemFailures.map(({ itemIdentifier }) =>
    batch.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === itemIdentifier),
  );
  // Lambda would retry from the lowest failure on. Our functions report each record, so the others are processed.
  return positions.includes(-1) ? batch : positions.map(i => batch[i] as DynamoDBRecord);
}

const recordsIn = (records: DynamoDBRecord[]): string =>
  records.length === 1 ? subjectIn(records[0] as DynamoDBRecord) : `all of ${records.length} records`;

/** The row that the record is about, as an operator looks for it. */
function subjectIn({ dynamodb }: DynamoDBRecord): string {
  const [pk = '', sk = ''] = [dynamodb?.Keys?.pk?.S, dynamodb?.Keys?.sk?.S];
  if (pk.startsWith(PREFIX.journal)) return `entry ${Number(sk)} of ${nameIn(pk, PREFIX.journal)}`;
  return `claim ${pk.startsWith(PREFIX.lapseMarker) ? parseLapseMarkerKey(sk).claimId : nameIn(pk, PREFIX.claim)}`;
}
