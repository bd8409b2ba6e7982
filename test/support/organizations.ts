/** Organizations, invitations and members made through the API. */
import type { CreatedInvitation, Organization } from '../../lib/contract/organizations/responses.ts';
import { type MemberRole, ownOrganizationOf } from '../../lib/domain/organization.ts';
import type { ApiResponse, Person, ProblemFields, World } from './world.ts';

/** The address of a person that `signedUp` has made. */
export const emailOf = ({ userId }: Person): string => `${userId}@holdfast.example`;

/** Invites an address into the own organization of the owner, or into the one that is named. */
export async function invite(
  world: World,
  owner: Person,
  email: string,
  role: MemberRole = 'editor',
  organizationId = ownOrganizationOf(owner.userId),
): Promise<CreatedInvitation> {
  const request = { as: owner, params: { organizationId }, body: { email, role } };
  const { status, body } = await world.invoke<CreatedInvitation>('invite-member', request);
  if (status !== 201) throw new Error(`inviting answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

export const accept = (
  world: World,
  as: Person,
  { token }: { token: string },
): Promise<ApiResponse<Organization & ProblemFields>> => world.invoke('accept-invitation', { as, body: { token } });

/** Makes a person that `signedUp` has made a member of the owner's organization. */
export async function join(
  world: World,
  owner: Person,
  person: Person,
  role: MemberRole,
  organizationId?: string,
): Promise<Organization> {
  const { status, body } = await accept(
    world,
    person,
    await invite(world, owner, emailOf(person), role, organizationId),
  );
  if (status !== 200) throw new Error(`accepting answered ${status}: ${JSON.stringify(body)}`);
  return body;
}
