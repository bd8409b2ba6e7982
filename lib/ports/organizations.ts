/** The port of organizations, their members and invitations. */
import type { Account, Role } from '../domain/account.ts';
import type { Invitation } from '../domain/invitation.ts';
import type { JournalEntry } from '../domain/journal.ts';
import type { MailRequest } from '../domain/mail.ts';
import type { Member, Organization } from '../domain/organization.ts';

export interface OrganizationStore {
  /** Reads consistently, so that a removed member loses every right at once. Undefined if there is no row. */
  readMember(organizationId: string, userId: string): Promise<Member | undefined>;
  /**
   * Reads all rows of an organization consistently, its own row first: a change that is conditional on its version has seen all
   * the others. Undefined if there is no row. Members include former ones, and invitations those that are over.
   */
  read(organizationId: string): Promise<StoredOrganization | undefined>;
  /** Reads consistently the user's rows as a member, with former memberships, and always the one of the own organization. */
  listMembers(userId: string): Promise<Member[]>;
  /** Lists the invitations that have this address. Those of the last moment may be missing. */
  listInvitationsOf(email: string): Promise<Invitation[]>;
  /** Reads organizations consistently; undefined for one without a row. */
  readOrganizations(organizationIds: string[]): Promise<(Organization | undefined)[]>;
  change(change: OrganizationChange): Promise<ChangeOutcome>;
  /**
   * Writes a withdrawn invitation without a change of its organization, and so without a journal entry. Without effect if the
   * stored invitation has another address, or none.
   */
  withdrawAlone(withdrawn: Invitation, email: string): Promise<void>;
}

export interface StoredOrganization {
  organization: Organization;
  members: Member[];
  invitations: Invitation[];
}

/** A change of an organization. All of it is written, or nothing. */
export interface OrganizationChange {
  /** The organization after the change, with the version that was read: only then is the change written. */
  organization: Organization;
  /** The rows of members and invitations that the change writes. */
  members: Member[];
  invitations: Invitation[];
  entry: JournalEntry;
  mail?: MailRequest;
  /** Accounts that must be as they were read, but for their password. */
  accounts: Pick<Account, 'id' | 'email' | 'role'>[];
  /** The role that a caller must still have who is no member. */
  caller?: { userId: string; role: Role };
}

/** `stale`: the organization or an account was changed since it was read. `not-allowed`: the caller has another role now. */
export type ChangeOutcome = 'done' | 'stale' | 'not-allowed';
