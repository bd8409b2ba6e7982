/** TTL: its setting, and the removal of expired rows at a time that the caller chooses. */
import { constraintError, validationError } from '../errors.ts';
import { TTL_AGE_MAX_SECONDS } from '../limits.ts';
import type { Database } from '../storage/database.ts';
import type { Table } from '../storage/table.ts';
import { namedTable } from './describe-table.ts';
import type { Input } from './parameters.ts';

export function updateTimeToLive(database: Database, input: Input): Record<string, unknown> {
  const { AttributeName: name, Enabled: isEnabled } = (input.TimeToLiveSpecification ?? {}) as Input;
  if (typeof name !== 'string') throw constraintError('null', 'timeToLiveSpecification.attributeName', 'not be null');
  if (name.length === 0) {
    throw constraintError(`''`, 'timeToLiveSpecification.attributeName', 'have length greater than or equal to 1');
  }
  if (typeof isEnabled !== 'boolean') {
    throw constraintError('null', 'timeToLiveSpecification.enabled', 'not be null');
  }
  const table = namedTable(database, input);
  if (isEnabled && table.timeToLive !== undefined) throw validationError('TimeToLive is already enabled');
  if (!isEnabled && table.timeToLive === undefined) throw validationError('TimeToLive is already disabled');
  if (!isEnabled && table.timeToLive !== name) {
    throw validationError(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${table.timeToLive}`,
    );
  }
  table.timeToLive = isEnabled ? name : undefined;
  return { TimeToLiveSpecification: { AttributeName: name, Enabled: isEnabled } };
}

export function describeTimeToLive(database: Database, input: Input): Record<string, unknown> {
  const { timeToLive } = namedTable(database, input);
  return {
    TimeToLiveDescription: {
      TimeToLiveStatus: timeToLive === undefined ? 'DISABLED' : 'ENABLED',
      ...(timeToLive !== undefined && { AttributeName: timeToLive }),
    },
  };
}

/** Removes the rows of all tables that have expired at `now` (epoch ms), and returns how many there were. */
export function removeExpired(database: Database, now: number): number {
  let count = 0;
  for (const table of database.tables.values()) {
    for (const row of expiredRows(table, Math.floor(now / 1000))) {
      database.commit(table, { hash: row.hash, sort: row.sort }, undefined, true);
      count += 1;
    }
  }
  return count;
}

function expiredRows(table: Table, seconds: number) {
  const { timeToLive: name } = table;
  if (name === undefined) return [];
  return [...table.allRows()].filter(({ item }) => {
    const time = item.get(name);
    return typeof time === 'number' && time <= seconds && time > seconds - TTL_AGE_MAX_SECONDS;
  });
}
