/** The port of organizations and their members. */
import type { Member } from '../domain/organization.ts';

export interface OrganizationStore {
  /** Reads consistently, so that a removed member loses every right at once. Undefined if there is no row. */
  readMember(organizationId: string, userId: string): Promise<Member | undefined>;
}
