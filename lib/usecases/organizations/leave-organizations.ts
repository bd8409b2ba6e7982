/** Removes a deleted account from organizations: its memberships, and the invitations of its address. Each can be repeated. */
import type { Account } from '../../domain/account.ts';
import { type Invitation, isOpen, withdrawn } from '../../domain/invitation.ts';
import { Refusal } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import { type ChangeDependencies, changeOrganization } from './change-organization.ts';
import { memberIn } from './organization-state.ts';

/**
 * Ends all memberships of a user. The only member of an organization stays its owner, as an id without a name; the texts of that
 * organization are removed, because they may name the person, and its open invitations are withdrawn, because no owner could do it later.
 */
export async function leaveOrganizations(
  dependencies: ChangeDependencies,
  call: CallerCall,
  userId: string,
): Promise<void> {
  const members = await dependencies.organizations.listMembers(userId);
  for (const { organizationId, removedAt } of members) {
    if (removedAt === undefined) await leave(dependencies, call, { organizationId, userId });
  }
}

async function leave(
  dependencies: ChangeDependencies,
  call: CallerCall,
  { organizationId, userId }: { organizationId: string; userId: string },
): Promise<void> {
  const withoutInviter = await changeOrganization<Invitation[]>(dependencies, call, organizationId, state => {
    const member = memberIn(state, userId);
    if (!member) return { result: [] };
    const hasOtherOwner = state.members.some(other => other.role === 'owner' && other.userId !== userId);
    if (member.role === 'owner' && !hasOtherOwner) {
      const { name, description, contactEmail, ...organization } = state.organization;
      const result = state.invitations.filter(invitation => isOpen(invitation, call.now));
      if ([name, description, contactEmail].every(text => text === undefined)) return { result };
      return { result, change: { organization, entry: { action: 'organization.renamed', to: 'changed' } } };
    }
    const entry = { action: 'organization.member-removed', ownerId: userId, from: member.role, to: 'removed' } as const;
    return { result: [], change: { members: [{ ...member, removedAt: call.now }], entry } };
  });
  for (const invitation of withoutInviter) await withdraw(dependencies, call, invitation);
}

/** Removes this address from the organizations of a user where it is the contact address. Without effect if there is none. */
export async function removeContactAddress(
  dependencies: ChangeDependencies,
  call: CallerCall,
  { id: userId, email }: Pick<Account, 'id' | 'email'>,
): Promise<void> {
  for (const { organizationId } of await dependencies.organizations.listMembers(userId)) {
    await changeOrganization(dependencies, call, organizationId, state => {
      const { contactEmail, ...organization } = state.organization;
      if (contactEmail !== email) return { result: undefined };
      return { result: undefined, change: { organization, entry: { action: 'organization.renamed', to: 'changed' } } };
    });
  }
}

/**
 * Withdraws every invitation that has this address, also one that has expired, and removes the address from it. An organization that
 * changes all the time, perhaps on purpose, must not keep a person from being deleted: then the invitation is withdrawn alone. A
 * simultaneous change of the organization cannot bring the address back, because every change of an invitation removes it.
 */
export async function withdrawInvitationsOf(
  dependencies: ChangeDependencies,
  call: CallerCall,
  email: string,
): Promise<void> {
  for (const invitation of await dependencies.organizations.listInvitationsOf(email)) {
    try {
      await withdraw(dependencies, call, invitation);
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'busy')) throw error;
      await dependencies.organizations.withdrawAlone(withdrawn(invitation, call.now), email);
    }
  }
}

/** Without effect on an invitation that has lost its address, because it was accepted or withdrawn meanwhile. */
function withdraw(
  dependencies: ChangeDependencies,
  call: CallerCall,
  { organizationId, id }: Invitation,
): Promise<void> {
  return changeOrganization(dependencies, call, organizationId, state => {
    const invitation = state.invitations.find(other => other.id === id);
    if (invitation?.email === undefined) return { result: undefined };
    const entry = { action: 'organization.invitation-withdrawn', invitationId: id, to: 'withdrawn' } as const;
    return { result: undefined, change: { invitations: [withdrawn(invitation, call.now)], entry } };
  });
}
