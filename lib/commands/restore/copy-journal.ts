/**
 * Makes the journal of a stage equal to a restored one. Entries that are missing are put. Entries of undone changes are removed, because
 * a later change would need their place; for that the policy of the table, which denies every removal, is lifted and put back.
 * An entry never changes, so one that differs is damage that a copy must not hide.
 */
import { isDeepStrictEqual } from 'node:util';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { UsageError } from '../../cli/usage-error.ts';
import { isAbsent } from '../../table/conditions.ts';
import { put } from '../../table/expression.ts';
import { mapConcurrently } from '../../table/map-concurrently.ts';
import type { Table } from '../../table/table.ts';
import type { Row } from '../../table/transact.ts';
import type { Pace } from '../shared/pace.ts';
import { readBatch, retryWhileBusy } from '../shared/paced-reads.ts';
import { type Copied, eachPart, keyOf, nameOf, writeBatches } from './copy-rows.ts';
import type { JournalPolicy } from './journal-policy.ts';

export interface CopyingJournal {
  dryRun: boolean;
  requireStopped(): Promise<void>;
  policy: JournalPolicy;
}

const PUTS_AT_ONCE = 8;

/** Both tables find all rows under their own name. */
export async function copyJournal(
  source: Table,
  target: Table,
  pace: Pace,
  { dryRun, requireStopped, policy }: CopyingJournal,
): Promise<Copied> {
  const copied: Copied = { read: 0, put: 0, removed: 0 };
  await eachPart(source, pace, requireStopped, async rows => {
    const present = new Map((await readBatch(target, pace, rows.map(keyOf))).map(row => [nameOf(row), row]));
    const missing = rows.filter(row => !present.has(nameOf(row)));
    const damaged = rows.find(row => present.has(nameOf(row)) && !isDeepStrictEqual(row, present.get(nameOf(row))));
    if (damaged) throw new UsageError(damageOf(damaged, target.name));
    copied.read += rows.length;
    copied.put += missing.length;
    if (!dryRun) await mapConcurrently(missing, row => putEntry(target, pace, row), PUTS_AT_ONCE);
  });
  const surplus = await findSurplus(source, target, pace, requireStopped);
  copied.removed = surplus.length;
  if (dryRun) return copied;
  if (surplus.length > 0) {
    await policy.lift();
    await retryWhileDenied(target, () => removeAll(target, pace, surplus)).finally(policy.putBack);
  } else await policy.putBack();
  await requireStopped();
  return copied;
}

const damageOf = ({ pk, sk }: Row, name: string): string =>
  `The entry ${pk} ${sk} of ${name} differs from the restored one, but entries never change. One of the two tables is damaged. Nothing more was copied. ` +
  'If it is the live one, remove its policy and this entry by hand, and run the command again.';

/** The keys of entries that only the target has. These are few: what was undone. */
async function findSurplus(
  source: Table,
  target: Table,
  pace: Pace,
  requireStopped: () => Promise<void>,
): Promise<Row[]> {
  const surplus: Row[] = [];
  await eachPart(target, pace, requireStopped, async rows => {
    const expected = new Set((await readBatch(source, pace, rows.map(keyOf))).map(nameOf));
    surplus.push(...rows.filter(row => !expected.has(nameOf(row))).map(keyOf));
  });
  return surplus;
}

const removeAll = (target: Table, pace: Pace, rows: Row[]): Promise<void> =>
  writeBatches(
    target,
    pace,
    rows.map(row => ({ DeleteRequest: { Key: keyOf(row) } })),
  );

/** An earlier attempt of this command may have put it. */
async function putEntry(target: Table, pace: Pace, row: Row): Promise<void> {
  const input = { ...put(target.name, row, isAbsent), ReturnConsumedCapacity: 'TOTAL' as const };
  try {
    const { ConsumedCapacity } = await retryWhileBusy(target, () => target.documents.send(new PutCommand(input)));
    await pace(ConsumedCapacity?.CapacityUnits ?? 0);
  } catch (error) {
    if ((error as Error).name !== 'ConditionalCheckFailedException') throw error;
  }
}

/** A change of a policy takes effect after some seconds. */
const TRIES_MAX = 60;
const PAUSE_MS = 2_000;

async function retryWhileDenied({ clock }: Table, act: () => Promise<void>): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      return await act();
    } catch (error) {
      const isDenied = /explicit deny in a resource-based policy/.test((error as Error).message);
      if (!isDenied || tried === TRIES_MAX) throw error;
      await clock.pause(PAUSE_MS);
    }
  }
}
