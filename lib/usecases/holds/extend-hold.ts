/**
 * Extends a hold by its event's hold time, up to its last possible deadline: its claim and all of its places, or
 * nothing.
 */
import { holdAnswer } from '../../contract/holds/presenter.ts';
import type { Hold } from '../../contract/holds/responses.ts';
import { applyChange, extendHold as extension } from '../../domain/claim-changes.ts';
import { decideExtension } from '../../domain/hold-policy.ts';
import { claimIdOf } from '../../domain/ids.ts';
import { Refusal, refuse } from '../../domain/refusals.ts';
import type { IdempotentCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { requireOwnHold, retryWhileStale } from '../change-claim.ts';
import { type Idempotent, recordKeyOf, refuseForGood, refuseOrReplay, replay, replayOrThrow } from '../idempotency.ts';
import { byOwner } from '../origin.ts';
import { requireClock } from '../require-clock.ts';

export async function extendHold(
  dependencies: Pick<Dependencies, 'store' | 'events' | 'clockSkew'>,
  call: IdempotentCall,
  holdId: string,
): Promise<Idempotent<Hold>> {
  const { store } = dependencies;
  const key = recordKeyOf(call);
  const { claim, record } = await store.readClaimAndRecord(claimIdOf(holdId), key, call.now);
  if (record) return replay(record, call);

  requireOwnHold(claim, call.caller);
  requireClock(dependencies);

  let extended: Hold | undefined;
  const outcome = await retryWhileStale(claim, async current => {
    if (!current) return replayOrThrow(dependencies, call, refuse('hold-not-found'));
    const terms = decideExtension(current, call.now);
    if (terms instanceof Refusal) return refuseOrReplay(dependencies, call, terms, current.status);
    const change = extension(current, terms.expiresAt, byOwner(call));
    extended = holdAnswer(applyChange(current, change), call.now, await dependencies.events.cached(current.eventId));
    const written = await store.extendHold(current, change, key, JSON.stringify(extended));
    // A seat that has another claim was taken at the deadline, by a function whose clock is ahead of ours.
    return written.is === 'places-gone' ? refuseForGood(dependencies, call, refuse('hold-expired')) : written;
  });
  if (outcome.is === 'duplicate') return replay(outcome.record, call);
  if (!extended) throw new Error(`hold ${holdId} was neither extended nor refused`);
  return { answer: extended, isReplay: false };
}
