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
import type { IdempotentClaimOutcome } from '../../ports/store.ts';
import { requireOwnHold, retryWhileStale } from '../change-claim.ts';
import { type Idempotent, recordKeyOf, replay, replayOrThrow } from '../idempotency.ts';
import { byOwner } from '../origin.ts';

export async function extendHold(
  dependencies: Pick<Dependencies, 'store'>,
  call: IdempotentCall,
  holdId: string,
): Promise<Idempotent<Hold>> {
  const { store } = dependencies;
  const key = recordKeyOf(call);
  const { claim, record } = await store.readClaimAndRecord(claimIdOf(holdId), key, call.now);
  if (record) return replay(record, call);

  let extended: Hold | undefined;
  const outcome = await retryWhileStale<IdempotentClaimOutcome>(claim, async current => {
    const own = requireOwnHold(current, call.caller);
    const terms = decideExtension(own, call.now);
    if (terms instanceof Refusal) return replayOrThrow(dependencies, call, terms);
    const change = extension(own, terms.expiresAt, byOwner(call));
    extended = holdAnswer(applyChange(own, change), call.now);
    return store.extendHold(own, change, key, JSON.stringify(extended));
  });
  if (outcome.is === 'duplicate') return replay(outcome.record, call);
  // A seat that has another claim was taken at the deadline, by a function whose clock is ahead of ours.
  if (outcome.is === 'places-gone' || !extended) throw refuse('hold-expired');
  return { answer: extended, isReplay: false };
}
