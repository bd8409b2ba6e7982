/** Changes the name or the description of an organization. */
import { organizationAnswer } from '../../contract/organizations/presenter.ts';
import type { OrganizationChanges } from '../../contract/organizations/requests.ts';
import type { Organization } from '../../contract/organizations/responses.ts';
import type { Organization as StoredOrganization } from '../../domain/organization.ts';
import type { CallerCall } from '../../ports/calls.ts';
import { type ChangeDependencies, changeOrganization } from './change-organization.ts';
import { memberIn, requireManager } from './organization-state.ts';

export function editOrganization(
  dependencies: ChangeDependencies,
  call: CallerCall,
  organizationId: string,
  changes: OrganizationChanges,
): Promise<Organization> {
  return changeOrganization(dependencies, call, organizationId, (state, caller) => {
    const { isMember } = requireManager(state, caller);
    const organization = editedOrganization(state.organization, changes);
    const result = organizationAnswer(organization, memberIn(state, caller.userId)?.role);
    const { name, description } = state.organization;
    if (organization.name === name && organization.description === description) return { result };
    const entry = { action: 'organization.renamed', to: 'changed' } as const;
    return { result, change: { organization, needsAdmin: !isMember, entry } };
  });
}

function editedOrganization(
  before: StoredOrganization,
  { name, description }: OrganizationChanges,
): StoredOrganization {
  const { description: described, ...rest } = before;
  const next = description === undefined ? described : description;
  return { ...rest, ...(name !== undefined && { name }), ...(typeof next === 'string' && { description: next }) };
}
