/**
 * A store that counts the changes of claims in metrics. A change is counted once it is known to be committed. A
 * duplicate changes nothing, so it is not counted. If the reply of a change was lost, the attempt that finds the change
 * in the claim's history counts it.
 */
import type { ClaimChange } from '../domain/claim-changes.ts';
import type { Claim, ClaimAction, HistoryEntry } from '../domain/model.ts';
import type { Metrics } from '../ports/observability.ts';
import type { IdempotentClaimOutcome, RecoverOutcome, Store } from '../ports/store.ts';

export function countChanges(store: Store, metrics: Metrics): Store {
  const counted = async <Outcome extends IdempotentClaimOutcome | RecoverOutcome>(
    claim: Claim,
    { entry }: ClaimChange,
    write: Promise<Outcome>,
  ): Promise<Outcome> => {
    const outcome = await write;
    if (isCommitted(outcome, claim, entry)) count(metrics, entry);
    return outcome;
  };
  return {
    ...store,
    async placeHold(claim, ...rest) {
      const outcome = await store.placeHold(claim, ...rest);
      if (outcome.is === 'placed') metrics.count('HoldsPlaced');
      return outcome;
    },
    initiatePayment: (claim, change, ...rest) => counted(claim, change, store.initiatePayment(claim, change, ...rest)),
    confirmBooking: (claim, change, ...rest) => counted(claim, change, store.confirmBooking(claim, change, ...rest)),
    recoverBooking: (claim, change, ...rest) => counted(claim, change, store.recoverBooking(claim, change, ...rest)),
    cancelBooking: (claim, change, ...rest) => counted(claim, change, store.cancelBooking(claim, change, ...rest)),
    async recordScans(claim, changes) {
      const outcome = await store.recordScans(claim, changes);
      const [first] = changes;
      if (first && isCommitted(outcome, claim, first.entry)) for (const { entry } of changes) count(metrics, entry);
      return outcome;
    },
    changeClaim: (claim, change) => counted(claim, change, store.changeClaim(claim, change)),
  };
}

/**
 * Whether the change is committed. A stale outcome also shows a committed change if the claim has this very entry,
 * because an earlier attempt wrote it.
 */
function isCommitted(outcome: IdempotentClaimOutcome | RecoverOutcome, claim: Claim, entry: HistoryEntry): boolean {
  if (outcome.is !== 'stale') return outcome.is === 'done' || outcome.is === 'recovered';
  const written = outcome.claim?.history[claim.history.length];
  return written?.action === entry.action && written.at === entry.at && written.requestId === entry.requestId;
}

function count(metrics: Metrics, { action, payment, cancelled, scan }: HistoryEntry): void {
  if (scan) metrics.count('TicketsScanned', 1, { outcome: scan.outcome });
  if (action === 'booking.confirmed') metrics.count('BookingsConfirmed');
  if (action === 'booking.cancelled') metrics.count('BookingsCancelled');
  if (action === 'booking.places-cancelled') metrics.count('PlacesCancelled', cancelled?.tickets.length);
  const outcome = OUTCOMES[action];
  // A payment that is to be voided counts as given up, not by the gateway's last answer.
  const isGivenUp = outcome === 'initiated' && payment?.wanted === 'voided';
  if (outcome !== undefined) metrics.count('Payments', 1, { outcome: isGivenUp ? 'given-up' : outcome });
}

/**
 * Each refund has an entry of its own, and counts. An authorised payment has one only if it is given up; otherwise
 * `booking.confirmed` records it.
 */
const OUTCOMES: Partial<Record<ClaimAction, string>> = {
  'payment.initiated': 'initiated',
  'payment.authorised': 'initiated',
  'payment.captured': 'captured',
  'payment.declined': 'declined',
  'payment.voided': 'voided',
  'payment.refunded': 'refunded',
  'payment.refund-failed': 'stuck',
  'payment.stuck': 'stuck',
};
