/**
 * Reads of an operator's command. They keep to a pace, by the units that DynamoDB reports, and wait while the table is
 * throttled, because no caller waits for them.
 */
import { ScanCommand, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import { busy, Refusal } from '../../domain/refusals.ts';
import type { Key } from '../../table/keys.ts';
import {
  type BeforeRetry,
  type LongReadPolicy,
  queryAll,
  type ReadOutput,
  readBatch as readRowsOfBatch,
  sendUntilProcessed as sendBatch,
} from '../../table/long-reads.ts';
import type { Table } from '../../table/table.ts';
import { isTransient, type Row } from '../../table/transact.ts';
import type { Pace } from './pace.ts';

/** After a minute of throttling the command stops as busy. */
const TRIES_MAX = 60;
const PAUSE_MS = 1_000;

/** Sends a request, and retries it after transient errors. */
export async function retryWhileBusy<Output>({ clock }: Table, send: () => Promise<Output>): Promise<Output> {
  for (let tried = 1; ; tried++) {
    try {
      return await send();
    } catch (error) {
      if (!isTransient(error)) throw error;
      if (tried === TRIES_MAX) throw busy();
      await clock.pause(PAUSE_MS);
    }
  }
}

/** Repeats a call that is refused as `busy`. It must be idempotent. */
export async function repeatWhileBusy<Output>(
  { clock }: Pick<Table, 'clock'>,
  call: () => Promise<Output>,
): Promise<Output> {
  for (let tried = 1; ; tried++) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'busy') || tried === TRIES_MAX) throw error;
      await clock.pause(PAUSE_MS);
    }
  }
}

/** Sends the unprocessed parts of a batch again until none is left. A minute without progress is busy. */
export const sendUntilProcessed = <Part>(
  table: Table,
  parts: Part[],
  send: (pending: Part[]) => Promise<Part[]>,
): Promise<void> => sendBatch(parts, send, pauseUnlessIdle(table));

/** Pauses before each retry of a batch, and throws `busy` after a minute without progress. */
function pauseUnlessIdle({ clock }: Table): BeforeRetry {
  let idle = 0;
  return async ({ hasProgressed }) => {
    idle = hasProgressed ? 0 : idle + 1;
    if (idle === TRIES_MAX) throw busy();
    await clock.pause(PAUSE_MS);
  };
}

const pacedPolicy = (table: Table, pace: Pace): LongReadPolicy => ({
  input: { ReturnConsumedCapacity: 'TOTAL' },
  async send(request) {
    const output = await retryWhileBusy(table, request);
    await pace(unitsOf(output));
    return output;
  },
  beforeRetry: pauseUnlessIdle(table),
});

/** The capacity units of a response; those of a batch are a list by table. */
function unitsOf({ ConsumedCapacity = [] }: ReadOutput): number {
  return [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}

export interface Page {
  rows: Row[];
  next?: Row | undefined;
}

export async function scanPage(table: Table, pace: Pace, input: Omit<ScanCommandInput, 'TableName'>): Promise<Page> {
  const command = new ScanCommand({ TableName: table.name, ReturnConsumedCapacity: 'TOTAL', ...input });
  const { Items = [], LastEvaluatedKey } = await pacedPolicy(table, pace).send(() => table.documents.send(command));
  return { rows: Items, next: LastEvaluatedKey };
}

/** Reads all rows of a query, of the sales table unless it names another one. */
export const queryPages = (table: Table, pace: Pace, input: Parameters<typeof queryAll>[1]): Promise<Row[]> =>
  queryAll(table, input, pacedPolicy(table, pace));

/** Reads at most BATCH_READS_MAX rows consistently, in no particular order. */
export const readBatch = (table: Table, pace: Pace, keys: Key[]): Promise<Row[]> =>
  readRowsOfBatch(table, keys, pacedPolicy(table, pace));
