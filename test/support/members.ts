/** Makes people members of organizations, by the rows themselves. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type MemberRole, ownOrganizationOf } from '../../lib/domain/organization.ts';
import { memberRow } from '../../lib/table/accounts/organization-rows.ts';
import type { Person, World } from './world.ts';

/** Gives a person a role in the organization with which this organizer began. */
export async function join(
  { now, table }: World,
  organizer: Person,
  person: Person,
  role: MemberRole,
): Promise<Person> {
  const organizationId = ownOrganizationOf(organizer.userId);
  const row = memberRow({ organizationId, userId: person.userId, role, joinedAt: now });
  await table.documents.send(new PutCommand({ TableName: table.name, Item: row }));
  return person;
}

/** Ends the membership of a person, as a removal does: the row is gone, or says so. */
export async function leave({ now, table }: World, organizer: Person, { userId }: Person): Promise<void> {
  const organizationId = ownOrganizationOf(organizer.userId);
  const row = memberRow({ organizationId, userId, role: 'owner', joinedAt: now, removedAt: now });
  await table.documents.send(new PutCommand({ TableName: table.name, Item: row }));
}
