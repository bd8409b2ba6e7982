/**
 * Makes the caller a member by an invitation. Token and address must both be right: a token alone may have been forwarded, and an
 * address alone is known to many. The token is that of the response to the owner, or that of the link in the mail.
 */
import { organizationAnswer } from '../../contract/organizations/presenter.ts';
import type { Acceptance } from '../../contract/organizations/requests.ts';
import type { Organization } from '../../contract/organizations/responses.ts';
import type { Account } from '../../domain/account.ts';
import { accepted, digestOfSecret, type Invitation, isOpen, parseToken } from '../../domain/invitation.ts';
import { MEMBERS_MAX } from '../../domain/limits.ts';
import { hasRight, type Member } from '../../domain/organization.ts';
import { Refusal, refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { type ChangeDependencies, changeOrganization } from './change-organization.ts';
import { memberIn, type OrganizationState } from './organization-state.ts';

export async function acceptInvitation(
  dependencies: ChangeDependencies & Pick<Dependencies, 'linkTokens'>,
  call: CallerCall,
  { token }: Acceptance,
): Promise<Organization> {
  const { organizationId, invitationId, isOf } = await readToken(dependencies, call, token);
  const { now, caller } = call;
  return changeOrganization(
    dependencies,
    call,
    organizationId,
    async state => {
      const invitation = state.invitations.find(({ id }) => id === invitationId);
      if (!invitation || !isOf(invitation)) throw refuse('invitation-not-found');
      const member = memberIn(state, caller.userId);
      // A call whose reply was lost is repeated.
      if (member && invitation.acceptedBy === caller.userId) {
        return { result: organizationAnswer(state.organization, member.role) };
      }
      const account = await requireInvited(dependencies, call, invitation);
      const accounts = [account, ...(await requireInviter(dependencies, state, invitation))];
      if (member) throw refuse('already-member');
      if (state.members.length >= MEMBERS_MAX) throw new Refusal('too-many-members', { membersMax: MEMBERS_MAX });
      const { role } = invitation;
      const joined: Member = { organizationId, userId: caller.userId, role, joinedAt: now };
      const entry = {
        action: 'organization.member-joined',
        ownerId: caller.userId,
        invitationId,
        to: role,
      } as const;
      const invitations = [accepted(invitation, now, caller.userId)];
      return {
        result: organizationAnswer(state.organization, role),
        change: { members: [joined], invitations, accounts, entry },
      };
    },
    refuse('invitation-not-found'),
  );
}

interface NamedInvitation {
  organizationId: string;
  invitationId: string;
  /** Whether the token proves that its holder was given this invitation. */
  isOf(invitation: Invitation): boolean;
}

async function readToken(
  { linkTokens }: Pick<Dependencies, 'linkTokens'>,
  { now }: CallerCall,
  text: string,
): Promise<NamedInvitation> {
  const named = parseToken(text);
  if (named) return { ...named, isOf: ({ tokenHash }) => tokenHash === digestOfSecret(named.secret) };
  const verified = await linkTokens.verify(text, 'invitation', now);
  if ('fault' in verified) throw refuse('invitation-not-found');
  return { ...verified.link, isOf: () => true };
}

/** Returns the account that has the address of an open invitation, which must be the caller's. */
async function requireInvited(
  { accounts }: Pick<Dependencies, 'accounts'>,
  { now, caller }: CallerCall,
  invitation: Invitation,
): Promise<Account> {
  if (!isOpen(invitation, now)) throw refuse('invitation-not-found');
  const account = await accounts.read(caller.userId);
  if (!account || account.email !== invitation.email) throw refuse('invitation-not-yours');
  return account;
}

/** Refuses an invitation whose inviter could not invite now. Returns the account of an inviter who is no owner, but an administrator. */
async function requireInviter(
  { accounts }: Pick<Dependencies, 'accounts'>,
  state: OrganizationState,
  { invitedBy }: Invitation,
): Promise<Account[]> {
  const inviter = memberIn(state, invitedBy);
  if (inviter && hasRight(inviter.role, 'manage-members')) return [];
  const account = await accounts.read(invitedBy);
  if (account?.role !== 'admin') throw refuse('invitation-not-found');
  return [account];
}
