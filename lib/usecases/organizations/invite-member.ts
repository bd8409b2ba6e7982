/**
 * Invites the owner of an address, and requests a mail with a link. The token is in this response only. An open invitation of the same
 * address is replaced, so a call whose reply was lost can be repeated.
 */
import { invitationAnswer } from '../../contract/organizations/presenter.ts';
import type { NewInvitation } from '../../contract/organizations/requests.ts';
import type { CreatedInvitation } from '../../contract/organizations/responses.ts';
import {
  digestOfSecret,
  type Invitation,
  invitationEnd,
  invitationIdOf,
  isOpen,
  tokenText,
  withdrawn,
} from '../../domain/invitation.ts';
import { INVITATIONS_MAX, MEMBERS_MAX } from '../../domain/limits.ts';
import { Refusal, refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import { mailTo } from '../accounts/mail-requests.ts';
import { type ChangeDependencies, changeOrganization } from './change-organization.ts';
import { memberIn, type OrganizationState, requireManager } from './organization-state.ts';

export async function inviteMember(
  dependencies: ChangeDependencies,
  call: CallerCall,
  organizationId: string,
  { email, role }: NewInvitation,
): Promise<CreatedInvitation> {
  const { ids, accounts } = dependencies;
  const secret = ids.next();
  const invitation: Invitation = {
    id: invitationIdOf(ids.next()),
    organizationId,
    email,
    role,
    tokenHash: digestOfSecret(secret),
    invitedBy: call.caller.userId,
    createdAt: call.now,
    expiresAt: invitationEnd(call.now),
  };
  await changeOrganization(dependencies, call, organizationId, async (state, caller) => {
    const { isMember } = requireManager(state, caller);
    const invited = await accounts.readByEmail(email);
    if (invited && memberIn(state, invited.id)) throw refuse('already-member');
    const replaced = requireRoom(state, email, call.now);
    const invitations = [invitation, ...replaced.map(before => withdrawn(before, call.now))];
    const entry = { action: 'organization.member-invited', invitationId: invitation.id, to: role } as const;
    const mail = {
      ...mailTo(dependencies, call, { email, ...(invited?.language && { language: invited.language }) }),
      kind: 'invitation',
      organizationId,
      invitationId: invitation.id,
    } as const;
    return { result: undefined, change: { invitations, needsAdmin: !isMember, entry, mail } };
  });
  return {
    ...invitationAnswer(invitation),
    token: tokenText({ organizationId, invitationId: invitation.id, secret }),
  };
}

/** Returns the open invitations that the new one replaces. Refuses it if there are too many others. */
function requireRoom({ members, invitations }: OrganizationState, email: string, now: number): Invitation[] {
  if (members.length >= MEMBERS_MAX) throw new Refusal('too-many-members', { membersMax: MEMBERS_MAX });
  const open = invitations.filter(invitation => isOpen(invitation, now));
  const replaced = open.filter(invitation => invitation.email === email);
  if (open.length - replaced.length >= INVITATIONS_MAX) {
    throw new Refusal('too-many-invitations', { invitationsMax: INVITATIONS_MAX });
  }
  return replaced;
}
