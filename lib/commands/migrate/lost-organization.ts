/**
 * Finds the organization of an event whose row does not name it. Functions of earlier versions do not know organizations: when they
 * edit an event, its row loses the attribute, and the event would belong to the own organization of its organizer. The row in the
 * list of its organization stays.
 */
import type { Event } from '../../domain/model.ts';
import { ownOrganizationOf } from '../../domain/organization.ts';
import { createOrganizationStore } from '../../table/accounts/organizations.ts';
import { organizationEventKey } from '../../table/keys.ts';
import { readRow } from '../../table/queries.ts';
import { repeatWhileBusy } from '../shared/paced-reads.ts';
import type { MigrationContext } from './migration.ts';

/** Returns the organization that lists the event; the organizer's own one if no other does. */
export async function organizationOfEvent(
  { table, pace }: Pick<MigrationContext, 'table' | 'pace'>,
  event: Event,
): Promise<string> {
  const own = ownOrganizationOf(event.organizerId);
  // Former memberships too: the events of an organization stay when the person who published them leaves it.
  const { listMembers } = createOrganizationStore(table);
  const members = await repeatWhileBusy(table, () => listMembers(event.organizerId));
  await pace(1 + members.length);
  for (const { organizationId } of members) {
    if (organizationId === own) continue;
    const listed = await repeatWhileBusy(table, () =>
      readRow(table, organizationEventKey({ ...event, organizationId })),
    );
    await pace(1);
    if (listed) return organizationId;
  }
  return own;
}
