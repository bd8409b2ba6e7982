import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seeded } from '../../lib/local/seeded-random.ts';
import { createFaults } from '../../lib/local/stream/faults.ts';

const recordsOf = (keys: number[]): DynamoDBRecord[] =>
  keys.map((key, i) => ({
    dynamodb: { Keys: { pk: { S: `CLAIM#${key}` }, sk: { S: 'CLAIM' } }, SequenceNumber: String(i).padStart(5, '0') },
  }));

const keyOf = (record: DynamoDBRecord) => record.dynamodb?.Keys?.pk?.S;
const numbersOf = (records: DynamoDBRecord[]) => records.map(({ dynamodb }) => dynamodb?.SequenceNumber);
const batchSizeMax = 4;

const input = { keys: fc.array(fc.nat(4), { maxLength: 40 }), seed: fc.integer() };

test('the same seed arranges the same records the same way, call after call', () => {
  fc.assert(
    fc.property(input.keys, input.seed, (keys, seed) => {
      const records = recordsOf(keys);
      const one = createFaults({ seed, batchSizeMax });
      const other = createFaults({ seed, batchSizeMax });
      expect([one(records), one(records)]).toEqual([other(records), other(records)]);
    }),
  );
});

test('another seed arranges them in another way', () => {
  const records = recordsOf([1, 2, 3, 1, 2, 3, 1, 2, 3]);
  expect(createFaults({ seed: 1, batchSizeMax })(records)).not.toEqual(
    createFaults({ seed: 2, batchSizeMax })(records),
  );
});

test('every record is delivered at least once, in batches within the maximum size', () => {
  fc.assert(
    fc.property(input.keys, input.seed, (keys, seed) => {
      const records = recordsOf(keys);
      const batches = createFaults({ seed, batchSizeMax })(records);
      expect(new Set(numbersOf(batches.flat()))).toEqual(new Set(numbersOf(records)));
      expect(batches.every(batch => batch.length > 0 && batch.length <= batchSizeMax)).toBe(true);
    }),
  );
});

test('the first deliveries of a key keep their order', () => {
  fc.assert(
    fc.property(input.keys, input.seed, (keys, seed) => {
      const records = recordsOf(keys);
      const delivered = createFaults({ seed, batchSizeMax })(records).flat();
      for (const [key, ofKey] of Map.groupBy(records, keyOf)) {
        const first = [...new Set(numbersOf(delivered.filter(record => keyOf(record) === key)))];
        expect(first).toEqual(numbersOf(ofKey));
      }
    }),
  );
});

test('some seeds reorder keys, repeat records, and deliver old records after newer ones', () => {
  const records = recordsOf([1, 2, 3, 1, 2, 3, 1, 2, 3]);
  const arranged = Array.from({ length: 20 }, (_, seed) =>
    numbersOf(createFaults({ seed, batchSizeMax })(records).flat()),
  );
  const isShuffled = arranged.some(numbers => [...new Set(numbers)].join() !== numbersOf(records).join());
  const isRepeated = arranged.some(numbers => numbers.length > records.length);
  const goesBack = arranged.some(numbers => numbers.lastIndexOf('00000') > numbers.indexOf('00006'));
  expect({ isShuffled, isRepeated, goesBack }).toEqual({ isShuffled: true, isRepeated: true, goesBack: true });
});

test('the generator stays within [0, 1) and is the same on every machine', () => {
  const random = seeded(42);
  const first = Array.from({ length: 3 }, random);
  expect(first).toEqual([0.6011037519201636, 0.44829055899754167, 0.8524657934904099]);
  expect(Array.from({ length: 1_000 }, random).every(value => value >= 0 && value < 1)).toBe(true);
});
