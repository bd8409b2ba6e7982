/** The rows of organizations: their own, their members and their invitations. */
import type { Invitation } from '../../domain/invitation.ts';
import { FORMER_MEMBER_DAYS } from '../../domain/limits.ts';
import { founderOf, MEMBER_ROLES, type Member, type Organization } from '../../domain/organization.ts';
import { DAY_MS } from '../../domain/time.ts';
import {
  epochSeconds,
  invitationKey,
  invitedIndexKey,
  memberKey,
  membershipKey,
  nameIn,
  organizationKey,
  PREFIX,
} from '../keys.ts';
import { number, object, oneOf, optional, parseRow, text } from '../row-parsers.ts';
import type { Row } from '../transact.ts';

export const organizationRow = ({ id, ...organization }: Organization): Row => ({
  ...organizationKey(id),
  ...organization,
});

const organization = object<Omit<Organization, 'id'>>({
  name: optional(text),
  description: optional(text),
  contactEmail: optional(text),
  createdAt: number,
  version: number,
});

export const organizationOf = (row: Row): Organization => ({
  id: nameIn(row.pk, PREFIX.organization),
  ...parseRow(row, organization),
});

export const memberRow = (row: Member): Row => {
  const { organizationId, userId, ...member } = row;
  return { ...memberKey(organizationId, userId), ...member, ...lifetimeOf(row) };
};

/** The row by which the organizations of a user are found. */
export const membershipRow = (member: Member): Row => ({
  ...membershipKey(member.userId, member.organizationId),
  ...lifetimeOf(member),
});

/** A former member is like none, so the row may go. Without a row the founder would be the owner again. */
const lifetimeOf = ({ organizationId, userId, removedAt }: Member): { ttl?: number } =>
  removedAt === undefined || userId === founderOf(organizationId)
    ? {}
    : { ttl: epochSeconds(removedAt + FORMER_MEMBER_DAYS * DAY_MS) };

const member = object<Omit<Member, 'organizationId' | 'userId'>>({
  role: oneOf(MEMBER_ROLES),
  joinedAt: number,
  removedAt: optional(number),
});

export const memberOf = (row: Row): Member => ({
  organizationId: nameIn(row.pk, PREFIX.organization),
  userId: nameIn(row.sk, PREFIX.member),
  ...parseRow(row, member),
});

/** The id in the row by which the organizations of a user are found. */
export const organizationIdIn = (row: Row): string => nameIn(row.sk, PREFIX.organization);

export const invitationRow = ({ id, organizationId, ...invitation }: Invitation): Row => ({
  ...invitationKey(organizationId, id),
  ...(invitation.email !== undefined && invitedIndexKey(invitation.email, invitation.createdAt, id)),
  ...invitation,
  ttl: epochSeconds(invitation.expiresAt),
});

const invitation = object<Omit<Invitation, 'id' | 'organizationId'>>({
  email: optional(text),
  role: oneOf(MEMBER_ROLES),
  tokenHash: text,
  invitedBy: text,
  createdAt: number,
  expiresAt: number,
  withdrawnAt: optional(number),
  acceptedAt: optional(number),
  acceptedBy: optional(text),
});

export const invitationOf = (row: Row): Invitation => ({
  id: nameIn(row.sk, PREFIX.invitation),
  organizationId: nameIn(row.pk, PREFIX.organization),
  ...parseRow(row, invitation),
});
