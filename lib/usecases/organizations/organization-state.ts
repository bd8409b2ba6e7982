/**
 * An organization as it is now, with the rights of a caller in it. An organization without a row has its founder as the owner,
 * while the founder's account may organize events.
 */
import type { Account } from '../../domain/account.ts';
import type { Invitation } from '../../domain/invitation.ts';
import {
  founderOf,
  hasRight,
  isCurrent,
  type Member,
  type MemberRole,
  type Organization,
  rolesWith,
} from '../../domain/organization.ts';
import { Refusal, refuse } from '../../domain/refusals.ts';
import type { Caller, CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

export interface OrganizationState {
  organization: Organization;
  members: Member[];
  /** Members who were removed or have left, as long as their rows are kept. */
  former: Member[];
  /** All invitations that have a row, also those that are over. */
  invitations: Invitation[];
  /** The account of the founder, if the founder has no row: then the owner among the members may follow from its role. */
  founder?: Account;
}

export type StateDependencies = Pick<Dependencies, 'organizations' | 'accounts'>;

/** Reads an organization consistently; undefined if its id is of no user. */
export async function readState(
  { organizations, accounts }: StateDependencies,
  organizationId: string,
): Promise<OrganizationState | undefined> {
  const stored = await organizations.read(organizationId);
  if (stored) {
    const former = stored.members.filter(member => !isCurrent(member));
    const state = { ...stored, members: stored.members.filter(isCurrent), former };
    if (stored.members.some(({ userId }) => userId === founderOf(organizationId))) return state;
    // The first change was made while the founder could organize no events.
    const founder = await accounts.read(founderOf(organizationId));
    return founder
      ? { ...state, members: [...state.members, ...impliedOwner(organizationId, founder)], founder }
      : state;
  }
  const founder = await accounts.read(founderOf(organizationId));
  return founder && stateWithoutRow(organizationId, founder);
}

function stateWithoutRow(organizationId: string, founder: Account): OrganizationState {
  return {
    organization: { id: organizationId, createdAt: founder.createdAt, version: 0 },
    members: impliedOwner(organizationId, founder),
    former: [],
    invitations: [],
    founder,
  };
}

const impliedOwner = (organizationId: string, { id: userId, role, createdAt }: Account): Member[] =>
  role === 'customer' ? [] : [{ organizationId, userId, role: 'owner', joinedAt: createdAt }];

export const memberIn = ({ members }: Pick<OrganizationState, 'members'>, userId: string): Member | undefined =>
  members.find(member => member.userId === userId);

/** Returns the caller's role. Refuses a caller who is neither a member nor an administrator as if there were no organization (P10). */
export function requireVisible(state: OrganizationState | undefined, caller: Caller): MemberRole | undefined {
  const member = state && memberIn(state, caller.userId);
  if (!state || (!member && caller.role !== 'admin')) throw refuse('organization-not-found');
  return member?.role;
}

/** Reads an organization that the caller may see, with the caller's role in it. */
export async function readVisible(
  dependencies: StateDependencies,
  { caller }: CallerCall,
  organizationId: string,
): Promise<OrganizationState & { role: MemberRole | undefined }> {
  const state = await readState(dependencies, organizationId);
  const role = requireVisible(state, caller);
  if (!state) throw new Error('a member of an organization that does not exist');
  return { ...state, role };
}

/** Whether the right comes from the caller's role as a member. An administrator has it too, and then not as a member. */
export function requireManager(state: OrganizationState, caller: Caller): { isMember: boolean } {
  const role = requireVisible(state, caller);
  if (role !== undefined && hasRight(role, 'manage-members')) return { isMember: true };
  if (caller.role === 'admin') return { isMember: false };
  throw new Refusal('organization-role-required', { roles: [...rolesWith('manage-members')] });
}

/** Refuses a change after which the organization would have no owner. */
export function requireAnotherOwner({ members }: OrganizationState, userId: string): void {
  if (!members.some(member => member.role === 'owner' && member.userId !== userId)) throw refuse('last-owner');
}
