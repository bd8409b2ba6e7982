/**
 * Injects, from a seed, faults that streams on AWS may have and DynamoDB Local never has: another order between keys,
 * repeated records, batches of any size, and reading again from an earlier checkpoint.
 */
import type { DynamoDBRecord } from 'aws-lambda';
import { seeded } from '../seeded-random.ts';

export interface StreamFaults {
  seed: number;
  batchSizeMax: number;
}

/** Share of records that are repeated, and of batches after which the stream is read again from an earlier checkpoint. */
const REPEATED = 0.2;
const REREAD = 0.3;

/** Arranges records into batches. The same calls with the same seed give the same batches. */
export function createFaults({ seed, batchSizeMax }: StreamFaults): (records: DynamoDBRecord[]) => DynamoDBRecord[][] {
  const random = seeded(seed);
  return records => withRereads(cut(withRepeats(shuffled(records, random), random), batchSizeMax, random), random);
}

/** Shuffles the keys, but keeps the order of the records of each key. */
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

/** Repeats some records, anywhere after their first delivery. */
function withRepeats(records: DynamoDBRecord[], random: () => number): DynamoDBRecord[] {
  const out = [...records];
  for (const record of records) {
    if (random() >= REPEATED) continue;
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

/** After some batches, repeats all batches from an earlier one on. */
function withRereads(batches: DynamoDBRecord[][], random: () => number): DynamoDBRecord[][] {
  return batches.flatMap((batch, at) => {
    if (random() >= REREAD) return [batch];
    const checkpoint = Math.floor(random() * (at + 1));
    return [batch, ...batches.slice(checkpoint, at + 1)];
  });
}
