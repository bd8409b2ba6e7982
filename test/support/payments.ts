/** What follows a payment: the reconciler, and the journal that tells of it. */

import { publishHistory } from '../../lib/usecases/publish-history.ts';
import { type ReconcileReport, reconcilePayments } from '../../lib/usecases/reconcile-payments.ts';
import type { World } from './world.ts';

/** Runs the reconciler once, as the schedule does. */
export const reconcile = (world: World): Promise<ReconcileReport> =>
  reconcilePayments(world.service.dependencies, world.call('reconcile'), () => 1);

/** Publishes all of a claim's history, as the stream does. */
export const file = async (world: World, hold: { id: string }): Promise<void> => {
  await publishHistory(world.service.dependencies, [{ claim: await world.claimOf(hold), entriesBefore: 0 }]);
};
