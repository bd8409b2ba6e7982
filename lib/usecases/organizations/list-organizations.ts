/** Lists the organizations of the caller, oldest first. The own organization of an organizer needs no row. */
import { organizationAnswer } from '../../contract/organizations/presenter.ts';
import type { Organization } from '../../contract/organizations/responses.ts';
import { ownOrganizationOf } from '../../domain/organization.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { pageOf } from '../page-of.ts';
import type { StateDependencies } from './organization-state.ts';
import { organizationsOf } from './organizations-of-caller.ts';

export async function listOrganizations(
  { organizations, accounts }: StateDependencies,
  { caller }: CallerCall,
  page: PageRequest,
): Promise<Page<Organization>> {
  const own = await organizationsOf({ organizations }, caller);
  const stored = await organizations.readOrganizations(own.map(({ organizationId }) => organizationId));
  const withoutRow = stored.some(row => !row) ? await accounts.read(caller.userId) : undefined;
  const all = own.flatMap(({ organizationId, role }, i) => {
    const isFounder = organizationId === ownOrganizationOf(caller.userId);
    const implied = withoutRow && isFounder && { id: organizationId, createdAt: withoutRow.createdAt, version: 0 };
    const organization = stored[i] ?? implied;
    return organization ? [{ organization, role }] : [];
  });
  const { items, ...rest } = pageOf(all, ({ organization: { id, createdAt } }) => ({ id, at: createdAt }), page);
  return { items: items.map(({ organization, role }) => organizationAnswer(organization, role)), ...rest };
}
