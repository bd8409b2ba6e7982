/** Runs one command on both engines, and brings the outcomes into a form that can be compared. */
import { inspect, isDeepStrictEqual } from 'node:util';
import type { _Record } from '@aws-sdk/client-dynamodb-streams';
import { numberText, parseNumber } from '../../../lib/engine/values/numbers.ts';
import type { Command } from './random-values.ts';
import { isSpoiled } from './spoil.ts';

export interface Outcome {
  output?: unknown;
  error?: { name: string; message: string; item?: unknown; reasons?: unknown };
}

interface Sender {
  send(command: never): Promise<unknown>;
}

export async function outcomeOf(client: Sender, command: Command): Promise<Outcome> {
  try {
    const { $metadata: _, ...output } = (await client.send(command as never)) as Record<string, unknown>;
    if (!hasRightCapacity(command, output)) delete output.ConsumedCapacity;
    return { output: normal(inOrder(command, output)) };
  } catch (thrown) {
    const { name, message, Item, CancellationReasons } = thrown as Error & {
      Item?: unknown;
      CancellationReasons?: unknown;
    };
    return {
      error: {
        name,
        message,
        ...(Item !== undefined && { item: normal(Item) }),
        ...(CancellationReasons !== undefined && { reasons: normal(CancellationReasons) }),
      },
    };
  }
}

/**
 * DynamoDB Local computes capacity right for reads and writes of one existing row and for queries of a table. It sends it
 * unasked with deletes, and bills absent rows, batches, transactions, indexes and empty pages wrongly: Developer Guide,
 * "DynamoDB read and write operations".
 */
function hasRightCapacity({ constructor: { name }, input }: Command, output: Record<string, unknown>): boolean {
  if (input.ReturnConsumedCapacity === undefined) return false;
  if (name === 'GetCommand') return true;
  return name === 'QueryCommand' && input.IndexName === undefined && Number(output.ScannedCount) > 0;
}

/**
 * Where DynamoDB Local words a message differently from DynamoDB, or lists the wrong one of two paths or tokens.
 * The messages themselves are tested in the unit tests and by the conformance suite.
 */
const OTHER_WORDS = [
  /^Cannot do operations on a non-existent table$/,
  /^The number of conditions on the keys is invalid$/,
  /Type mismatch for (key|Index Key)$/,
  /^Hash primary key values must be under/,
  /^UnknownError$/,
  /document paths (overlap|conflict) with each other/,
  /near: "\s/,
  /attribute name: :missing$/,
  /^The provided starting key/,
  /^The document path provided in the update expression/,
];

export const isOtherWording = (message = ''): boolean => OTHER_WORDS.some(words => words.test(message));

/** The outcome without a message that DynamoDB Local words in its own way. */
export function withComparableMessage(command: Command, outcome: Outcome, local: Outcome): Outcome {
  if (!outcome.error) return outcome;
  const { message, reasons, ...error } = outcome.error;
  const isOther = isSpoiled(command) || isOtherWording(local.error?.message);
  return {
    error: {
      ...error,
      message: isOther ? '' : message,
      ...(reasons !== undefined && { reasons: (reasons as { Message?: string }[]).map(withoutFullStop) }),
    },
  };
}

const withoutFullStop = ({ Message, ...reason }: { Message?: string }) => ({
  ...reason,
  Message: Message?.replace(/\.$/, ''),
});

export const areEqual = (a: unknown, b: unknown): boolean => isDeepStrictEqual(a, b);

/** Sorted sets, and no member that is undefined. */
export function normal(value: unknown): unknown {
  if (value instanceof Set) return new Set([...value].map(normal).sort());
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null) return value;
  if (isRawNumber(value)) return { N: numberText(parseNumber(value.N)) };
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [
        name,
        /^[SNB]S$/.test(name) && Array.isArray(member) ? [...member].map(normal).sort() : normal(member),
      ])
      .sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1)),
  );
}

/** DynamoDB Local writes some numbers with an exponent. */
const isRawNumber = (value: object): value is { N: string } => 'N' in value && typeof value.N === 'string';

/** A scan counts the rows of other sequences too. Scans and batch reads have no order. */
function inOrder({ constructor: { name } }: Command, output: Record<string, unknown>): Record<string, unknown> {
  if (name === 'ScanCommand') return { Items: sorted(output.Items), Count: output.Count };
  if (name !== 'BatchGetCommand') return output;
  const responses = Object.entries((output.Responses ?? {}) as Record<string, unknown>);
  return { ...output, Responses: Object.fromEntries(responses.map(([table, rows]) => [table, sorted(rows)])) };
}

/** By their content: a projection may leave the keys out. */
export const sorted = (rows: unknown = []): unknown[] =>
  (rows as unknown[]).toSorted((a, b) => (inspect(normal(a)) < inspect(normal(b)) ? -1 : 1));

/** Changes by row. The order of changes of different rows is not defined, least of all within a transaction. */
export const byRow = (records: _Record[]): unknown =>
  Object.fromEntries(Map.groupBy(records.map(changeOf), change => inspect((change as { Keys: unknown }).Keys)));

/** The content of a change in a stream, without ids, times and numbers. */
const changeOf = ({ eventName, dynamodb }: _Record): unknown =>
  comparable(normal({ eventName, Keys: dynamodb?.Keys, OldImage: dynamodb?.OldImage, NewImage: dynamodb?.NewImage }));

/**
 * The streams of DynamoDB Local leave the content of empty maps and lists out: API
 * Reference, "AttributeValue".
 */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => !/^[ML]$/.test(name) || Object.keys(member as object).length > 0)
      .map(([name, member]) => [name, comparable(member)]),
  );
}
