import type { DynamoDBRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import { type DeadLetter, deliver, type StreamConsumer } from '../../lib/local/stream/delivery.ts';

const record = (n: number, eventName: 'INSERT' | 'REMOVE' = 'INSERT'): DynamoDBRecord => ({
  eventName,
  dynamodb: { SequenceNumber: String(n) },
});
const records = (count: number) => Array.from({ length: count }, (_, i) => record(i + 1));

/** Delivers to a function that answers as told, and says what it was given. */
async function deliverTo(
  wanted: DynamoDBRecord[],
  answer: (numbers: string[], call: number) => string[] | Error,
  changes: Partial<StreamConsumer['trigger']> = {},
) {
  const given: string[][] = [];
  const pauses: number[] = [];
  const buried: DeadLetter[] = [];
  const consumer: StreamConsumer = {
    name: 'publish-history',
    trigger: { filter: { eventName: ['INSERT'] }, batchSize: 3, retryAttempts: 2, recordAgeMaxSeconds: 60, ...changes },
    handle: async batch => {
      const numbers = batch.map(({ dynamodb }) => String(dynamodb?.SequenceNumber));
      given.push(numbers);
      const failed = answer(numbers, given.length);
      if (failed instanceof Error) throw failed;
      return { batchItemFailures: failed.map(itemIdentifier => ({ itemIdentifier })) };
    },
  };
  const world = {
    pause: async (ms: number) => pauses.push(ms),
    bury: (letter: DeadLetter) => buried.push(letter),
  };
  await deliver(consumer, wanted, world);
  return { given, pauses, buried: buried.map(letter => letter.record.dynamodb?.SequenceNumber) };
}

test('what the filter lets through comes in batches, in order', async () => {
  const mixed = [record(1), record(2, 'REMOVE'), record(3), record(4), record(5)];
  expect(await deliverTo(mixed, () => [])).toEqual({ given: [['1', '3', '4'], ['5']], pauses: [], buried: [] });
});

test('nothing to deliver calls nobody', async () => {
  expect((await deliverTo([record(1, 'REMOVE')], () => [])).given).toEqual([]);
});

test('a batch is tried again from its lowest failed record on', async () => {
  const { given, pauses, buried } = await deliverTo(records(3), (_numbers, call) => (call === 1 ? ['3', '2'] : []));
  expect(given).toEqual([
    ['1', '2', '3'],
    ['2', '3'],
  ]);
  expect(pauses).toEqual([100]);
  expect(buried).toEqual([]);
});

test('what fails with every attempt becomes dead letters, and the rest goes on', async () => {
  const { given, pauses, buried } = await deliverTo(records(5), numbers => numbers.filter(number => number === '2'));
  expect(given).toEqual([
    ['1', '2', '3'],
    ['2', '3'],
    ['2', '3'],
    ['4', '5'],
  ]);
  expect(pauses).toEqual([100, 200]);
  expect(buried).toEqual(['2']);
});

test('a function that throws has failed with all it was given', async () => {
  const { given, buried } = await deliverTo(records(4), numbers => (numbers.includes('1') ? new Error('bug') : []));
  expect(given).toEqual([['1', '2', '3'], ['1', '2', '3'], ['1', '2', '3'], ['4']]);
  expect(buried).toEqual(['1', '2', '3']);
});

test('a failure that names no record of the batch fails all of it, as with Lambda', async () => {
  const { given, buried } = await deliverTo(records(2), () => [''], { retryAttempts: 0 });
  expect(given).toEqual([['1', '2']]);
  expect(buried).toEqual(['1', '2']);
});

test('a stop in the middle of the retries buries nothing', async () => {
  const buried: DeadLetter[] = [];
  const consumer: StreamConsumer = {
    name: 'publish-history',
    trigger: { filter: {}, batchSize: 1, retryAttempts: 1, recordAgeMaxSeconds: 60 },
    handle: async () => ({ batchItemFailures: [{ itemIdentifier: '1' }] }),
  };
  const stopped = deliver(consumer, records(1), {
    pause: async () => {
      throw new Error('stopping');
    },
    bury: letter => buried.push(letter),
  });
  await expect(stopped).rejects.toThrow('stopping');
  expect(buried).toEqual([]);
});
