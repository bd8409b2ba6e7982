/** The representation of organizations, members and invitations in responses: pure projections. */
import type { Account } from '../../domain/account.ts';
import type { Invitation as StoredInvitation } from '../../domain/invitation.ts';
import type {
  MemberRole,
  Member as StoredMember,
  Organization as StoredOrganization,
} from '../../domain/organization.ts';
import { timestamp } from '../presenter-parts.ts';
import type { Invitation, Member, Organization } from './responses.ts';

export const organizationAnswer = (
  { id, name, description, contactEmail, createdAt }: StoredOrganization,
  role: MemberRole | undefined,
): Organization => ({
  id,
  ...(name !== undefined && { name }),
  ...(description !== undefined && { description }),
  ...(contactEmail !== undefined && { contactEmail }),
  ...(role !== undefined && { role }),
  createdAt: timestamp(createdAt),
});

/** A member with the facts of the account. Members see the names of each other, and only owners the addresses. */
export const memberAnswer = (
  { userId, role, joinedAt }: StoredMember,
  account: Account | undefined,
  { withAddress }: { withAddress: boolean },
): Member => ({
  userId,
  role,
  name: account?.name ?? '',
  ...(withAddress && account && { email: account.email }),
  joinedAt: timestamp(joinedAt),
});

export const invitationAnswer = ({
  id,
  email = '',
  role,
  invitedBy,
  createdAt,
  expiresAt,
}: StoredInvitation): Invitation => ({
  id,
  email,
  role,
  invitedBy,
  createdAt: timestamp(createdAt),
  expiresAt: timestamp(expiresAt),
});
