/** Makes people members of organizations, by the rows themselves. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Member, type MemberRole, ownOrganizationOf } from '../../lib/domain/organization.ts';
import { memberRow, membershipRow } from '../../lib/table/accounts/organization-rows.ts';
import { tableNameOf } from '../../lib/table/table.ts';
import type { Person, World } from './world.ts';

/** Gives a person a role in the organization with which this organizer began. */
export async function join(world: World, organizer: Person, person: Person, role: MemberRole): Promise<Person> {
  await putMember(world, { ...membershipOf(organizer, person), role, joinedAt: world.now });
  return person;
}

/** Ends the membership of a person. */
export const leave = (world: World, organizer: Person, person: Person): Promise<void> =>
  putMember(world, { ...membershipOf(organizer, person), role: 'owner', joinedAt: 0, removedAt: world.now });

const membershipOf = (organizer: Person, { userId }: Person) => ({
  organizationId: ownOrganizationOf(organizer.userId),
  userId,
});

async function putMember({ table }: World, member: Member): Promise<void> {
  for (const row of [memberRow(member), membershipRow(member)]) {
    await table.documents.send(new PutCommand({ TableName: tableNameOf(table, row), Item: row }));
  }
}
