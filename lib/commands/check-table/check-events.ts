/** Checks every event of a table against the promises, as `GET /v1/events/{eventId}/integrity` does, without the API. */
import { cacheEvents } from '../../caches/event-cache.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { VIOLATIONS_LISTED_MAX } from '../../domain/limits.ts';
import { Refusal } from '../../domain/refusals.ts';
import { createOrganizationStore } from '../../table/accounts/organizations.ts';
import { createIntegrityReader } from '../../table/journal/integrity.ts';
import { createStore } from '../../table/store.ts';
import type { Table } from '../../table/table.ts';
import { checkIntegrity, type IntegrityDependencies } from '../../usecases/administration/check-integrity.ts';
import { asUsageError } from '../shared/aws-errors.ts';
import { listEventsByStart } from '../shared/list-events.ts';
import type { Pace } from '../shared/pace.ts';

export interface EventsChecked {
  events: number;
  /** One line each: the event, and what is wrong with it. */
  violations: string[];
  /** Present if an event has more violations than are listed. */
  isCut?: true;
}

export async function checkEvents(table: Table, pace: Pace, now: number): Promise<EventsChecked> {
  const store = createStore(table);
  const dependencies: IntegrityDependencies = {
    store,
    events: cacheEvents(store, table.clock.stopwatch),
    integrity: createIntegrityReader(table),
    organizations: createOrganizationStore(table),
    // The command prints what it finds, so no metric is needed.
    metrics: { count: () => undefined },
  };
  const caller = { userId: 'operator', role: 'admin' as const };
  const report: EventsChecked = { events: 0, violations: [] };
  for (const { eventId } of await listEventsByStart(table, pace)) {
    const call = { now, requestId: 'check-table', caller };
    report.events += 1;
    try {
      const { violations } = await checkIntegrity(dependencies, call, eventId);
      for (const { kind, detail } of violations) report.violations.push(`${eventId}: ${kind}: ${detail}`);
      if (violations.length >= VIOLATIONS_LISTED_MAX) report.isCut = true;
    } catch (error) {
      report.violations.push(`${eventId}: ${reasonOf(error)}`);
    }
  }
  return report;
}

/** Damaged data of one event must not stop the check of the others. An error of AWS ends the command. */
function reasonOf(error: unknown): string {
  if (error instanceof Refusal && error.code === 'event-not-found') return 'it is listed, but its row is missing';
  if (!(error instanceof Refusal) && asUsageError(error) instanceof UsageError) throw error;
  return `cannot be checked: ${(error as Error).message}`;
}

export function summaryOf({ events, violations, isCut }: EventsChecked): string {
  const found = `${isCut ? 'at least ' : ''}${violations.length} violations found`;
  return `${events} events checked: ${violations.length === 0 ? 'no violations found' : found}.`;
}
