/**
 * A store that counts what its changes make of claims. Every one of them goes through here, whoever asks for it, and is
 * counted where it is known to have happened: a replay changes nothing, and a change whose reply was lost is counted by
 * whoever finds it done.
 */
import type { ClaimChange } from '../domain/claim-changes.ts';
import type { Claim, ClaimAction, HistoryEntry } from '../domain/model.ts';
import type { Metrics } from '../ports/dependencies.ts';
import type { IdempotentClaimOutcome, RecoverOutcome, Store } from '../ports/store.ts';

export function countChanges(store: Store, metrics: Metrics): Store {
  const counted = async <Outcome extends IdempotentClaimOutcome | RecoverOutcome>(
    claim: Claim,
    { entry }: ClaimChange,
    written: Promise<Outcome>,
  ): Promise<Outcome> => {
    const outcome = await written;
    if (hasHappened(outcome, claim, entry)) count(metrics, entry);
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
    changeClaim: (claim, change) => counted(claim, change, store.changeClaim(claim, change)),
  };
}

/** Or the claim that comes back has this very entry already: our own change, of which no reply came. */
function hasHappened(outcome: IdempotentClaimOutcome | RecoverOutcome, claim: Claim, entry: HistoryEntry): boolean {
  if (outcome.is !== 'stale') return outcome.is === 'done' || outcome.is === 'recovered';
  const there = outcome.claim?.history[claim.history.length];
  return there?.action === entry.action && there.at === entry.at && there.requestId === entry.requestId;
}

function count(metrics: Metrics, { action, payment }: HistoryEntry): void {
  if (action === 'booking.confirmed') metrics.count('BookingsConfirmed');
  if (action === 'booking.cancelled') metrics.count('BookingsCancelled');
  const outcome = OUTCOMES[action];
  // Where it is wanted no more, what the gateway said last is not what became of it.
  const isGivenUp = outcome === 'initiated' && payment?.wanted === 'voided';
  if (outcome !== undefined) metrics.count('Payments', 1, { outcome: isGivenUp ? 'given-up' : outcome });
}

/** A payment is only ever recorded as authorised by itself where it is given up; else its booking is confirmed with it. */
const OUTCOMES: Partial<Record<ClaimAction, string>> = {
  'payment.initiated': 'initiated',
  'payment.authorised': 'initiated',
  'payment.captured': 'captured',
  'payment.declined': 'declined',
  'payment.voided': 'voided',
  'payment.refunded': 'refunded',
  'payment.stuck': 'stuck',
};
