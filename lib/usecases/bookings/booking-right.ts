/**
 * The rights of others than its owner to a booking: members of the event's organization have those of their role, every
 * administrator has all. For all others there is no such booking (P10).
 */
import type { Claim } from '../../domain/model.ts';
import type { Right } from '../../domain/organization.ts';
import { isLive } from '../../domain/session-policy.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { findEvent } from '../decide-from-event.ts';
import { mayDo } from '../organizations/require-right.ts';

export type BookingRightDependencies = Pick<Dependencies, 'events' | 'accounts' | 'organizations'>;

/**
 * Whether the caller has the right to a booking of this claim. Most callers of such routes own the booking, so their accounts
 * are not read. Those of all others are, because a revoked role and an ended session count at once for a member.
 */
export async function mayAsMember(
  dependencies: BookingRightDependencies,
  call: CallerCall,
  claim: Claim | undefined,
  right: Right,
): Promise<boolean> {
  if (!claim?.booking) return false;
  const facts = await findEvent(dependencies, claim.eventId);
  const role = await currentRole(dependencies, call);
  if (role === undefined) return false;
  if (!facts) return role === 'admin';
  return mayDo(dependencies, facts.event.organizationId, { ...call.caller, role }, right);
}

/** The role that the account has now; undefined without a live session, which demonstration customers do not have. */
async function currentRole({ accounts }: BookingRightDependencies, { caller, now }: CallerCall) {
  const { userId, sessionId, role } = caller;
  // The route has just read it.
  if (role === 'admin') return role;
  if (sessionId === undefined) return undefined;
  const { account, session } = await accounts.readWithSession(userId, sessionId);
  return account && session && isLive(session, account, now) ? account.role : undefined;
}
