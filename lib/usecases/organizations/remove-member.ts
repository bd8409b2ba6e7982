/** Removes a member, or lets the caller leave. The member has no rights from the next request on, also within a session. */
import { refuse } from '../../domain/refusals.ts';
import type { Caller, CallerCall } from '../../ports/calls.ts';
import { type ChangeDependencies, changeOrganization } from './change-organization.ts';
import {
  memberIn,
  type OrganizationState,
  requireAnotherOwner,
  requireManager,
  requireVisible,
} from './organization-state.ts';

/** A repeated call succeeds, as long as the row of the former member is kept. */
export function removeMember(
  dependencies: ChangeDependencies,
  call: CallerCall,
  { organizationId, memberId }: { organizationId: string; memberId: string },
): Promise<void> {
  return changeOrganization(dependencies, call, organizationId, (state, caller) => {
    const isFormer = state.former.some(({ userId }) => userId === memberId);
    if (isFormer && caller.userId === memberId) return { result: undefined };
    const { isMember } = requireRemover(state, caller, memberId);
    const member = memberIn(state, memberId);
    if (!member && isFormer) return { result: undefined };
    if (!member) throw refuse('member-not-found');
    if (member.role === 'owner') requireAnotherOwner(state, memberId);
    const entry = {
      action: 'organization.member-removed',
      ownerId: memberId,
      from: member.role,
      to: 'removed',
    } as const;
    const removed = { ...member, removedAt: call.now };
    return { result: undefined, change: { members: [removed], needsAdmin: !isMember, entry } };
  });
}

/** Every member may leave. */
function requireRemover(state: OrganizationState, caller: Caller, memberId: string): { isMember: boolean } {
  const role = requireVisible(state, caller);
  return role !== undefined && caller.userId === memberId ? { isMember: true } : requireManager(state, caller);
}
