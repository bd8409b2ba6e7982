/** Opens a world on the rows that an earlier version wrote. A stage is a file: its first line describes it, each other line is a row. */
import { readFileSync } from 'node:fs';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { OperationId } from '../../lib/contract/routes.ts';
import { type Table, tableNameOf } from '../../lib/table/table.ts';
import type { Row } from '../../lib/table/transact.ts';
import { openWorld, type Person, type RequestParts, type World, type WorldOptions } from './world.ts';

/** A call with an idempotency key, and its answer then. */
export interface EarlierCall extends RequestParts {
  name: string;
  operation: OperationId;
  as: Person;
  key: string;
  status: number;
  answer: unknown;
}

export interface Stage {
  /** Epoch ms. */
  madeAt: number;
  organizer: Person;
  admin: Person;
  customers: Record<string, Person>;
  /** The ids of its events, by a name. */
  events: Record<string, string>;
  calls: EarlierCall[];
  rows: Row[];
}

export function readStage(file: URL): Stage {
  const [head, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n');
  return { ...JSON.parse(String(head)), rows: rows.map(row => JSON.parse(row, withBytes)) };
}

/** Binary attributes are `{ "$bytes": <base64> }`. */
const withBytes = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && '$bytes' in value
    ? Buffer.from(String(value.$bytes), 'base64')
    : value;

const BATCH = 25;

/** Opens a world with these rows, a second after they were written. */
export async function openStage(
  { madeAt, rows }: Pick<Stage, 'madeAt' | 'rows'>,
  options?: WorldOptions,
): Promise<World> {
  const world = await openWorld({ sharedTables: true, ...options });
  world.now = madeAt + 1_000;
  await fillTable(world.table, rows);
  return world;
}

/** Puts each row into its table, which may be one for all rows. */
export async function fillTable(table: Table, rows: Row[]): Promise<void> {
  for (const [name, own] of Map.groupBy(rows, row => tableNameOf(table, row))) {
    for (let from = 0; from < own.length; from += BATCH) {
      const requests = own.slice(from, from + BATCH).map(Item => ({ PutRequest: { Item } }));
      await table.documents.send(new BatchWriteCommand({ RequestItems: { [name]: requests } }));
    }
  }
}

/** The same stage, in which lists and schedules find only these events. */
export function stageWith(stage: Stage, names: readonly string[]): Stage {
  const events = Object.fromEntries(Object.entries(stage.events).filter(([name]) => names.includes(name)));
  const others = new Set(Object.values(stage.events).filter(id => !Object.values(events).includes(id)));
  const isOther = ({ pk, eventId }: Row): boolean => others.has(String(eventId ?? String(pk).split('#')[1]));
  return { ...stage, events, rows: stage.rows.filter(row => !isOther(row)) };
}
