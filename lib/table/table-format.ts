/**
 * The version of the formats of a table's rows. A table without the row is of version 1. Commands keep the row: a new table
 * gets it, and a migration raises it when all rows are of that version. Functions do not read it, because they read both forms.
 */
import { busy } from '../domain/refusals.ts';
import { formatIsAtMost, formatIsBelow, isAbsent } from './conditions.ts';
import { type Expression, put } from './expression.ts';
import { formatKey } from './keys.ts';
import { readRow } from './queries.ts';
import { flag, mapOf, number, object, optional, parseRow, text } from './row-parsers.ts';
import type { Table } from './table.ts';
import { putOne, type Row } from './transact.ts';

/** The version that this release writes. */
export const FORMAT_VERSION = 2;
/** The version of a table without the row. */
const FIRST_VERSION = 1;
/** The oldest version whose rows this release reads and migrates. */
export const FORMAT_OLDEST = 1;

export interface TableFormat {
  version: number;
  /** A migration that has begun. */
  migration?: MigrationProgress;
}

/** The progress of a migration. Each write replaces all of it, so the row has the progress of one run, even if two runs are active. */
export interface MigrationProgress {
  /** The version to which it migrates. A release that migrates to another version starts over. */
  to: number;
  /** The position of the last event that this pass has done; absent at the beginning of a pass. */
  after?: string;
  /** Whether this pass has changed no row so far. The migration ends with a pass that has changed none. */
  isClean: boolean;
  /** The numbers of rows that all passes have changed, by the name of the step. */
  changed: Record<string, number>;
}

const progress = object<MigrationProgress>({
  to: number,
  after: optional(text),
  isClean: flag,
  changed: mapOf(number),
});
const format = object<TableFormat>({ version: number, migration: optional(progress) });

const formatOf = (row: Row | undefined): TableFormat => (row ? parseRow(row, format) : { version: FIRST_VERSION });

/** Reads the format of a table consistently. */
export const readFormat = async (table: Table): Promise<TableFormat> => formatOf(await readRow(table, formatKey()));

/** Notes that a new table is of this release's version. Has no effect if the row exists. */
export const noteNewTable = (table: Table): Promise<boolean> => putFormat(table, { version: FORMAT_VERSION }, isAbsent);

/** Stores the progress of a migration. Returns false if another run has finished the migration. */
export const saveProgress = (table: Table, migration: MigrationProgress): Promise<boolean> =>
  putFormat(table, { version: FORMAT_VERSION - 1, migration }, formatIsBelow(FORMAT_VERSION));

/** Begins the migration anew, also if the row says that it was finished. Returns false if the table is of a later version. */
export const restartMigration = (table: Table, migration: MigrationProgress): Promise<boolean> =>
  putFormat(table, { version: FORMAT_VERSION - 1, migration }, formatIsAtMost(FORMAT_VERSION));

/** Notes that all rows are of this release's version. Returns false if the table is of a later version. */
export const finishMigration = (table: Table): Promise<boolean> =>
  putFormat(table, { version: FORMAT_VERSION }, formatIsAtMost(FORMAT_VERSION));

/** Returns whether the row was put. */
async function putFormat(table: Table, written: TableFormat, condition: Expression): Promise<boolean> {
  const sent = await putOne(table, put(table.name, { ...formatKey(), ...written }, condition));
  if (sent.is === 'busy') throw busy();
  return sent.is === 'committed';
}
