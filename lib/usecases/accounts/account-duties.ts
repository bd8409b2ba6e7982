/** The duties of an account that keep it from being deleted: members and events that would be left without an owner. */
import type { Account } from '../../domain/account.ts';
import { EVENT_DAYS_MAX } from '../../domain/limits.ts';
import { Refusal } from '../../domain/refusals.ts';
import { DAY_MS } from '../../domain/time.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { readState } from '../organizations/organization-state.ts';
import { organizationsOf } from '../organizations/organizations-of-caller.ts';

export type DutyDependencies = Pick<Dependencies, 'store' | 'organizations' | 'accounts'>;

/**
 * Refuses the deletion of the last owner of an organization that has other members or coming events. This is read before the deletion,
 * so a member who joins or an event that is published at the same moment is not seen: an administrator then looks after them.
 */
export async function requireNoDuties(dependencies: DutyDependencies, account: Account, now: number): Promise<void> {
  const memberships = await organizationsOf(dependencies, { userId: account.id, role: account.role });
  const alone: string[] = [];
  for (const { organizationId } of memberships.filter(({ role }) => role === 'owner')) {
    const { members = [] } = (await readState(dependencies, organizationId)) ?? {};
    const others = members.filter(({ userId }) => userId !== account.id);
    if (others.some(({ role }) => role === 'owner')) continue;
    if (others.length > 0) throw new Refusal('account-is-needed', { for: 'members', organizationId });
    alone.push(organizationId);
  }
  const organizationId = await organizationWithComingEvents(dependencies.store, alone, now);
  if (organizationId !== undefined) throw new Refusal('account-is-needed', { for: 'events', organizationId });
}

const EVENTS_AT_ONCE = 100;

/** Finds one of the organizations that has an event which has not ended and was not cancelled. */
async function organizationWithComingEvents(
  { listEvents }: Dependencies['store'],
  organizationIds: string[],
  now: number,
): Promise<string | undefined> {
  if (organizationIds.length === 0) return undefined;
  const search = {
    from: now - EVENT_DAYS_MAX * DAY_MS,
    endsAfter: now,
    sales: { states: ['upcoming', 'open', 'closed'] as const, now },
  };
  for (let after: string | undefined; ; ) {
    const { items, next } = await listEvents(search, { limit: EVENTS_AT_ONCE, ...(after !== undefined && { after }) });
    const found = items.find(({ event }) => organizationIds.includes(event.organizationId));
    if (found || next === undefined) return found?.event.organizationId;
    after = next;
  }
}
