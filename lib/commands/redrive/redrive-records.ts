/**
 * Gives the records of dead letters to their function once more. A letter is removed only when each of its records has
 * been dealt with: redriving twice, or two people at once, repeats what the function bears to be repeated.
 */
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import type { StreamTrigger } from '../../deployment/triggers.ts';
import { matches } from '../../local/stream/filter.ts';
import { nameIn, PREFIX, parseLapseMarkerKey } from '../../table/keys.ts';
import { deadLetterOf } from './dead-letter.ts';
import type { DeadLetterQueue, InvokedFunction, Message, ReadRecords, Stretch } from './ports.ts';
import { openQueueSession } from './queue-session.ts';

export interface RecordRedrive {
  queue: DeadLetterQueue;
  trigger: StreamTrigger;
  consumer: InvokedFunction;
  readRecords: ReadRecords;
  /**
   * Makes good what stood in records that the stream has forgotten, the oldest of which came at `since`. Says in a
   * sentence what it did, and whether all is well now; then those letters are removed. It may take an hour, and calls
   * `keep` all the while, lest others get the letters too.
   */
  recoverFromTable(since: number, keep: () => Promise<void>): Promise<{ isGood: boolean; said: string }>;
  say(line: string): void;
  stopwatch?: () => number;
}

export interface Redriven {
  /** Letters that are gone now, and those that went back into the queue. */
  removed: number;
  kept: number;
}

export async function redriveRecords(redrive: RecordRedrive): Promise<Redriven> {
  const { queue, say } = redrive;
  const letters = openQueueSession(queue, redrive.stopwatch);
  const forgotten: { message: Message; firstAt: number }[] = [];
  let [removed, kept] = [0, 0];
  try {
    for await (const message of letters.letters()) {
      await letters.keep();
      const outcome = await redriveLetter(redrive, message);
      for (const line of outcome.said) say(`${message.id}: ${line}`);
      if (outcome.is === 'forgotten') forgotten.push({ message, firstAt: outcome.firstAt });
      if (outcome.is !== 'done') continue;
      await letters.remove(message);
      removed += 1;
    }
    if (forgotten.length > 0) {
      // A letter that does not say how old it is counts as old as any.
      const since = Math.min(...forgotten.map(({ firstAt }) => firstAt || 0));
      const { isGood, said } = await redrive.recoverFromTable(since, letters.keep);
      say(said);
      for (const { message } of isGood ? forgotten : []) await letters.remove(message);
      removed += isGood ? forgotten.length : 0;
    }
  } finally {
    kept = await letters.end();
  }
  return { removed, kept };
}

type Outcome = { said: string[] } & ({ is: 'done' } | { is: 'kept' } | { is: 'forgotten'; firstAt: number });

async function redriveLetter(redrive: RecordRedrive, { body }: Message): Promise<Outcome> {
  const letter = deadLetterOf(body);
  if (letter.is !== 'records') return { is: 'kept', said: ['not a letter of a stream: look at it yourself'] };
  try {
    const found = await redrive.readRecords(letter.stretch);
    if (found.is === 'forgotten') {
      const said = `too late, the stream has forgotten its records of ${timeOf(letter.firstAt)}`;
      return { is: 'forgotten', firstAt: letter.firstAt, said: [said] };
    }
    const wanted = found.records.filter(record => matches(redrive.trigger.filter, record));
    const failures = await giveAgain(redrive, wanted);
    if (failures.length > 0) return { is: 'kept', said: failures };
    // Whether Lambda counts before it filters or after, so many were there: fewer now are lost, and none of ours is odd.
    if (wanted.length === 0 || found.records.length < letter.count) {
      return { is: 'kept', said: [tooFew(wanted.length, letter.count)] };
    }
    return { is: 'done', said: [`${wanted.length} records dealt with`] };
  } catch (error) {
    return { is: 'kept', said: [`could not be redriven: ${placeOf(letter.stretch)}: ${(error as Error).message}`] };
  }
}

const tooFew = (found: number, counted: number): string =>
  `the letter counts ${counted} records, and the stream shows ${found} of that kind, which were dealt with: look at it yourself`;

const timeOf = (at: number): string => (Number.isNaN(at) ? 'unknown time' : new Date(at).toISOString());
const placeOf = ({ shardId, first, last }: Stretch): string => `shard ${shardId}, ${first} to ${last}`;

/** What Lambda takes in one call, with room for its frame. */
const EVENT_BYTES_MAX = 5_000_000;

/** A sentence for each record that failed again. */
async function giveAgain(redrive: RecordRedrive, records: DynamoDBRecord[]): Promise<string[]> {
  const said: string[] = [];
  for (const batch of batchesOf(records, redrive.trigger.batchSize)) {
    const invoked = await redrive.consumer.invoke({ Records: batch });
    const place = `log group ${redrive.consumer.logGroup}, request ${invoked.requestId}`;
    if (invoked.is === 'failed') {
      said.push(`the function failed with ${recordsIn(batch)}: ${invoked.why} (${place})`);
      continue;
    }
    for (const failed of failedOf(batch, invoked.answer)) said.push(`claim ${claimIn(failed)} failed again (${place})`);
  }
  return said;
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

/** As Lambda reads it: no answer means that all went well, and a name that no record has, that nothing did. */
function failedOf(batch: DynamoDBRecord[], answer: unknown): DynamoDBRecord[] {
  const { batchItemFailures = [] } = (answer ?? {}) as Partial<DynamoDBBatchResponse>;
  const named = batchItemFailures.map(({ itemIdentifier }) =>
    batch.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === itemIdentifier),
  );
  // Lambda goes on from the lowest failure; this function says of each record what became of it.
  return named.includes(-1) ? batch : named.map(i => batch[i] as DynamoDBRecord);
}

const recordsIn = (records: DynamoDBRecord[]): string =>
  records.length === 1 ? `claim ${claimIn(records[0] as DynamoDBRecord)}` : `all of ${records.length} records`;

function claimIn({ dynamodb }: DynamoDBRecord): string {
  const [pk = '', sk = ''] = [dynamodb?.Keys?.pk?.S, dynamodb?.Keys?.sk?.S];
  return pk.startsWith(PREFIX.lapseMarker) ? parseLapseMarkerKey(sk).claimId : nameIn(pk, PREFIX.claim);
}
