/** The right to publish an event: in the organization that the request names, or in the caller's own one. */
import { ownOrganizationOf, rolesWith } from '../../domain/organization.ts';
import { Refusal } from '../../domain/refusals.ts';
import type { Caller, CallerCall } from '../../ports/calls.ts';
import type { OrganizationStore } from '../../ports/organizations.ts';
import { organizationsOf } from './organizations-of-caller.ts';
import { mayDo } from './require-right.ts';

interface PublisherDependencies {
  organizations: Pick<OrganizationStore, 'readMember' | 'listMembers'>;
}

/** Returns the organization to which the new event belongs. An absent organization is answered like one of others (P10). */
export async function requirePublisher(
  dependencies: PublisherDependencies,
  { caller }: CallerCall,
  named: string | undefined,
): Promise<string> {
  if (named === undefined && caller.role === 'customer') throw await refusalOfCustomer(dependencies, caller);
  const organizationId = named ?? ownOrganizationOf(caller.userId);
  if (await mayDo(dependencies, organizationId, caller, 'edit-events')) return organizationId;
  throw new Refusal('organization-role-required', { roles: [...rolesWith('edit-events')] });
}

/** A customer has no own organization, so a customer who may publish in another one has to name it. */
async function refusalOfCustomer(dependencies: PublisherDependencies, caller: Caller): Promise<Refusal> {
  const others = await organizationsOf(dependencies, caller, 'edit-events');
  if (others.length === 0) return new Refusal('forbidden', { role: 'organizer' });
  const message = 'is required, because the caller has no own organization';
  return new Refusal('validation-failed', { errors: [{ path: 'body.organizationId', message }] });
}
