/**
 * Refuses a hold by a customer whose address is not verified, if the event or the stage asks for it. The account is read only then, and
 * consistently. An address that was verified stays so, so a hold is never placed for an unverified one. An address that is verified
 * while its hold is refused needs another call.
 */
import { refuse } from '../../domain/refusals.ts';
import type { IdempotentCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { findDuplicate, type Idempotent, replay } from '../idempotency.ts';

export type VerificationDependencies = Pick<Dependencies, 'accounts' | 'store' | 'events' | 'requiresVerifiedEmail'>;

/** Returns the answer of an earlier call with the same key in place of a refusal; undefined if the hold may be placed. */
export async function requireVerifiedEmail<Answer>(
  dependencies: VerificationDependencies,
  call: IdempotentCall,
  eventId: string,
): Promise<Idempotent<Answer> | undefined> {
  const { accounts, events, requiresVerifiedEmail } = dependencies;
  const cached = requiresVerifiedEmail ? undefined : await events.cached(eventId);
  if (!requiresVerifiedEmail && !cached?.event.requiresVerifiedEmail) return undefined;
  const account = await accounts.read(call.caller.userId);
  if (account?.emailVerifiedAt !== undefined) return undefined;
  const duplicate = await findDuplicate(dependencies, call);
  if (duplicate) return replay(duplicate.record, call);
  // The cached event may be outdated, so it never refuses. An absent event is refused by the caller of this function.
  const fresh = await events.fresh(eventId);
  if (!fresh || !(requiresVerifiedEmail || fresh.event.requiresVerifiedEmail)) return undefined;
  throw refuse('email-not-verified');
}
