/**
 * DynamoDB in one process and in memory, with the operations that Holdfast uses. Every operation runs without interruption, so
 * operations are serializable. Time comes from the clock that is passed in. No Lambda bundle may contain this folder.
 */
import { unknownOperation } from './errors.ts';
import { batchGetItem } from './operations/batch-get.ts';
import { batchWriteItem } from './operations/batch-write.ts';
import { describeTable } from './operations/describe-table.ts';
import type { Input } from './operations/parameters.ts';
import { query } from './operations/query.ts';
import { getItem } from './operations/read-item.ts';
import { scan } from './operations/scan.ts';
import { describeStream, getRecords, getShardIterator, listStreams } from './operations/streams.ts';
import { createTable, deleteTable, listTables, updateTable } from './operations/tables.ts';
import { describeTimeToLive, removeExpired, updateTimeToLive } from './operations/time-to-live.ts';
import { transactGetItems } from './operations/transact-get.ts';
import { transactWriteItems } from './operations/transact-write.ts';
import { deleteItem, putItem, updateItem } from './operations/write-item.ts';
import { Database, type DatabaseOptions, type RowChange } from './storage/database.ts';
import type { Codec } from './values/codec.ts';

export type Output = Record<string, unknown>;

export interface Engine {
  /** Executes one operation, such as `GetItem`, on values in the form of the codec. Throws a DynamoDbError. */
  execute(operation: string, input: Input, codec: Codec): Output;
  /** Removes the rows that have expired at `now` (epoch ms), at most `rowsMax` of them, and returns how many. */
  removeExpired(now: number, rowsMax?: number): number;
  /** Keeps this many changes, so that reads of an older state are possible. */
  keepChanges(count: number): void;
  /** Executes a read on the state before the last `changes` changes. */
  executeBefore(changes: number, operation: string, input: Input, codec: Codec): Output;
  /** Repeats a change that `onChange` of another engine reported, with its record in the stream. */
  repeat(change: RowChange): void;
  /** Writes a row without a record in the stream. */
  load(row: RowChange): void;
  /** All rows, each as the change that would write it. */
  rows(): RowChange[];
}

export function createEngine(options: DatabaseOptions): Engine {
  const database = new Database(options);
  const execute: Engine['execute'] = (operation, input, codec) => {
    const implementation = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
    if (!implementation) throw unknownOperation(operation);
    return implementation(database, input, codec);
  };
  return {
    execute,
    removeExpired: (now, rowsMax) => removeExpired(database, now, rowsMax),
    keepChanges(count) {
      database.undoMax = count;
    },
    executeBefore: (changes, operation, input, codec) =>
      database.readBefore(changes, () => execute(operation, input, codec)),
    repeat: change => database.repeat(change),
    load: row => database.load(row),
    rows: () => database.rows(),
  };
}

type Operation = (database: Database, input: Input, codec: Codec) => Output;

const OPERATIONS: Record<string, Operation> = {
  GetItem: getItem,
  PutItem: putItem,
  UpdateItem: updateItem,
  DeleteItem: deleteItem,
  BatchGetItem: batchGetItem,
  BatchWriteItem: batchWriteItem,
  TransactGetItems: transactGetItems,
  TransactWriteItems: transactWriteItems,
  Query: query,
  Scan: scan,
  CreateTable: createTable,
  UpdateTable: updateTable,
  DeleteTable: deleteTable,
  DescribeTable: describeTable,
  ListTables: listTables,
  UpdateTimeToLive: updateTimeToLive,
  DescribeTimeToLive: describeTimeToLive,
  ListStreams: listStreams,
  DescribeStream: describeStream,
  GetShardIterator: getShardIterator,
  GetRecords: getRecords,
};
