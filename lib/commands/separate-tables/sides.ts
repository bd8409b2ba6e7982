/** The two sides of a separation: the one table that has all rows, and the same table with tables of their own beside it. */
import { callWith } from '../../cli/command.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { SYSTEM_CLOCK } from '../../lambda/compose/system-clock.ts';
import { areShared, connectTable, namesOf, sharedTables, type Table } from '../../table/table.ts';
import type { DeployedStack } from '../shared/deployed-stack.ts';

export interface Sides {
  /** Finds every row in the sales table. */
  shared: Table;
  /** Finds accounts and journal entries in their own tables. */
  separate: Table;
  /** The side that the functions use. */
  inUse: Table;
}

export function sidesOf({ name, tables, ownTables }: DeployedStack, stage: string): Sides {
  if (!ownTables) {
    throw new UsageError(
      `${name} has no tables of their own yet. Deploy this version first: ${callWith('deploy', `-c stage=${stage}`)}`,
    );
  }
  const separate = connectTable({ tables: { ...ownTables, sales: tables.sales } }, SYSTEM_CLOCK);
  const shared = { ...separate, ...namesOf(sharedTables(tables.sales)) };
  return { shared, separate, inUse: areShared(tables) ? shared : separate };
}
