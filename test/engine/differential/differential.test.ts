/**
 * Random sequences of the commands that the project sends, on the embedded engine and on DynamoDB Local: responses, errors,
 * reasons, rows and stream records must be the same. `npm run differential` runs any number of them.
 */
import { inspect } from 'node:util';
import type { _Record } from '@aws-sdk/client-dynamodb-streams';
import { BatchWriteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, expect, inject, it } from 'vitest';
import { FIRST_SEED } from '../../support/first-seed.ts';
import { type Chance, chanceFrom } from './chance.ts';
import { areEqual, byRow, outcomeOf, withComparableMessage } from './compare.ts';
import { openSides, type Side } from './engines.ts';
import { isKnown } from './known-differences.ts';
import { randomCommand } from './random-commands.ts';
import { type Command, partitionsOf, SIDE_TABLE, SORT_KEYS, sideKeysOf, TABLE } from './random-values.ts';
import { scanInSegments } from './scan-in-segments.ts';

const SEQUENCES = Number(process.env.SEQUENCES ?? 50);
const COMMANDS_MAX = 25;
/** The number of sequences that run at the same time. Each has its own keys. */
const AT_ONCE = 8;
/** Some 15 sequences run in a second. The time limit allows for a busy machine. */
const TIMEOUT_MS = 60_000 + SEQUENCES * 1_000;

let local: Side;
let engine: Side;

beforeAll(async () => {
  ({ local, engine } = await openSides(inject('dynamodbEndpoint')));
});

it(`answers as DynamoDB Local does in ${SEQUENCES} random sequences`, { timeout: TIMEOUT_MS }, async () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEQUENCES; seed += AT_ONCE) {
    const seeds = Array.from({ length: Math.min(AT_ONCE, FIRST_SEED + SEQUENCES - seed) }, (_, i) => seed + i);
    await Promise.all(seeds.map(one => naming(one, () => runSequence(one))));
    const [expected, actual] = [await local.newRecords(), await engine.newRecords()];
    for (const one of seeds) {
      await naming(one, () => expect(changesOf(prefixOf(one), actual)).toEqual(changesOf(prefixOf(one), expected)));
    }
    await Promise.all(seeds.map(one => removeRows(prefixOf(one))));
  }
});

/** Adds the command that repeats the sequence to an error. */
async function naming(seed: number, run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    const repeat = `npm run differential -- --seed ${seed} --sequences 1`;
    throw new Error(`repeat this sequence with: ${repeat}\n${(error as Error).message}`, { cause: error });
  }
}

const prefixOf = (seed: number): string => `s${seed}`;
const changesOf = (prefix: string, records: _Record[]): unknown =>
  byRow(records.filter(({ dynamodb }) => dynamodb?.Keys?.pk?.S?.startsWith(`${prefix}#`)));

async function runSequence(seed: number): Promise<void> {
  const chance = chanceFrom(seed);
  const space = { prefix: prefixOf(seed) };
  const count = 1 + chance.below(COMMANDS_MAX);
  for (let i = 0; i < count; i++) await runCommand(randomCommand(space, chance));
  await requireSameRows(space.prefix);
  if (chance.isOneIn(10)) await requireSameScans(space.prefix, chance);
}

async function runCommand(command: Command): Promise<void> {
  const expected = await outcomeOf(local.documents, command);
  const actual = await outcomeOf(engine.documents, command);
  const [wanted, given] = [expected, actual].map(outcome => withComparableMessage(command, outcome, expected));
  if (areEqual(wanted, given) || isKnown(command, expected, actual)) return;
  throw new Error(
    inspect(
      { command: command.constructor.name, input: command.input, local: expected, engine: actual },
      { depth: 12 },
    ),
  );
}

async function requireSameRows(prefix: string): Promise<void> {
  for (const pk of partitionsOf({ prefix })) {
    const query = new QueryCommand({
      TableName: TABLE,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: true,
    }) as unknown as Command;
    expect(await outcomeOf(engine.documents, query)).toEqual(await outcomeOf(local.documents, query));
  }
}

async function requireSameScans(prefix: string, chance: Chance): Promise<void> {
  const scan = {
    TableName: TABLE,
    ...(chance.isOneIn(2)
      ? { IndexName: 'byOwner' }
      : { ConsistentRead: true, ProjectionExpression: 'pk, sk, claims' }),
    FilterExpression: 'begins_with(pk, :prefix)',
    ExpressionAttributeValues: { ':prefix': `${prefix}#` },
    ...(chance.isOneIn(2) && { Limit: 1 + chance.below(5) }),
  };
  const segments = 1 + chance.below(4);
  const [rows, expected] = await Promise.all(
    [engine, local].map(({ documents }) => scanInSegments(documents, scan, segments)),
  );
  expect(rows).toEqual(expected);
}

/** A scan of a later sequence reads the whole table, so the tables must stay small. */
async function removeRows(prefix: string): Promise<void> {
  const keys = partitionsOf({ prefix }).flatMap(pk => SORT_KEYS.map(sk => ({ pk, sk })));
  const requests = {
    [TABLE]: keys.map(Key => ({ DeleteRequest: { Key } })),
    [SIDE_TABLE]: sideKeysOf({ prefix }).map(Key => ({ DeleteRequest: { Key } })),
  };
  for (const side of [local, engine]) await side.documents.send(new BatchWriteCommand({ RequestItems: requests }));
}
