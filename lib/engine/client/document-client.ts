/**
 * Clients without a network: `send` takes the commands of the SDK's document client, of its raw client and of its streams
 * client, and throws the SDK's exceptions. The class of a command decides the form of its values.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Output } from '../engine.ts';
import { SDK_CODEC } from '../values/attribute-codec.ts';
import type { Codec } from '../values/codec.ts';
import { NATIVE_CODEC } from '../values/native-codec.ts';
import { type Service, sdkError } from './sdk-errors.ts';

/** Executes an operation: the `execute` of an engine, with or without faults. */
export type Execute = (operation: string, input: Record<string, unknown>, codec: Codec) => Output | Promise<Output>;

/**
 * Creates a client for the commands of the document client and of the raw client. `before` is awaited before each request;
 * a simulation passes its own, because it decides when requests arrive.
 */
export const createDocumentClient = (
  execute: Execute,
  before: () => Promise<void> = laterTurn,
): DynamoDBDocumentClient => clientOf(execute, 'dynamodb', before) as unknown as DynamoDBDocumentClient;

export const createRawClient = (execute: Execute): DynamoDBClient =>
  clientOf(execute, 'dynamodb', laterTurn) as unknown as DynamoDBClient;

export const createStreamsClient = (execute: Execute, before: () => Promise<void> = laterTurn): DynamoDBStreamsClient =>
  clientOf(execute, 'streams', before) as unknown as DynamoDBStreamsClient;

interface Command {
  constructor: { name: string };
  input: Record<string, unknown>;
}

const laterTurn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

const METADATA = { httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 };

function clientOf(execute: Execute, service: Service, before: () => Promise<void>) {
  return {
    async send({ constructor: { name }, input }: Command): Promise<object> {
      const { operation, codec } = operationOf(name);
      // As over a network, no response comes in the same turn of the event loop. Otherwise a caller that repeats a request
      // would block all timers.
      await before();
      try {
        const output = await execute(operation, input, codec);
        return { $metadata: METADATA, ...(DATED.has(operation) ? (withDates(output) as object) : output) };
      } catch (error) {
        throw sdkError(error, service);
      }
    },
    destroy() {},
  };
}

/** The operations of the document client's commands, whose names are shorter. */
const DOCUMENT_COMMANDS: Record<string, string> = {
  GetCommand: 'GetItem',
  PutCommand: 'PutItem',
  UpdateCommand: 'UpdateItem',
  DeleteCommand: 'DeleteItem',
  QueryCommand: 'Query',
  ScanCommand: 'Scan',
  BatchGetCommand: 'BatchGetItem',
  BatchWriteCommand: 'BatchWriteItem',
  TransactGetCommand: 'TransactGetItems',
  TransactWriteCommand: 'TransactWriteItems',
};

function operationOf(command: string): { operation: string; codec: Codec } {
  const operation = DOCUMENT_COMMANDS[command];
  if (operation !== undefined) return { operation, codec: NATIVE_CODEC };
  return { operation: command.replace(/Command$/, ''), codec: SDK_CODEC };
}

/** The operations whose responses contain times. The SDK returns times as Dates. */
const DATED = new Set(['CreateTable', 'DescribeTable', 'UpdateTable', 'DeleteTable', 'DescribeStream', 'GetRecords']);

/** The rows in a stream record. They have no Dates, and would take long to walk. */
const ROWS = new Set(['Keys', 'NewImage', 'OldImage']);

function withDates(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withDates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, ROWS.has(name) ? member : withDate(name, member)]),
  );
}

const withDate = (name: string, member: unknown): unknown =>
  typeof member === 'number' && name.endsWith('DateTime') ? new Date(member * 1000) : withDates(member);
