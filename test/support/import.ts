/** Events that are too large to be published in one request, and the scheduled job that imports them. */
import type { NewEvent } from '../../lib/contract/events/requests.ts';
import type { Event } from '../../lib/contract/events/responses.ts';
import { type JobsReport, runEventJobs } from '../../lib/usecases/events/run-event-jobs.ts';
import { newEvent, type Person, type World } from './world.ts';

export const SMALL_SECTIONS = 20;
export const STANDING_PLACES = 10_001;
export const SEAT_COUNT = 2 * SMALL_SECTIONS + 60;
/** The import takes one batch for each small section, three for the large one, and nine for the area. */
export const BATCH_COUNT = SMALL_SECTIONS + 3 + 9;

/** 10,001 standing places, a section of 60 seats, and 20 sections of two. */
export const largeEvent = (changes: Partial<NewEvent> = {}): Partial<NewEvent> =>
  newEvent({
    sections: [
      { id: 'standing', name: 'Standing', kind: 'area', price: 3_000, capacity: STANDING_PLACES },
      {
        id: 'large',
        name: 'Large',
        kind: 'seated',
        price: 9_000,
        rows: ['A', 'B', 'C'].map(row => ({ row, count: 20 })),
      },
      ...Array.from({ length: SMALL_SECTIONS }, (_, i) => ({
        id: `s${i}`,
        name: `Section ${i}`,
        kind: 'seated' as const,
        price: 5_000,
        rows: [{ row: 'A', count: 2 }],
      })),
    ],
    ...changes,
  });

export async function publishLargeEvent(world: World, changes: Partial<NewEvent> = {}): Promise<Event> {
  const as: Person = await world.person('organizer');
  const { status, body } = await world.invoke<Event>('publish-event', { as, body: largeEvent(changes) });
  if (status !== 202) throw new Error(`publishing a large event answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

let runs = 0;
/** Runs the scheduled event jobs once, each time under another request id. */
export function runJobs(world: World, timeLeft: () => number = () => 1): Promise<JobsReport> {
  runs += 1;
  return runEventJobs(world.service.dependencies, world.call(`event-jobs-${runs}`), timeLeft);
}
