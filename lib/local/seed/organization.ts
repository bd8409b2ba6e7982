/** Names the organization of the demonstration organizer, so that its receipts have a seller. */
import type { Account } from '../../domain/account.ts';
import { ownOrganizationOf } from '../../domain/organization.ts';
import type { ChangeDependencies } from '../../usecases/organizations/change-organization.ts';
import { editOrganization } from '../../usecases/organizations/edit-organization.ts';

export const DEMO_ORGANIZATION = 'Holdfast Demonstration';

/** Sets the name once. A name that a person has given stays. */
export async function nameOrganization(
  dependencies: ChangeDependencies,
  { id: userId, role }: Account,
  now: number,
): Promise<void> {
  const id = ownOrganizationOf(userId);
  const [stored] = await dependencies.organizations.readOrganizations([id]);
  if (stored?.name !== undefined) return;
  const call = { now, requestId: 'seed', caller: { userId, role } };
  await editOrganization(dependencies, call, id, { name: DEMO_ORGANIZATION });
}
