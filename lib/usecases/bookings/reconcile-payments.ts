/**
 * Drives every payment that is not finished to where Holdfast and the gateway agree: whoever began it may have died, have
 * lost a reply, or have been told that the answer comes later. What cannot be finished is counted, for a person to see.
 */
import { recordStuck } from '../../domain/claim-changes.ts';
import {
  PAYMENT_NEEDS_PERSON_SECONDS,
  RECONCILE_AFTER_SECONDS,
  RECONCILED_AT_ONCE,
  UNFINISHED_SHARDS,
} from '../../domain/limits.ts';
import { isFinished, isOverdue, needsPerson } from '../../domain/payment-lifecycle.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { UnfinishedClaim } from '../../ports/store.ts';
import { bySystem } from '../change-claim.ts';
import { drivePayment } from './drive-payment.ts';
import type { PaymentDependencies } from './payment-steps.ts';

export interface ReconcileReport {
  finished: number;
  /** The next run goes on with them. */
  unfinished: number;
  /** Of those, the ones that wait for a person. */
  needPerson: number;
  /** They could not be looked at: the table was busy, or something is wrong with them. */
  failed: number;
}

export type ReconcileDependencies = PaymentDependencies & Pick<Dependencies, 'metrics' | 'log' | 'random'>;

/** `timeLeft` (ms) bounds one run. */
export async function reconcilePayments(
  dependencies: ReconcileDependencies,
  call: Call,
  timeLeft: () => number,
): Promise<ReconcileReport> {
  const report: ReconcileReport = { finished: 0, unfinished: 0, needPerson: 0, failed: 0 };
  const until = call.now - RECONCILE_AFTER_SECONDS * 1000;
  const unfinished = await inAllShards(shard => dependencies.store.listUnfinishedClaims(shard, until));
  const stuck = await inAllShards(shard => dependencies.store.listStuckClaims(shard));
  // In no order of theirs: payments that take all of a run's time must not keep the same others from their turn.
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

/** One payment must not keep the others. */
async function reconcile(
  dependencies: ReconcileDependencies,
  call: Call,
  { claimId, since }: UnfinishedClaim,
  report: ReconcileReport,
): Promise<'finished' | 'unfinished' | 'failed'> {
  try {
    const claim = await dependencies.store.readClaim(claimId);
    const payment = claim?.payments.find(candidate => !isFinished(candidate));
    if (!claim || !payment) return 'finished';
    const { claim: driven } = await drivePayment(dependencies, call, claim, payment.number);
    const left = driven.payments.find(candidate => !isFinished(candidate));
    if (!left) return 'finished';
    if (isOverdue(driven, left.number, call.now) && left.stuckSince === undefined) {
      // After so long it is left to a person, who must not be overtaken by us.
      await dependencies.store.changeClaim(driven, recordStuck(driven, left.number, bySystem(call)));
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
    // What fails each time is never written down as stuck. The index says since when: the claim itself may be spoilt.
    if (call.now >= since + PAYMENT_NEEDS_PERSON_SECONDS * 1000) report.needPerson += 1;
    return 'failed';
  }
}

function shuffled<Item>(items: Item[], random: () => number): Item[] {
  const keyed = items.map(item => ({ item, at: random() }));
  return keyed.sort((one, other) => one.at - other.at).map(({ item }) => item);
}
