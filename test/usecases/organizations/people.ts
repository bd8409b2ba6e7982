/** An organization with its people, through the use cases themselves. */
import type { MemberRole } from '../../../lib/domain/organization.ts';
import { ownOrganizationOf } from '../../../lib/domain/organization.ts';
import type { Caller, CallerCall } from '../../../lib/ports/calls.ts';
import { acceptInvitation } from '../../../lib/usecases/organizations/accept-invitation.ts';
import { inviteMember } from '../../../lib/usecases/organizations/invite-member.ts';
import { accountOf, callAs, registered, withRole } from '../accounts/people.ts';
import { callBy, type UseCases } from '../open-use-cases.ts';

export interface Someone {
  caller: Caller;
  email: string;
  name: string;
}

/** Registers a person with a role. */
export async function someone(useCases: UseCases, role: Caller['role'] = 'customer'): Promise<Someone> {
  const signedIn = role === 'customer' ? await registered(useCases) : await withRole(useCases, role);
  const { caller } = await callAs(useCases, signedIn);
  const { email, name } = await accountOf(useCases, signedIn);
  return { caller: { ...caller, role }, email, name };
}

export const callOf = (useCases: UseCases, { caller }: Someone): CallerCall => callBy(useCases, caller);

export const organizationOf = ({ caller }: Someone): string => ownOrganizationOf(caller.userId);

/** Invites a person into the own organization of the owner, or into the one that is named. */
export const invite = (
  useCases: UseCases,
  owner: Someone,
  { email }: Pick<Someone, 'email'>,
  role: MemberRole = 'editor',
  organizationId = organizationOf(owner),
) => inviteMember(useCases, callOf(useCases, owner), organizationId, { email, role });

export const accept = (useCases: UseCases, person: Someone, { token }: { token: string }) =>
  acceptInvitation(useCases, callOf(useCases, person), { token });

/** Makes a new person a member of the owner's organization. */
export async function member(useCases: UseCases, owner: Someone, role: MemberRole): Promise<Someone> {
  const person = await someone(useCases);
  await accept(useCases, person, await invite(useCases, owner, person, role));
  return person;
}

/** The roles of the present members of an organization, as they are stored. */
export async function rolesIn(
  { organizations }: UseCases,
  organizationId: string,
): Promise<Record<string, MemberRole>> {
  const stored = await organizations.read(organizationId);
  const present = (stored?.members ?? []).filter(({ removedAt }) => removedAt === undefined);
  return Object.fromEntries(present.map(({ userId, role }) => [userId, role]));
}

/** The actions in the journal of an organization. Each position is there once. */
export async function actionsIn({ store }: UseCases, organizationId: string): Promise<string[]> {
  const entries = await store.readJournal(organizationId);
  if (entries.some(({ position }, i) => position !== i)) throw new Error('the journal has a gap');
  return entries.map(({ action }) => action);
}
