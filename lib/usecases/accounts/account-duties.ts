/** The duties of an account that keep it from being deleted: events and members that would be left without an owner. */
import type { Account } from '../../domain/account.ts';
import { EVENT_DAYS_MAX } from '../../domain/limits.ts';
import { ownOrganizationOf } from '../../domain/organization.ts';
import { Refusal } from '../../domain/refusals.ts';
import { DAY_MS } from '../../domain/time.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

export type DutyDependencies = Pick<Dependencies, 'store'>;

/**
 * Refuses the deletion of the last owner of an organization that still has coming events. This is read before the deletion, so an
 * event that is published at the same moment is not seen: an administrator then looks after it.
 */
export async function requireNoDuties({ store }: DutyDependencies, account: Account, now: number): Promise<void> {
  if (account.role === 'customer') return;
  const organizationId = ownOrganizationOf(account.id);
  if (await hasComingEvents(store, organizationId, now)) {
    throw new Refusal('account-is-needed', { for: 'events', organizationId });
  }
}

const EVENTS_AT_ONCE = 100;

/** Whether an organization has an event that has not ended and was not cancelled. */
async function hasComingEvents({ listEvents }: Dependencies['store'], organizationId: string, now: number) {
  const search = {
    from: now - EVENT_DAYS_MAX * DAY_MS,
    endsAfter: now,
    sales: { states: ['upcoming', 'open', 'closed'] as const, now },
  };
  for (let after: string | undefined; ; ) {
    const { items, next } = await listEvents(search, { limit: EVENTS_AT_ONCE, ...(after !== undefined && { after }) });
    if (items.some(({ event }) => event.organizationId === organizationId)) return true;
    if (next === undefined) return false;
    after = next;
  }
}
