/**
 * A step of the migration: adds the revocations of tickets that a function of an earlier version has cancelled, before the update, during it or
 * after a rollback. Devices at the door refuse a void ticket only if its revocation exists (P12).
 *
 * A function of this version writes the revocation in the transaction that changes the claim. So if the claim has the entry, its
 * revocation is missing only if an earlier version wrote the entry. The row is put only if it is absent, so bookings may be
 * cancelled meanwhile.
 */
import { REVOCATION_SHARDS } from '../../domain/limits.ts';
import { busy } from '../../domain/refusals.ts';
import { revocationsIn } from '../../domain/revocations.ts';
import { revocationRow } from '../../table/claims/revocation-rows.ts';
import { isAbsent } from '../../table/conditions.ts';
import { put } from '../../table/expression.ts';
import { revocationsPartition } from '../../table/keys.ts';
import { putOne, type Row } from '../../table/transact.ts';
import { claimsOfEvent } from '../shared/claims-of-event.ts';
import { queryPages, repeatWhileBusy } from '../shared/paced-reads.ts';
import type { MigrationContext } from './migration.ts';

type Context = Pick<MigrationContext, 'table' | 'store' | 'pace' | 'now'>;

/** Returns the number of rows that it put. An event that has ended or was cancelled admits no ticket, and needs none. */
export async function putRevocations(context: Context, eventId: string): Promise<number> {
  const { table, store, pace, now } = context;
  const facts = await repeatWhileBusy(table, () => store.readEvent(eventId));
  if (!facts || facts.event.state === 'cancelled' || facts.event.endsAt <= now()) return 0;
  const present = await readKeys(context, eventId);
  let added = 0;
  for await (const claims of claimsOfEvent(table, pace, eventId)) {
    const all = claims.flatMap(claim => revocationsIn(claim).map(revocation => ({ claim, revocation })));
    for (const { claim, revocation } of all) {
      // The time is read for each row: the pace may pause for minutes, and devices read rows from their last list on.
      const row = revocationRow(claim, revocation, now());
      if (!present.has(nameOf(row)) && (await putIfAbsent(context, row))) added += 1;
    }
  }
  return added;
}

const nameOf = ({ pk, sk }: Row): string => `${pk} ${sk}`;

async function readKeys({ table, pace }: Context, eventId: string): Promise<Set<string>> {
  const keys = new Set<string>();
  for (let shard = 0; shard < REVOCATION_SHARDS; shard++) {
    const rows = await queryPages(table, pace, {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': revocationsPartition(eventId, shard) },
      ProjectionExpression: 'pk, sk',
      ConsistentRead: true,
    });
    for (const row of rows) keys.add(nameOf(row));
  }
  return keys;
}

async function putIfAbsent({ table, pace }: Context, row: Row): Promise<boolean> {
  const sent = await putOne(table, put(table.name, row, isAbsent));
  if (sent.is === 'busy') throw busy();
  await pace(1);
  return sent.is === 'committed';
}
