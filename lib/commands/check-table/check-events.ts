/** Recounts every event of a table against the promises, as `GET /v1/events/{eventId}/integrity` does, without the API. */
import { cacheEvents } from '../../caches/event-cache.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { VIOLATIONS_LISTED_MAX } from '../../domain/limits.ts';
import { Refusal } from '../../domain/refusals.ts';
import { createIntegrityReader } from '../../table/journal/integrity.ts';
import { DATE_PARTITION, eventKey, INDEXES, nameIn } from '../../table/keys.ts';
import { createStore } from '../../table/store.ts';
import type { Table } from '../../table/table.ts';
import { checkIntegrity, type IntegrityDependencies } from '../../usecases/administration/check-integrity.ts';
import { sayable } from '../shared/aws-errors.ts';
import type { Pace } from '../shared/pace.ts';
import { queryPages } from '../shared/patient-reads.ts';

export interface EventsChecked {
  events: number;
  /** Sentences: which event, and what is wrong with it. */
  wrong: string[];
  /** Of some event no more was told, though more may be wrong. */
  isCut?: true;
}

export async function checkEvents(table: Table, pace: Pace, now: number): Promise<EventsChecked> {
  const store = createStore(table);
  const dependencies: IntegrityDependencies = {
    store,
    events: cacheEvents(store, table.clock.stopwatch),
    integrity: createIntegrityReader(table),
    // The command prints what it finds, so no metric is needed.
    metrics: { count: () => undefined },
  };
  const caller = { userId: 'operator', role: 'admin' as const };
  const report: EventsChecked = { events: 0, wrong: [] };
  for (const eventId of await eventIds(table, pace)) {
    const call = { now, requestId: 'check-table', caller };
    report.events += 1;
    try {
      const { violations } = await checkIntegrity(dependencies, call, eventId);
      for (const { kind, detail } of violations) report.wrong.push(`${eventId}: ${kind}: ${detail}`);
      if (violations.length >= VIOLATIONS_LISTED_MAX) report.isCut = true;
    } catch (error) {
      report.wrong.push(`${eventId}: ${sentenceFor(error)}`);
    }
  }
  return report;
}

/** What is spoilt of one event keeps none of the others from being checked; what nobody can read ends it all. */
function sentenceFor(error: unknown): string {
  if (error instanceof Refusal && error.code === 'event-not-found') return 'it is listed, and is not there';
  if (!(error instanceof Refusal) && sayable(error) instanceof UsageError) throw error;
  return `cannot be checked: ${(error as Error).message}`;
}

/** All that people may find, past ones with them. */
async function eventIds(table: Table, pace: Pace): Promise<string[]> {
  const rows = await queryPages(table, pace, {
    IndexName: 'byDate' satisfies keyof typeof INDEXES,
    KeyConditionExpression: `${INDEXES.byDate.partitionKey} = :events`,
    ExpressionAttributeValues: { ':events': DATE_PARTITION },
  });
  return rows.map(({ pk }) => nameIn(pk, eventKey('').pk));
}

/** The whole of it in one line. */
export function sentenceOf({ events, wrong, isCut }: EventsChecked): string {
  const found = `${isCut ? 'at least ' : ''}${wrong.length} things are wrong`;
  return `${events} events checked: ${wrong.length === 0 ? 'all keep their promises' : found}.`;
}
