/** Sends a command to an engine, and brings the outcome into a form that can be compared with that of the other engine. */
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
 * Whether to compare the consumed capacity: that of gets, and of queries of a table that read a row. Elsewhere DynamoDB Local
 * does not follow the Developer Guide, "DynamoDB read and write operations": it bills writes of absent rows, batches,
 * transactions, indexes and empty pages wrongly, and sends the capacity of deletes unasked.
 */
function hasRightCapacity({ constructor: { name }, input }: Command, output: Record<string, unknown>): boolean {
  if (input.ReturnConsumedCapacity === undefined) return false;
  if (name === 'GetCommand') return true;
  return name === 'QueryCommand' && input.IndexName === undefined && Number(output.ScannedCount) > 0;
}

/**
 * Messages of DynamoDB Local that differ from DynamoDB's in their wording, or list the wrong one of two paths or tokens. The
 * unit tests and the conformance suite test the engine's own messages.
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

/** Returns the outcome. Leaves the message out if DynamoDB Local has a wording of its own for it. */
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

/** Sorts sets, and removes members that are undefined. */
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

/** Whether this is a raw number, which must be written anew: DynamoDB Local writes some numbers with an exponent. */
const isRawNumber = (value: object): value is { N: string } => 'N' in value && typeof value.N === 'string';

/**
 * Sorts the rows of scans and batch reads, which have no order. Drops the count of scanned rows, which includes those of other
 * sequences.
 */
function inOrder({ constructor: { name } }: Command, output: Record<string, unknown>): Record<string, unknown> {
  if (name === 'ScanCommand') return { Items: sorted(output.Items), Count: output.Count };
  if (name !== 'BatchGetCommand') return output;
  const responses = Object.entries((output.Responses ?? {}) as Record<string, unknown>);
  return { ...output, Responses: Object.fromEntries(responses.map(([table, rows]) => [table, sorted(rows)])) };
}

/** Sorts rows by their content, because a projection may leave the keys out. */
export const sorted = (rows: unknown = []): unknown[] =>
  (rows as unknown[]).toSorted((a, b) => (inspect(normal(a)) < inspect(normal(b)) ? -1 : 1));

/** Groups changes by row, because the order of changes of different rows is not defined. */
export const byRow = (records: _Record[]): unknown =>
  Object.fromEntries(Map.groupBy(records.map(changeOf), change => inspect((change as { Keys: unknown }).Keys)));

/** The content of a change in a stream, without ids, times and numbers. */
const changeOf = ({ eventName, dynamodb }: _Record): unknown =>
  comparable(normal({ eventName, Keys: dynamodb?.Keys, OldImage: dynamodb?.OldImage, NewImage: dynamodb?.NewImage }));

/** Leaves out empty maps and lists. The streams of DynamoDB Local lack their content (API Reference, "AttributeValue"). */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => !/^[ML]$/.test(name) || Object.keys(member as object).length > 0)
      .map(([name, member]) => [name, comparable(member)]),
  );
}
