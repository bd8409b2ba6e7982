/** One pass of a migration over all events: each step on each event. */
import { UsageError } from '../../cli/usage-error.ts';
import { Refusal } from '../../domain/refusals.ts';
import { SECOND_MS } from '../../domain/time.ts';
import { type MigrationProgress, saveProgress } from '../../table/table-format.ts';
import { asUsageError } from '../shared/aws-errors.ts';
import { type ListedEvent, listEventsByStart, listEventsWithJobs } from '../shared/list-events.ts';
import { repeatWhileBusy } from '../shared/paced-reads.ts';
import { deletedEventsWithBookings } from './deleted-events.ts';
import type { MigrationContext, MigrationRun } from './migration.ts';

export interface Pass {
  /** `overtaken`: another run has finished the migration meanwhile. */
  is: 'ended' | 'stopped' | 'overtaken';
  /** The number of events, and of those that are done. */
  events: number;
  done: number;
  progress: MigrationProgress;
  /** The events that could not be migrated, with the reasons. */
  failed: Map<string, unknown>;
}

/** The position is stored after each event that was changed, and at least after this many events. */
const EVENTS_BETWEEN_NOTES = 25;

export async function goOverEvents(
  context: MigrationContext,
  run: MigrationRun,
  from: MigrationProgress,
): Promise<Pass> {
  const events = await allEvents(context);
  const waiting = events.filter(({ position }) => from.after === undefined || position > from.after);
  const pass: Pass = {
    is: 'ended',
    events: events.length,
    done: events.length - waiting.length,
    progress: from,
    failed: new Map(),
  };
  const busy: string[] = [];
  run.show(pass.done, pass.events);
  for (const { eventId, position } of waiting) {
    if (run.stopping.aborted) return { ...pass, is: 'stopped' };
    const changed = await takeSteps(context, run, pass, eventId);
    if (changed === undefined) busy.push(eventId);
    pass.progress = { ...pass.progress, after: position };
    pass.done += 1;
    run.show(pass.done, pass.events);
    const isDue = changed !== 0 || pass.done % EVENTS_BETWEEN_NOTES === 0;
    if (isDue && !(await save(context, pass))) return { ...pass, is: 'overtaken' };
  }
  await retryBusy(context, run, pass, busy);
  return run.stopping.aborted ? { ...pass, is: 'stopped' } : pass;
}

const save = ({ table }: MigrationContext, { progress }: Pass): Promise<boolean> =>
  repeatWhileBusy(table, () => saveProgress(table, progress));

/**
 * Returns the listed events by start, then the events that are being prepared, which no list shows, then the deleted events
 * with bookings. The rows of other deleted events are never read again.
 */
async function allEvents(context: MigrationContext): Promise<ListedEvent[]> {
  const { table, pace } = context;
  // First: an event that is published between the two reads is in both lists, and not in none.
  const withJobs = await listEventsWithJobs(table, pace);
  const events = await listEventsByStart(table, pace);
  const known = new Set(events.map(({ eventId }) => eventId));
  const add = (eventId: string, position: string): void => {
    if (!known.has(eventId)) events.push({ eventId, position: AFTER_LISTED + position });
    known.add(eventId);
  };
  for (const { eventId, position } of withJobs) add(eventId, position);
  for (const eventId of await deletedEventsWithBookings(context, known)) add(eventId, AFTER_LISTED + eventId);
  return events;
}

/** Sorts after every position of the index, which begins with a digit. */
const AFTER_LISTED = '~';

/** Returns the number of changed rows, or undefined if the event is busy. A failure is noted, and the pass goes on. */
async function takeSteps(
  context: MigrationContext,
  { steps }: MigrationRun,
  pass: Pass,
  eventId: string,
): Promise<number | undefined> {
  let sum = 0;
  try {
    for (const { name, run } of steps) {
      const rows = await run(context, eventId);
      sum += rows;
      const { changed, isClean } = pass.progress;
      const counted = rows > 0 ? { ...changed, [name]: (changed[name] ?? 0) + rows } : changed;
      pass.progress = { ...pass.progress, changed: counted, isClean: isClean && rows === 0 };
    }
    return sum;
  } catch (error) {
    if (isBusy(error)) {
      // An earlier step, or a part of this one, may have changed rows.
      pass.progress = { ...pass.progress, isClean: false };
      return undefined;
    }
    // An error that concerns all events stops the command, such as missing credentials.
    if (asUsageError(error) instanceof UsageError) throw error;
    pass.failed.set(eventId, error);
    return sum;
  }
}

const isBusy = (error: unknown): boolean => error instanceof Refusal && error.code === 'busy';

const RETRY_PAUSE_MS = SECOND_MS;
/** Five minutes: longer than the lease of a function that crashed and the run of the schedule that follows. */
const RETRIES_MAX = 300;

/** Retries the events whose jobs were leased by other functions, until these end or give their lease back. */
async function retryBusy(context: MigrationContext, run: MigrationRun, pass: Pass, eventIds: string[]): Promise<void> {
  let busy = eventIds;
  for (let retries = 0; busy.length > 0 && retries < RETRIES_MAX && !run.stopping.aborted; retries++) {
    await context.table.clock.pause(RETRY_PAUSE_MS);
    const left: string[] = [];
    for (const eventId of busy) {
      if ((await takeSteps(context, run, pass, eventId)) === undefined) left.push(eventId);
    }
    busy = left;
  }
  for (const eventId of busy) pass.failed.set(eventId, new UsageError('another function is changing it'));
}
