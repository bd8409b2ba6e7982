/** TTL: its setting, and the removal of expired rows, for which the caller chooses the time. */
import { constraintError, validationError } from '../errors.ts';
import { TTL_AGE_MAX_SECONDS } from '../limits.ts';
import type { Database } from '../storage/database.ts';
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
  const current = table.expiry?.attribute;
  if (isEnabled && current !== undefined) throw validationError('TimeToLive is already enabled');
  if (!isEnabled && current === undefined) throw validationError('TimeToLive is already disabled');
  if (!isEnabled && current !== name) {
    throw validationError(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
  }
  table.setTimeToLive(isEnabled ? name : undefined);
  return { TimeToLiveSpecification: { AttributeName: name, Enabled: isEnabled } };
}

export function describeTimeToLive(database: Database, input: Input): Record<string, unknown> {
  const { expiry } = namedTable(database, input);
  return {
    TimeToLiveDescription: {
      TimeToLiveStatus: expiry ? 'ENABLED' : 'DISABLED',
      ...(expiry && { AttributeName: expiry.attribute }),
    },
  };
}

/** Removes the rows of all tables that have expired at `now` (epoch ms), at most `rowsMax` of them, and returns how many. */
export function removeExpired(database: Database, now: number, rowsMax = Number.POSITIVE_INFINITY): number {
  const seconds = Math.floor(now / 1000);
  let count = 0;
  for (const table of database.tables.values()) {
    for (const { hash, sort } of table.expiry?.between(seconds - TTL_AGE_MAX_SECONDS, seconds) ?? []) {
      if (count === rowsMax) return count;
      database.commit(table, { hash, sort }, undefined, true);
      count += 1;
    }
  }
  return count;
}
