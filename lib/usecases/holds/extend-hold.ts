/** Moves a hold's deadline by its event's hold time, never past the cap; a failed call moves nothing. */
import { holdAnswer } from '../../contract/claims/claim-presenter.ts';
import type { Hold } from '../../contract/claims/messages.ts';
import { applyChange, extendHold as extension } from '../../domain/claim-changes.ts';
import { decideExtension } from '../../domain/hold-policy.ts';
import { claimIdOf } from '../../domain/ids.ts';
import { Refusal, refuse } from '../../domain/refusals.ts';
import type { Dependencies, KeyedCall } from '../../ports/dependencies.ts';
import type { KeyedClaimOutcome } from '../../ports/store.ts';
import { byOwner, requireOwnHold, settle } from '../change-claim.ts';
import { type Keyed, keyedOrThrow, recordKeyOf, replay } from '../idempotency.ts';

export async function extendHold(deps: Dependencies, call: KeyedCall, holdId: string): Promise<Keyed<Hold>> {
  const { store } = deps;
  const key = recordKeyOf(call);
  const { claim, record } = await store.readClaimAndRecord(claimIdOf(holdId), key, call.now);
  if (record) return replay(record, call);

  let extended: Hold | undefined;
  const outcome = await settle<KeyedClaimOutcome>(claim, async current => {
    const own = requireOwnHold(current, call.caller);
    const terms = decideExtension(own, call.now);
    if (terms instanceof Refusal) return keyedOrThrow(deps, call, terms);
    const change = extension(own, terms.expiresAt, byOwner(call));
    extended = holdAnswer(applyChange(own, change), call.now);
    return store.extendHold(own, change, key, JSON.stringify(extended));
  });
  if (outcome.is === 'keyed') return replay(outcome.record, call);
  // A seat that carries another claim was taken at its deadline by a clock ahead of ours.
  if (outcome.is === 'lost' || !extended) throw refuse('hold-expired');
  return { answer: extended, isReplay: false };
}
