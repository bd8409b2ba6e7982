/**
 * Fills a test stage with demonstration data: accounts, and events on sale. It is safe to repeat, also concurrently, because
 * e-mail addresses and names of events are unique. It records what is done; the health route waits for these records.
 */
import type { Account } from '../../domain/account.ts';
import { placesInAll } from '../../domain/event-rules.ts';
import { ownOrganizationOf } from '../../domain/organization.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { eventDraftOf } from '../../usecases/events/event-requests.ts';
import { publishNamedEvent } from '../../usecases/events/publish-event.ts';
import { editOrganization } from '../../usecases/organizations/edit-organization.ts';
import { SEEDED } from '../../usecases/read-health.ts';
import { seedAccounts } from './accounts.ts';
import { type DemoEvent, demoEvents } from './demo-events.ts';
import type { SecretPasswords } from './demo-passwords.ts';

export interface SeedReport {
  eventsAdded: number;
  placesAdded: number;
}

export const DEMO_ORGANIZATION = 'Holdfast Demo Events';
const EVENTS_AT_ONCE = 2;

/** Adds what is missing at `now` (epoch ms). Calls `onEvent` before each event, with the number of all missing places. */
export async function seed(
  dependencies: Dependencies,
  now: number,
  onEvent: (title: string, placesTotal: number) => void,
  secret?: SecretPasswords,
): Promise<SeedReport> {
  const organizer = await seedAccounts(dependencies, now, secret);
  await nameOrganization(dependencies, organizer, now);
  await dependencies.store.takeUniqueName(SEEDED.accounts);
  const missing = await missingOf(dependencies, demoEvents(now));
  const placesTotal = missing.reduce((sum, { event }) => sum + placesInAll(eventDraftOf(event)), 0);
  const report: SeedReport = { eventsAdded: 0, placesAdded: 0 };
  const workers = Array.from({ length: EVENTS_AT_ONCE }, async () => {
    for (let next = missing.shift(); next; next = missing.shift()) {
      onEvent(next.event.title, placesTotal);
      if (!(await publishDemo(dependencies, organizer, next, now))) continue;
      report.eventsAdded += 1;
      report.placesAdded += placesInAll(eventDraftOf(next.event));
    }
  });
  await Promise.all(workers);
  await dependencies.store.takeUniqueName(SEEDED['demo-data']);
  return report;
}

/**
 * Gives the organization of the organizer a name, which receipts show as the seller. Does nothing if the organization was changed before,
 * or if the account is no organizer any more.
 */
async function nameOrganization(dependencies: Dependencies, { id, role }: Account, now: number): Promise<void> {
  const organizationId = ownOrganizationOf(id);
  const [changed] = await dependencies.organizations.readOrganizations([organizationId]);
  if (changed || role !== 'organizer') return;
  const call = { now, requestId: 'seed', caller: { userId: id, role } };
  await editOrganization(dependencies, call, organizationId, { name: DEMO_ORGANIZATION });
}

/** Publishing would notice existing events as well, but only after writing every seat. */
async function missingOf({ store }: Dependencies, events: DemoEvent[]): Promise<DemoEvent[]> {
  const taken = await Promise.all(events.map(({ name }) => store.hasUniqueName(name)));
  return events.filter((_, i) => !taken[i]);
}

function publishDemo(dependencies: Dependencies, { id, role }: Account, { name, event }: DemoEvent, now: number) {
  return publishNamedEvent(dependencies, { now, requestId: 'seed', caller: { userId: id, role } }, event, name);
}
