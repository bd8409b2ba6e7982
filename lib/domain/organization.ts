/** Organizations, to which events belong, and the rights of their members on events. */
import type { Role } from './account.ts';

/** The roles of members. `finance` only reads. */
export const MEMBER_ROLES = ['owner', 'editor', 'box-office', 'finance', 'door-staff', 'supervisor'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

export interface Member {
  organizationId: string;
  userId: string;
  role: MemberRole;
  /** Epoch ms. */
  joinedAt: number;
  /**
   * Epoch ms; present if the member was removed or has left. The row of the founder stays, because without one the founder is
   * the owner.
   */
  removedAt?: number;
}

/** The organization itself. Of one without a row, only the id and the founder are known. */
export interface Organization {
  id: string;
  /** Absent until a member gives it one. */
  name?: string;
  description?: string;
  /** Answers to mails about its events go to this address. Only members see it here; buyers see it in their mails. */
  contactEmail?: string;
  /** Epoch ms. */
  createdAt: number;
  /**
   * Counts the changes of the organization, its members and its invitations. Each change is conditional on it, and its journal
   * entry has this position. 0: there is no row.
   */
  version: number;
}

/** The roles that have each right on the events of their organization. */
const ROLES_WITH = {
  'edit-events': ['owner', 'editor'],
  'read-bookings': ['owner', 'editor', 'box-office', 'finance', 'supervisor'],
  'export-bookings': ['owner', 'editor', 'finance'],
  'cancel-bookings': ['owner', 'editor', 'box-office'],
  'read-sales': ['owner', 'editor', 'box-office', 'finance'],
  /** Writes to all customers of an event. */
  'send-messages': ['owner', 'editor'],
  'read-drafts': MEMBER_ROLES,
  /** Scans tickets, and reads what a device at the door needs. */
  'check-in': ['owner', 'editor', 'box-office', 'door-staff', 'supervisor'],
  /** Admits a person without regard to earlier scans, and without a code. */
  readmit: ['owner', 'supervisor'],
  'read-check-ins': ['owner', 'editor', 'box-office', 'finance', 'supervisor'],
  'manage-members': ['owner'],
} as const satisfies Record<string, readonly MemberRole[]>;
export type Right = keyof typeof ROLES_WITH;
export const RIGHTS = Object.keys(ROLES_WITH) as Right[];

export const rolesWith = (right: Right): readonly MemberRole[] => ROLES_WITH[right];
export const hasRight = (role: MemberRole, right: Right): boolean => rolesWith(right).includes(role);

/** The organization with which an organizer starts. It has the unguessable part of the organizer's id, so it needs no row. */
export const ownOrganizationOf = (userId: string): string => `org_${userId.slice('usr_'.length)}`;

/** Whether an id, such as that of a journal's subject, is of an organization. */
export const isOrganizationId = (id: string): boolean => id.startsWith('org_');

/** The user whose own organization it is. */
export const founderOf = (organizationId: string): string => `usr_${organizationId.slice('org_'.length)}`;

/** Whether the row is of a member now, and not of a former one. */
export const isCurrent = ({ removedAt }: Member): boolean => removedAt === undefined;

/**
 * The role of a user in an organization, from the row of the member if there is one. Without a row, the founder is the owner
 * while the account may organize events.
 */
export function memberRoleOf(
  organizationId: string,
  { userId, role }: { userId: string; role: Role },
  member: Member | undefined,
): MemberRole | undefined {
  if (member) return isCurrent(member) ? member.role : undefined;
  return role !== 'customer' && ownOrganizationOf(userId) === organizationId ? 'owner' : undefined;
}
