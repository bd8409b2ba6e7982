/** Delivery to a stream function: batches, retries and dead letters. */
import type { DynamoDBRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import { type DeadLetter, deliver, type StreamConsumer } from '../../lib/local/stream/delivery.ts';

const record = (n: number, eventName: 'INSERT' | 'REMOVE' = 'INSERT'): DynamoDBRecord => ({
  eventName,
  dynamodb: { SequenceNumber: String(n) },
});
const records = (count: number) => Array.from({ length: count }, (_, i) => record(i + 1));

/** Delivers to a function with the given answers, and returns what it received. */
async function deliverTo(
  sent: DynamoDBRecord[],
  answer: (numbers: string[], call: number) => string[] | Error,
  changes: Partial<StreamConsumer['trigger']> = {},
) {
  const given: string[][] = [];
  const pauses: number[] = [];
  const deadLetters: DeadLetter[] = [];
  const consumer: StreamConsumer = {
    name: 'publish-history',
    trigger: {
      table: 'sales',
      filter: { eventName: ['INSERT'] },
      batchSize: 3,
      batchingWindowSeconds: 0,
      retryAttempts: 2,
      recordAgeMaxSeconds: 60,
      ...changes,
    },
    handle: async batch => {
      const numbers = batch.map(({ dynamodb }) => String(dynamodb?.SequenceNumber));
      given.push(numbers);
      const failed = answer(numbers, given.length);
      if (failed instanceof Error) throw failed;
      return { batchItemFailures: failed.map(itemIdentifier => ({ itemIdentifier })) };
    },
  };
  const delivery = {
    pause: async (ms: number) => pauses.push(ms),
    onDeadLetter: (deadLetter: DeadLetter) => deadLetters.push(deadLetter),
  };
  await deliver(consumer, sent, delivery);
  return { given, pauses, deadLetters: deadLetters.map(({ record: failed }) => failed.dynamodb?.SequenceNumber) };
}

test('matching records are delivered in batches, in order', async () => {
  const mixed = [record(1), record(2, 'REMOVE'), record(3), record(4), record(5)];
  expect(await deliverTo(mixed, () => [])).toEqual({ given: [['1', '3', '4'], ['5']], pauses: [], deadLetters: [] });
});

test('without matching records the function is not called', async () => {
  expect((await deliverTo([record(1, 'REMOVE')], () => [])).given).toEqual([]);
});

test('a batch is retried from its first failed record on', async () => {
  const { given, pauses, deadLetters } = await deliverTo(records(3), (_numbers, call) =>
    call === 1 ? ['3', '2'] : [],
  );
  expect(given).toEqual([
    ['1', '2', '3'],
    ['2', '3'],
  ]);
  expect(pauses).toEqual([100]);
  expect(deadLetters).toEqual([]);
});

test('a record that fails every attempt becomes a dead letter, and the next batch follows', async () => {
  const { given, pauses, deadLetters } = await deliverTo(records(5), numbers =>
    numbers.filter(number => number === '2'),
  );
  expect(given).toEqual([
    ['1', '2', '3'],
    ['2', '3'],
    ['2', '3'],
    ['4', '5'],
  ]);
  expect(pauses).toEqual([100, 200]);
  expect(deadLetters).toEqual(['2']);
});

test('if the function throws, all records of the batch have failed', async () => {
  const { given, deadLetters } = await deliverTo(records(4), numbers =>
    numbers.includes('1') ? new Error('bug') : [],
  );
  expect(given).toEqual([['1', '2', '3'], ['1', '2', '3'], ['1', '2', '3'], ['4']]);
  expect(deadLetters).toEqual(['1', '2', '3']);
});

test('a failure with an unknown identifier fails the whole batch, as on Lambda', async () => {
  const { given, deadLetters } = await deliverTo(records(2), () => [''], { retryAttempts: 0 });
  expect(given).toEqual([['1', '2']]);
  expect(deadLetters).toEqual(['1', '2']);
});

test('a stop during the retries makes no dead letter', async () => {
  const deadLetters: DeadLetter[] = [];
  const consumer: StreamConsumer = {
    name: 'publish-history',
    trigger: {
      table: 'sales',
      filter: {},
      batchSize: 1,
      batchingWindowSeconds: 0,
      retryAttempts: 1,
      recordAgeMaxSeconds: 60,
    },
    handle: async () => ({ batchItemFailures: [{ itemIdentifier: '1' }] }),
  };
  const stopped = deliver(consumer, records(1), {
    pause: async () => {
      throw new Error('stopping');
    },
    onDeadLetter: deadLetter => deadLetters.push(deadLetter),
  });
  await expect(stopped).rejects.toThrow('stopping');
  expect(deadLetters).toEqual([]);
});
