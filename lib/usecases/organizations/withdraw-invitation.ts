/** Withdraws an invitation, and removes its address. */
import { withdrawn } from '../../domain/invitation.ts';
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import { type ChangeDependencies, changeOrganization } from './change-organization.ts';
import { requireManager } from './organization-state.ts';

/** A repeated call succeeds. An invitation that has expired can be withdrawn too. */
export function withdrawInvitation(
  dependencies: ChangeDependencies,
  call: CallerCall,
  { organizationId, invitationId }: { organizationId: string; invitationId: string },
): Promise<void> {
  return changeOrganization(dependencies, call, organizationId, (state, caller) => {
    const { isMember } = requireManager(state, caller);
    const invitation = state.invitations.find(({ id }) => id === invitationId);
    if (!invitation || invitation.acceptedAt !== undefined) throw refuse('invitation-not-found');
    if (invitation.withdrawnAt !== undefined) return { result: undefined };
    const entry = { action: 'organization.invitation-withdrawn', invitationId, to: 'withdrawn' } as const;
    const invitations = [withdrawn(invitation, call.now)];
    return { result: undefined, change: { invitations, needsAdmin: !isMember, entry } };
  });
}
