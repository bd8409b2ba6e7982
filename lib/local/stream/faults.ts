/**
 * What AWS may do to a stream and DynamoDB Local never does, from a seed: keys come in another order among each other,
 * records come twice, batches are cut anywhere, and reading starts again from an earlier checkpoint.
 */
import type { DynamoDBRecord } from 'aws-lambda';
import { seeded } from '../seeded-random.ts';

export interface StreamFaults {
  seed: number;
  batchSizeMax: number;
}

/** Share of records that come a second time, and of batches after which an earlier checkpoint is read again. */
const TWICE = 0.2;
const AGAIN = 0.3;

/** Arranges records into batches; the same calls with the same seed give the same batches. */
export function createFaults({ seed, batchSizeMax }: StreamFaults): (records: DynamoDBRecord[]) => DynamoDBRecord[][] {
  const random = seeded(seed);
  return records => again(cut(twice(shuffled(records, random), random), batchSizeMax, random), random);
}

/** Another order, in which the records of one key keep theirs. */
function shuffled(records: DynamoDBRecord[], random: () => number): DynamoDBRecord[] {
  const queues = [...Map.groupBy(records, keyOf).values()].map(queue => [...queue]);
  const order: DynamoDBRecord[] = [];
  while (queues.length > 0) {
    const at = Math.floor(random() * queues.length);
    const next = queues[at]?.shift();
    if (next) order.push(next);
    if (queues[at]?.length === 0) queues.splice(at, 1);
  }
  return order;
}

const keyOf = ({ dynamodb }: DynamoDBRecord): string => JSON.stringify([dynamodb?.Keys?.pk, dynamodb?.Keys?.sk]);

/** Some records come a second time, somewhere after their first. */
function twice(records: DynamoDBRecord[], random: () => number): DynamoDBRecord[] {
  const out = [...records];
  for (const record of records) {
    if (random() >= TWICE) continue;
    const first = out.indexOf(record);
    out.splice(first + 1 + Math.floor(random() * (out.length - first)), 0, record);
  }
  return out;
}

function cut(records: DynamoDBRecord[], sizeMax: number, random: () => number): DynamoDBRecord[][] {
  const batches: DynamoDBRecord[][] = [];
  let rest = records;
  while (rest.length > 0) {
    const size = 1 + Math.floor(random() * sizeMax);
    batches.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return batches;
}

/** After some batches, everything from an earlier one on is delivered once more. */
function again(batches: DynamoDBRecord[][], random: () => number): DynamoDBRecord[][] {
  return batches.flatMap((batch, at) => {
    if (random() >= AGAIN) return [batch];
    const checkpoint = Math.floor(random() * (at + 1));
    return [batch, ...batches.slice(checkpoint, at + 1)];
  });
}
