/**
 * A mark in the sales table that accounts and journal have tables of their own. Commands put it and read it, because a command that
 * gets only the name of the sales table would take the missing entries for lost ones, and count them again.
 */
import { busy } from '../domain/refusals.ts';
import { putAlways } from './expression.ts';
import { separationKey } from './keys.ts';
import { readRow } from './queries.ts';
import { areShared, type Table } from './table.ts';
import { putOne } from './transact.ts';

/** Notes where the functions of a stage find accounts and journal. Idempotent. */
export async function noteSeparation(table: Table): Promise<void> {
  const isSeparate = !areShared(table.names);
  if ((await isNotedSeparate(table)) === isSeparate) return;
  const sent = await putOne(table, putAlways(table.name, { ...separationKey(), isSeparate }));
  if (sent.is === 'busy') throw busy();
}

/** Reads the mark consistently. A table without it is of a version with one table. */
export const isNotedSeparate = async (table: Table): Promise<boolean> =>
  (await readRow(table, separationKey()))?.isSeparate === true;
