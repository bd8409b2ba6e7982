/** The organizations of a caller, with the role in each. Administrators have rights in all, but belong only to some. */
import { hasRight, type MemberRole, memberRoleOf, ownOrganizationOf, type Right } from '../../domain/organization.ts';
import type { Caller } from '../../ports/calls.ts';
import type { OrganizationStore } from '../../ports/organizations.ts';

interface OwnOrganization {
  organizationId: string;
  role: MemberRole;
}

/** Returns those in which the caller has the right; all of them without one. */
export async function organizationsOf(
  { organizations }: { organizations: Pick<OrganizationStore, 'listMembers'> },
  caller: Caller,
  right?: Right,
): Promise<OwnOrganization[]> {
  const rows = new Map((await organizations.listMembers(caller.userId)).map(member => [member.organizationId, member]));
  const ids = new Set([ownOrganizationOf(caller.userId), ...rows.keys()]);
  return [...ids].flatMap(organizationId => {
    const role = memberRoleOf(organizationId, caller, rows.get(organizationId));
    return role !== undefined && (right === undefined || hasRight(role, right)) ? [{ organizationId, role }] : [];
  });
}
