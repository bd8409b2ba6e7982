/** Reads an organization, for its members and administrators. */
import { organizationAnswer } from '../../contract/organizations/presenter.ts';
import type { Organization } from '../../contract/organizations/responses.ts';
import type { CallerCall } from '../../ports/calls.ts';
import { readVisible, type StateDependencies } from './organization-state.ts';

export async function readOrganization(
  dependencies: StateDependencies,
  call: CallerCall,
  organizationId: string,
): Promise<Organization> {
  const { organization, role } = await readVisible(dependencies, call, organizationId);
  return organizationAnswer(organization, role);
}
