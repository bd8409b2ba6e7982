/** What follows a payment: the reconciler, the journal that tells of it, and all that must be true in the end. */
import { expect } from 'vitest';
import { replayClaim } from '../../lib/domain/claim-replay.ts';
import type { JournaledEntry } from '../../lib/ports/integrity.ts';
import { claimOf } from '../../lib/table/rows.ts';
import { checkIntegrity } from '../../lib/usecases/administration/check-integrity.ts';
import { publishHistory } from '../../lib/usecases/administration/publish-history.ts';
import { type ReconcileReport, reconcilePayments } from '../../lib/usecases/bookings/reconcile-payments.ts';
import { rowsOf } from './replay.ts';
import type { World } from './world.ts';

/** Runs the reconciler once, as the schedule does. */
export const reconcile = (world: World): Promise<ReconcileReport> =>
  reconcilePayments(world.service.dependencies, world.call('reconcile'), () => 1);

/** Publishes all of a claim's history, as the stream does. */
export const publishHistoryOf = async (world: World, hold: { id: string }): Promise<void> => {
  await publishHistory(world.service.dependencies, [{ claim: await world.claimOf(hold), entriesBefore: 0 }]);
};

/** The same for all claims that there are. */
export async function publishHistoryOfAll(world: World): Promise<void> {
  const claims = (await rowsOf(world, 'CLAIM#')).map(claimOf);
  await publishHistory(
    world.service.dependencies,
    claims.map(claim => ({ claim, entriesBefore: 0 })),
  );
}

/** The journal of a claim, from empty, gives the claim. */
export async function expectJournalGivesClaim(world: World, hold: { id: string }): Promise<void> {
  const claim = await world.claimOf(hold);
  const entries = (await world.service.dependencies.store.readJournal(claim.id)) as JournaledEntry[];
  expect(replayClaim(entries)).toEqual(claim);
}

/** Nothing that the integrity check looks at is wrong. */
export async function expectIntegrity(world: World, event: { id: string }): Promise<void> {
  const admin = { userId: 'usr_admin', role: 'admin' } as const;
  const found = await checkIntegrity(world.service.dependencies, { ...world.call(), caller: admin }, event.id);
  expect(found.violations).toEqual([]);
  expect(found.ok).toBe(true);
}
