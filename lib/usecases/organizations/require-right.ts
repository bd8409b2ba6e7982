/** The rights to an event: members of its organization have those of their role, every admin has all (P10). */
import type { EventFacts, EventSummary } from '../../domain/model.ts';
import { hasRight, memberRoleOf, type Right, rolesWith } from '../../domain/organization.ts';
import { Refusal, refuse } from '../../domain/refusals.ts';
import type { Caller, CallerCall } from '../../ports/calls.ts';
import type { OrganizationStore } from '../../ports/organizations.ts';

interface RightsDependencies {
  organizations: Pick<OrganizationStore, 'readMember'>;
}

/** Returns the event if the caller has the right to it. Events are public, so `not-your-event` discloses nothing. */
export async function requireRight<Facts extends EventFacts | EventSummary>(
  dependencies: RightsDependencies,
  facts: Facts | undefined,
  { caller }: CallerCall,
  right: Right,
): Promise<Facts> {
  if (!facts) throw refuse('event-not-found');
  if (await mayDo(dependencies, facts.event.organizationId, caller, right)) return facts;
  throw new Refusal('not-your-event', { roles: [...rolesWith(right)] });
}

/** Whether the caller has a right on all events of an organization. */
export async function mayDo(
  { organizations }: RightsDependencies,
  organizationId: string,
  caller: Caller,
  right: Right,
): Promise<boolean> {
  if (caller.role === 'admin') return true;
  const member = await organizations.readMember(organizationId, caller.userId);
  const role = memberRoleOf(organizationId, caller, member);
  return role !== undefined && hasRight(role, right);
}
