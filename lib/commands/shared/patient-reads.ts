/** Reads of an operator's command: paced, patient with a busy table, and counted in the units that DynamoDB says. */
import {
  BatchGetCommand,
  type BatchGetCommandOutput,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { busy } from '../../domain/refusals.ts';
import type { Key } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { isTransient, type Row } from '../../table/transact.ts';
import type { Pace } from './pace.ts';

/** A minute of throttling is a reason to stop, and to say so. */
const TRIES_MAX = 60;
const PAUSE_MS = 1_000;

/** Sends until the table has time for it. */
export async function patiently<Output>({ clock }: Table, send: () => Promise<Output>): Promise<Output> {
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

/** Sends the parts of a batch until none is left undone, with a pause between; a minute without progress is busy. */
export async function sendWholly<Part>(
  table: Table,
  parts: Part[],
  send: (pending: Part[]) => Promise<Part[]>,
): Promise<void> {
  let [pending, idle] = [parts, 0];
  while (pending.length > 0) {
    const left = await send(pending);
    idle = left.length < pending.length ? 0 : idle + 1;
    if (idle === TRIES_MAX) throw busy();
    if (left.length > 0) await table.clock.pause(PAUSE_MS);
    pending = left;
  }
}

export interface Page {
  rows: Row[];
  next?: Row | undefined;
}

export async function scanPage(table: Table, pace: Pace, input: Omit<ScanCommandInput, 'TableName'>): Promise<Page> {
  const command = new ScanCommand({ TableName: table.name, ReturnConsumedCapacity: 'TOTAL', ...input });
  const {
    Items = [],
    LastEvaluatedKey,
    ConsumedCapacity,
  } = await patiently(table, () => table.documents.send(command));
  await pace(ConsumedCapacity?.CapacityUnits ?? 0);
  return { rows: Items, next: LastEvaluatedKey };
}

export async function queryPages(
  table: Table,
  pace: Pace,
  input: Omit<QueryCommandInput, 'TableName'>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let from: Row | undefined;
  do {
    const command = new QueryCommand({
      TableName: table.name,
      ReturnConsumedCapacity: 'TOTAL',
      ...input,
      ...(from && { ExclusiveStartKey: from }),
    });
    const page = await patiently(table, () => table.documents.send(command));
    await pace(page.ConsumedCapacity?.CapacityUnits ?? 0);
    rows.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from);
  return rows;
}

/** What BatchGetItem takes. */
export const ROWS_AT_ONCE = 100;

/** Consistently, in no order; at most ROWS_AT_ONCE. */
export async function readSome(table: Table, pace: Pace, keys: Key[]): Promise<Row[]> {
  const rows: Row[] = [];
  await sendWholly(table, keys, async Keys => {
    const command = new BatchGetCommand({
      RequestItems: { [table.name]: { Keys, ConsistentRead: true } },
      ReturnConsumedCapacity: 'TOTAL',
    });
    const answer: BatchGetCommandOutput = await patiently(table, () => table.documents.send(command));
    await pace(answer.ConsumedCapacity?.[0]?.CapacityUnits ?? 0);
    rows.push(...(answer.Responses?.[table.name] ?? []));
    return (answer.UnprocessedKeys?.[table.name]?.Keys ?? []) as Key[];
  });
  return rows;
}
