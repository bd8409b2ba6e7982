/**
 * A step of the migration: adds booked journeys to their customers' itineraries again. Version 0.5 removes a journey at the end that
 * it had at its sale, even if the organizer has moved it to a later day. Entries without times need no change.
 */
import { type Claim, JOURNEY_KINDS } from '../../domain/model.ts';
import { busy } from '../../domain/refusals.ts';
import { itineraryOf } from '../../table/claims/customer-rows.ts';
import { addEntry } from '../../table/claims/customer-rules.ts';
import { claimIsConfirmed } from '../../table/conditions.ts';
import { check } from '../../table/expression.ts';
import { claimKey, itineraryKey } from '../../table/keys.ts';
import { readRow } from '../../table/queries.ts';
import type { Table } from '../../table/table.ts';
import { transact } from '../../table/transact.ts';
import { claimsOfEvent } from '../shared/claims-of-event.ts';
import { repeatWhileBusy } from '../shared/paced-reads.ts';
import type { MigrationContext } from './migration.ts';

type Context = Pick<MigrationContext, 'table' | 'store' | 'pace' | 'now'>;

/** Returns the number of entries that it added. It adds none for an event that is no journey, or has ended. */
export async function restoreJourneys({ table, store, pace, now }: Context, eventId: string): Promise<number> {
  const facts = await repeatWhileBusy(table, () => store.readEvent(eventId));
  if (!facts || !JOURNEY_KINDS.includes(facts.event.kind) || facts.event.endsAt <= now()) return 0;
  let added = 0;
  for await (const claims of claimsOfEvent(table, pace, eventId)) {
    for (const claim of claims.filter(({ status, journey }) => status === 'confirmed' && journey)) {
      const isAdded = await repeatWhileBusy(table, () => addIfMissing(table, claim, now()));
      await pace(isAdded ? UNITS_PER_ENTRY : 1);
      if (isAdded) added += 1;
    }
  }
  return added;
}

/** The units of one addition: the read of an itinerary, and its write with the check of the claim. */
const UNITS_PER_ENTRY = 5;

/** Adds the entry as a hold does, if the claim is still confirmed. If the itinerary changes meanwhile, the caller tries again. */
async function addIfMissing(table: Table, claim: Claim, now: number): Promise<boolean> {
  const row = await readRow(table, itineraryKey(claim.ownerId));
  const itinerary = row && itineraryOf(row);
  if (itinerary?.journeys[claim.id]) return false;
  const rows = { itinerary: { itinerary, events: new Map() } };
  const actions = [
    { ConditionCheck: check(table.name, claimKey(claim.id), claimIsConfirmed) },
    { Update: addEntry(table.name, 'itinerary', claim, rows, { now, expiresAt: undefined }) },
  ];
  const sent = await transact(table, actions, { idempotencyFirst: false });
  if (sent.is === 'committed') return true;
  if (sent.is === 'refused' && sent.reasons[0]?.refused) return false;
  throw busy();
}
