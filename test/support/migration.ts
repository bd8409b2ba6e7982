/** Runs migrations on the table of a test world, as `npm run migrate` does. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { type Migrated, migrateTable } from '../../lib/commands/migrate/migrate-table.ts';
import type { MigrationContext, MigrationRun } from '../../lib/commands/migrate/migration.ts';
import { STEPS } from '../../lib/commands/migrate/steps.ts';
import { IDS } from '../../lib/lambda/compose/system-clock.ts';
import { createEventEdits } from '../../lib/table/events/event-edits.ts';
import { factsOf } from '../../lib/table/events/event-rows.ts';
import { eventPartition, nameIn, PREFIX, parseEventSortKey } from '../../lib/table/keys.ts';
import { queryPartition } from '../../lib/table/queries.ts';
import { createStore } from '../../lib/table/store.ts';
import { FORMAT, readFormat } from '../../lib/table/table-format.ts';
import { rowsOf } from './replay.ts';
import type { Stage } from './stages.ts';
import type { World } from './world.ts';

/** The context of a command that uses the table and the clock of a world. */
export const migrationContextOf = ({ table, call }: World): MigrationContext => ({
  table,
  store: createStore(table),
  edits: createEventEdits(table),
  ids: IDS,
  now: () => call().now,
  pace: async () => undefined,
});

/** Runs a whole migration, or one until `stopping`. */
export const migrate = (world: World, run: Partial<MigrationRun> = {}): Promise<Migrated> =>
  migrateTable(migrationContextOf(world), {
    steps: STEPS,
    isAgain: false,
    stopping: { aborted: false },
    show: () => undefined,
    ...run,
  });

/** Changes the events of a table to format 1: without `format`, and with the short keys of lists. */
export async function outdate(world: World): Promise<void> {
  for (const { format: _format, ...row } of await rowsOf(world, 'EVENT#')) {
    const { position } = parseEventSortKey(String(row.dateSk));
    const Item = row.dateSk === undefined ? row : { ...row, dateSk: position };
    if (row.sk === 'EVENT' || String(row.sk).startsWith(PREFIX.section)) {
      await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item }));
    }
  }
}

/** Stops a run after so many events. */
export function stoppingAfter(events: number): Pick<MigrationRun, 'stopping' | 'show'> {
  const stopping = { aborted: false };
  let shown = -1;
  return {
    stopping,
    show: () => {
      shown += 1;
      stopping.aborted = shown >= events;
    },
  };
}

/** Checks that the table, its events and all their layouts are of this version's format. */
export async function expectMigrated(world: World, { events }: Pick<Stage, 'events'>): Promise<void> {
  expect(await readFormat(world.table)).toEqual(FORMAT);
  for (const id of Object.values(events)) {
    const rows = await queryPartition(world.table, eventPartition(id));
    const facts = factsOf(rows);
    // A deleted event is never read again.
    if (!facts) continue;
    const layouts = new Set(facts.sections.map(section => section.id));
    const named = rows.filter(({ sk }) => sk === 'EVENT' || layouts.has(nameIn(sk, PREFIX.section)));
    expect(named.filter(({ format }) => format !== 2).map(({ pk, sk }) => `${pk} ${sk}`)).toEqual([]);
  }
}
