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

/** The version that this release writes. A release refuses tables of a higher version than its own. */
export const FORMAT_VERSION = 2;
/**
 * Counts the additions to this version: rows that a migration adds, and that earlier releases of the version ignore. So these releases
 * can be deployed again on a table of a higher revision. 1: lists of organizations, and sums of earlier sales. 2: revocations.
 */
const FORMAT_REVISION = 2;
/** The format of a table that this release has made or migrated. */
export const FORMAT: TableFormat = { version: FORMAT_VERSION, revision: FORMAT_REVISION };
/** The version of a table without the row. */
const FIRST_VERSION = 1;
/** The oldest version whose rows this release reads and migrates. */
export const FORMAT_OLDEST = 1;

export interface TableFormat {
  version: number;
  /** Absent: 0. */
  revision?: number;
  /** A migration that has begun. */
  migration?: MigrationProgress;
}

/** The progress of a migration. Each write replaces all of it, so the row has the progress of one run, even if two runs are active. */
export interface MigrationProgress {
  /** The format to which it migrates. A release that migrates to another format starts over. */
  to: number;
  toRevision?: number;
  /** The position of the last event that this pass has done; absent at the beginning of a pass. */
  after?: string;
  /** Whether this pass has changed no row so far. The migration ends with a pass that has changed none. */
  isClean: boolean;
  /** The numbers of rows that all passes have changed, by the name of the step. */
  changed: Record<string, number>;
}

const progress = object<MigrationProgress>({
  to: number,
  toRevision: optional(number),
  after: optional(text),
  isClean: flag,
  changed: mapOf(number),
});
const format = object<TableFormat>({ version: number, revision: optional(number), migration: optional(progress) });

const formatOf = (row: Row | undefined): TableFormat => (row ? parseRow(row, format) : { version: FIRST_VERSION });

/** The format as people read it, such as 2 or 2.2. */
export const formatName = ({ version, revision = 0 }: TableFormat): string =>
  revision === 0 ? String(version) : `${version}.${revision}`;

/** Whether rows of the table may be older than this release's. A table of a higher revision has all of this release's rows. */
export const isOlderFormat = ({ version, revision = 0 }: TableFormat): boolean =>
  version < FORMAT_VERSION || (version === FORMAT_VERSION && revision < FORMAT_REVISION);

/** The progress of a migration to this release's format at the beginning of a pass. */
export const newPass = (changed: Record<string, number>): MigrationProgress => ({
  to: FORMAT_VERSION,
  toRevision: FORMAT_REVISION,
  isClean: true,
  changed,
});

/** Whether the migration goes to this release's format, so that this release may continue it. */
export const isOurs = ({ to, toRevision = 0 }: MigrationProgress): boolean =>
  to === FORMAT_VERSION && toRevision === FORMAT_REVISION;

/** Reads the format of a table consistently. */
export const readFormat = async (table: Table): Promise<TableFormat> => formatOf(await readRow(table, formatKey()));

/** Notes that a new table is of this release's format. Has no effect if the row exists. */
export const noteNewTable = (table: Table): Promise<boolean> => putFormat(table, FORMAT, isAbsent);

/** Stores the progress of a migration. Until its end the table counts as one of the version before. Returns false if another run has finished the migration. */
export const saveProgress = (table: Table, migration: MigrationProgress): Promise<boolean> =>
  putFormat(table, { version: FORMAT_VERSION - 1, migration }, formatIsBelow(FORMAT_VERSION, FORMAT_REVISION));

/** Begins the migration anew, also if the row says that it was finished. Returns false if the table is of a later version. */
export const restartMigration = (table: Table, migration: MigrationProgress): Promise<boolean> =>
  putFormat(table, { version: FORMAT_VERSION - 1, migration }, formatIsAtMost(FORMAT_VERSION));

/** Notes that all rows are of this release's format. Returns false if the table is of a later version. */
export const finishMigration = (table: Table): Promise<boolean> =>
  putFormat(table, FORMAT, formatIsAtMost(FORMAT_VERSION));

/** Returns whether the row was put. */
async function putFormat(table: Table, written: TableFormat, condition: Expression): Promise<boolean> {
  const sent = await putOne(table, put(table.name, { ...formatKey(), ...written }, condition));
  if (sent.is === 'busy') throw busy();
  return sent.is === 'committed';
}
