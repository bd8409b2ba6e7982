/** Changes the role of a member. The new role counts from the next request of the member on. */
import { memberAnswer } from '../../contract/organizations/presenter.ts';
import type { Member } from '../../contract/organizations/responses.ts';
import type { MemberRole } from '../../domain/organization.ts';
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import { type ChangeDependencies, changeOrganization } from './change-organization.ts';
import { memberIn, requireAnotherOwner, requireManager } from './organization-state.ts';

interface Input {
  organizationId: string;
  memberId: string;
  role: MemberRole;
}

export async function changeMember(
  dependencies: ChangeDependencies,
  call: CallerCall,
  { organizationId, memberId, role }: Input,
): Promise<Member> {
  const changed = await changeOrganization(dependencies, call, organizationId, (state, caller) => {
    const { isMember } = requireManager(state, caller);
    const member = memberIn(state, memberId);
    if (!member) throw refuse('member-not-found');
    const result = { ...member, role };
    if (member.role === role) return { result };
    if (member.role === 'owner') requireAnotherOwner(state, memberId);
    const entry = {
      action: 'organization.member-role-changed',
      ownerId: memberId,
      from: member.role,
      to: role,
    } as const;
    return { result, change: { members: [result], needsAdmin: !isMember, entry } };
  });
  return memberAnswer(changed, await dependencies.accounts.read(memberId), { withAddress: true });
}
