/**
 * Drives every unfinished payment until Holdfast and the gateway agree. The call that began it may have crashed, lost a
 * reply, or ended before the gateway answered. Payments that cannot be finished are counted, for a person to resolve.
 */

import {
  PAYMENT_NEEDS_PERSON_SECONDS,
  RECONCILE_AFTER_SECONDS,
  RECONCILED_AT_ONCE,
  UNFINISHED_SHARDS,
} from '../../domain/limits.ts';
import { recordStuck } from '../../domain/payment-changes.ts';
import { isOverdue, isStuck, needsPerson, nextStepOf, unfinishedPaymentOf } from '../../domain/payment-lifecycle.ts';
import { nextRefundOf } from '../../domain/refunds.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { UnfinishedClaim } from '../../ports/store.ts';
import { bySystem } from '../origin.ts';
import { drivePayment } from './drive-payment.ts';
import type { PaymentDependencies } from './payment-steps.ts';

export interface ReconcileReport {
  finished: number;
  /** The next run continues them. */
  unfinished: number;
  /** Those of the unfinished and failed payments that need a person. */
  needPerson: number;
  /** Payments that could not be driven: the table was busy, or their claims are corrupt. */
  failed: number;
}

export type ReconcileDependencies = PaymentDependencies & Pick<Dependencies, 'metrics' | 'log' | 'random'>;

/** Runs until all unfinished payments were tried once, or until `timeLeft` (ms) is used up. */
export async function reconcilePayments(
  dependencies: ReconcileDependencies,
  call: Call,
  timeLeft: () => number,
): Promise<ReconcileReport> {
  const report: ReconcileReport = { finished: 0, unfinished: 0, needPerson: 0, failed: 0 };
  const until = call.now - RECONCILE_AFTER_SECONDS * SECOND_MS;
  const unfinished = await inAllShards(shard => dependencies.store.listUnfinishedClaims(shard, until));
  const stuck = await inAllShards(shard => dependencies.store.listStuckClaims(shard));
  // In random order: slow payments that use up a run must not delay the same others in every run.
  const waiting = shuffled(unfinished, dependencies.random);
  const workers = Array.from({ length: RECONCILED_AT_ONCE }, async () => {
    for (let next = waiting.pop(); next && timeLeft() > 0; next = waiting.pop()) {
      report[await reconcile(dependencies, call, next, report)] += 1;
    }
  });
  await Promise.all(workers);
  report.unfinished += stuck.length;
  report.needPerson += stuck.length;
  if (report.needPerson > 0) dependencies.metrics.count('PaymentNeedsPerson', report.needPerson);
  return report;
}

async function inAllShards(list: (shard: number) => Promise<UnfinishedClaim[]>): Promise<UnfinishedClaim[]> {
  return (await Promise.all(Array.from({ length: UNFINISHED_SHARDS }, (_, shard) => list(shard)))).flat();
}

/** Drives one payment. An error is logged and reported, so that it does not stop the others. */
async function reconcile(
  dependencies: ReconcileDependencies,
  call: Call,
  { claimId, since }: UnfinishedClaim,
  report: ReconcileReport,
): Promise<'finished' | 'unfinished' | 'failed'> {
  try {
    const claim = await dependencies.store.readClaim(claimId);
    const payment = claim && unfinishedPaymentOf(claim);
    if (!claim || !payment) return 'finished';
    const { claim: driven } = await drivePayment(dependencies, call, claim, payment.number);
    const left = unfinishedPaymentOf(driven);
    if (!left) return 'finished';
    if (!isStuck(left) && isOverdue(driven, left, call.now)) {
      // From now on only a person resolves it, so that the two do not both move the money.
      const refund = nextStepOf(left) === 'refund' ? nextRefundOf(left) : undefined;
      await dependencies.store.changeClaim(driven, recordStuck(driven, left.number, bySystem(call), refund?.number));
    }
    if (needsPerson(driven, left, call.now)) {
      report.needPerson += 1;
      dependencies.log.warn('a payment needs a person', {
        claimId,
        number: left.number,
        state: left.state,
        wanted: left.wanted,
      });
    }
    return 'unfinished';
  } catch (error) {
    dependencies.log.error('a payment could not be reconciled', { claimId, error });
    // A payment that fails in every run is never recorded as stuck. The index has its age: its claim may be corrupt.
    if (call.now >= since + PAYMENT_NEEDS_PERSON_SECONDS * SECOND_MS) report.needPerson += 1;
    return 'failed';
  }
}

function shuffled<Item>(items: Item[], random: () => number): Item[] {
  const keyed = items.map(item => ({ item, at: random() }));
  return keyed.sort((one, other) => one.at - other.at).map(({ item }) => item);
}
