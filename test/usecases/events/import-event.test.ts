/** Importing a large event: its batches, its progress, and functions that die. */
import { beforeEach, describe, expect, it } from 'vitest';
import { ROWS_PER_BATCH } from '../../../lib/domain/limits.ts';
import { importEvent } from '../../../lib/usecases/events/import-event.ts';
import { openUseCases, START, type UseCases } from '../open-use-cases.ts';
import { countCalls, failAfterNext, failAlways } from '../ports.ts';
import { bucketsOf, publish, standing } from '../sales.ts';
import { journalOf, LEASE_MS, runJobs } from './jobs.ts';

/** 50 areas of five buckets: a batch for each area, of which 20 are remembered at a time. */
const LARGE = {
  sections: Array.from({ length: 50 }, (_, i) => standing(201, `area-${i}`)),
};
const BATCHES = 50;
const NOTHING = { finished: 0, unfinished: 0, failed: 0 };

let useCases: UseCases;
let eventId: string;
beforeEach(async () => {
  useCases = await openUseCases();
  eventId = await publish(useCases, LARGE);
});

const stateOf = async () => (await useCases.store.readEvent(eventId))?.event.state;
/** Runs the schedule until it has begun this many batches. */
const runFor = (batches: number) => {
  let left = batches;
  // The schedule itself reads the time first.
  return runJobs(useCases, () => (left-- >= 0 ? 1 : 0));
};
const lease = (leaseOf: string) => useCases.edits.lease(eventId, { now: useCases.now, leaseOf });

describe('an import', () => {
  it('writes all places, and then publishes the event with one entry by the system', async () => {
    const batches = countCalls(useCases.eventImports, 'writePlaces');
    expect(await runJobs(useCases)).toEqual({ ...NOTHING, finished: 1 });
    expect(batches.calls).toBe(BATCHES);
    expect(await bucketsOf(useCases, eventId)).toHaveLength(250);
    expect(await stateOf()).toBe('published');
    expect((await useCases.store.readJournal(eventId)).at(-1)).toMatchObject({
      action: 'event.published',
      actor: 'system',
      requestId: 'finish-1',
      from: 'preparing',
      to: 'published',
      position: 1,
    });
    expect(await runJobs(useCases)).toEqual(NOTHING);
  });

  it('does not publish the event and returns its lease when its time ends, and the next run continues', async () => {
    expect(await runFor(10)).toEqual({ ...NOTHING, unfinished: 1 });
    expect(await stateOf()).toBe('preparing');
    const batches = countCalls(useCases.eventImports, 'writePlaces');
    expect(await runJobs(useCases)).toEqual({ ...NOTHING, finished: 1 });
    // The job had not recorded its first batches yet, so they are written again.
    expect(batches.calls).toBe(BATCHES);
  });

  it('continues after the last twenty batches that it recorded', async () => {
    await runFor(30);
    const batches = countCalls(useCases.eventImports, 'writePlaces');
    await runJobs(useCases);
    expect(batches.calls).toBe(BATCHES - 20);
    expect(await bucketsOf(useCases, eventId)).toHaveLength(250);
  });

  it('starts again if another version divided the places differently', async () => {
    await runFor(30);
    const leased = await lease('mine');
    if (leased?.job.does !== 'prepare') throw new Error('there is no import');
    const job = { ...leased.job, progress: { done: 20, of: BATCHES + 1 } };
    const batches = countCalls(useCases.eventImports, 'writePlaces');
    const call = { now: useCases.now, requestId: 'finish-1' };
    expect(await importEvent(useCases, call, { ...leased, job }, () => 1)).toBe(true);
    expect(batches.calls).toBe(BATCHES);
  });

  it('does not repeat a finished last part', async () => {
    failAlways(useCases.eventImports, 'publish', new Error('crash'));
    await runJobs(useCases);
    const leased = await useCases.edits.lease(eventId, { now: START + LEASE_MS, leaseOf: 'next' });
    expect(leased?.job).toMatchObject({ progress: { done: BATCHES, of: BATCHES } });
  });

  it('whose function dies after a batch is continued when its lease has run out', async () => {
    failAfterNext(useCases.eventImports, 'writePlaces', new Error('crash'));
    expect(await runJobs(useCases)).toEqual({ ...NOTHING, failed: 1 });
    useCases.now += LEASE_MS - 1;
    expect(await runJobs(useCases)).toEqual(NOTHING);
    useCases.now += 1;
    expect(await runJobs(useCases)).toEqual({ ...NOTHING, finished: 1 });
    expect(await bucketsOf(useCases, eventId)).toHaveLength(250);
  });

  it('that another function has finished meanwhile is a failed job, and changes nothing', async () => {
    const leased = await lease('mine');
    if (leased?.job.does !== 'prepare') throw new Error('there is no import');
    useCases.now += LEASE_MS;
    await runJobs(useCases);
    const call = { now: useCases.now, requestId: 'late' };
    const late = importEvent(useCases, call, { ...leased, job: leased.job }, () => 1);
    await expect(late).rejects.toThrow(/not in state preparing/);
    expect(await journalOf(useCases, eventId)).toEqual(['event.announced', 'event.published']);
  });

  it('writes batches that fit into one transaction', async () => {
    const sizes: number[] = [];
    const { writePlaces } = useCases.eventImports;
    useCases.eventImports.writePlaces = async (id, batch) => {
      sizes.push(batch.seats.length + batch.buckets.length);
      return writePlaces(id, batch);
    };
    await runJobs(useCases);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(ROWS_PER_BATCH);
  });
});
