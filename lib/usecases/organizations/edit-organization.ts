/** Changes the name, the description or the contact address of an organization. */
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
    if (CHANGEABLE.every(field => organization[field] === state.organization[field])) return { result };
    const entry = { action: 'organization.renamed', to: 'changed' } as const;
    return { result, change: { organization, needsAdmin: !isMember, entry } };
  });
}

const CHANGEABLE = ['name', 'description', 'contactEmail'] as const;

function editedOrganization(before: StoredOrganization, changes: OrganizationChanges): StoredOrganization {
  const edited = { ...before };
  for (const field of CHANGEABLE) {
    const value = changes[field];
    if (value === null) delete edited[field];
    else if (value !== undefined) edited[field] = value;
  }
  return edited;
}
