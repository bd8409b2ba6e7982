/** Runs the reconciler and the stream's history publisher, and checks the journal and the table afterwards. */
import { expect } from 'vitest';
import { asJournalled, replayClaim } from '../../lib/domain/claim-replay.ts';
import type { ClaimEntry } from '../../lib/domain/journal.ts';
import { claimOf } from '../../lib/table/claims/claim-rows.ts';
import { checkIntegrity } from '../../lib/usecases/administration/check-integrity.ts';
import { publishHistory } from '../../lib/usecases/administration/publish-history.ts';
import { type ReconcileReport, reconcilePayments } from '../../lib/usecases/bookings/reconcile-payments.ts';
import { rowsOf } from './replay.ts';
import type { World } from './world.ts';

/** Runs the reconciler once, as the schedule does. */
export const reconcile = (world: World): Promise<ReconcileReport> =>
  reconcilePayments(world.service.dependencies, world.call('reconcile'), () => 1);

/** Publishes the whole history of a claim, as the stream function does. */
export const publishHistoryOf = async (world: World, hold: { id: string }): Promise<void> => {
  await publishHistory(world.service.dependencies, [{ claim: await world.claimOf(hold), entriesBefore: 0 }]);
};

/** Publishes the history of all claims in the table. */
export async function publishHistoryOfAll(world: World): Promise<void> {
  const claims = (await rowsOf(world, 'CLAIM#')).map(claimOf);
  await publishHistory(
    world.service.dependencies,
    claims.map(claim => ({ claim, entriesBefore: 0 })),
  );
}

/** Checks that replaying a claim's journal gives the claim. */
export async function expectJournalGivesClaim(world: World, hold: { id: string }): Promise<void> {
  const claim = await world.claimOf(hold);
  const entries = (await world.service.dependencies.store.readJournal(claim.id)) as ClaimEntry[];
  const replayed = replayClaim(entries);
  // Entries of earlier versions have reasons.
  expect(replayed && asJournalled(replayed)).toEqual(asJournalled(claim));
}

/** Runs the integrity check of an event and expects no violation. */
export async function expectIntegrity(world: World, event: { id: string }): Promise<void> {
  const admin = { userId: 'usr_admin', role: 'admin' } as const;
  const found = await checkIntegrity(world.service.dependencies, { ...world.call(), caller: admin }, event.id);
  expect(found.violations).toEqual([]);
  expect(found.ok).toBe(true);
}

/** Checks the integrity of each of these events, by their names, and says which one lacks it. */
export async function expectIntegrityOfAll(world: World, events: Iterable<readonly [string, string]>): Promise<void> {
  for (const [name, id] of events) {
    await expectIntegrity(world, { id }).catch(error => {
      throw new Error(`the event "${name}" lacks integrity: ${error}`, { cause: error });
    });
  }
}
