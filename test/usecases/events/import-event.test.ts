/** Importing a large event, and the schedule that runs the unfinished jobs of all events. */
import { beforeEach, describe, expect, it } from 'vitest';
import { ROWS_PER_BATCH } from '../../../lib/domain/limits.ts';
import { busy } from '../../../lib/domain/refusals.ts';
import { importEvent } from '../../../lib/usecases/events/import-event.ts';
import { MINUTE, openUseCases, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { answerNext, countCalls, failAfterNext, failAlways } from '../ports.ts';
import { bucketsOf, publish, standing } from '../sales.ts';
import { edited, hurry, journalOf, LEASE_MS, runJobs } from './jobs.ts';

/** 50 areas of five buckets: a batch for each area, of which 20 are remembered at a time. */
const LARGE = {
  sections: Array.from({ length: 50 }, (_, i) => ({ ...standing(201), id: `area-${i}` })),
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
/** Runs the schedule until so many batches were begun. */
const runFor = (batches: number) => {
  let left = batches;
  // The first look is that of the schedule itself.
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

  it('publishes nothing and gives its lease back when its time ends, and the next run continues', async () => {
    expect(await runFor(10)).toEqual({ ...NOTHING, unfinished: 1 });
    expect(await stateOf()).toBe('preparing');
    const batches = countCalls(useCases.eventImports, 'writePlaces');
    expect(await runJobs(useCases)).toEqual({ ...NOTHING, finished: 1 });
    // It had not remembered its first batches yet, so they are written again.
    expect(batches.calls).toBe(BATCHES);
  });

  it('continues after the last twenty batches that it remembered', async () => {
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

  it('writes batches that a transaction takes', async () => {
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

describe('the schedule', () => {
  it('runs the oldest job first, and starts none when its time is over', async () => {
    useCases.now += SECOND;
    const younger = await publish(useCases, LARGE);
    expect(await runJobs(useCases, () => 0)).toEqual(NOTHING);
    const run: string[] = [];
    const { publish: publishImport } = useCases.eventImports;
    useCases.eventImports.publish = async (leased, ...others) => {
      run.push(leased.eventId);
      return publishImport(leased, ...others);
    };
    expect(await runJobs(useCases)).toEqual({ ...NOTHING, finished: 2 });
    expect(run).toEqual([eventId, younger]);
  });

  it('includes a job of a function whose clock is ahead by less than a minute', async () => {
    useCases.now = START - MINUTE + 1;
    expect(await runJobs(useCases)).toEqual({ ...NOTHING, finished: 1 });
  });

  it('leaves a job that another function has leased, without counting it', async () => {
    await lease('other');
    expect(await runJobs(useCases)).toEqual(NOTHING);
  });

  it('gives the lease of a job back when the table is busy, and the next run continues at once', async () => {
    const { remember } = useCases.eventImports;
    failAlways(useCases.eventImports, 'remember', busy());
    expect(await runJobs(useCases)).toEqual({ ...NOTHING, unfinished: 1 });
    expect(useCases.counted).toEqual([]);
    expect(useCases.lines).toEqual([]);
    useCases.eventImports.remember = remember;
    expect(await runJobs(useCases)).toEqual({ ...NOTHING, finished: 1 });
  });

  it('counts and logs a failed job, and runs the others', async () => {
    useCases.now += SECOND;
    const other = await publish(useCases, LARGE);
    const facts = await useCases.store.readEvent(eventId);
    answerNext(useCases.store, 'readEvent', facts && { ...facts, event: { ...facts.event, state: 'published' } });
    expect(await runJobs(useCases)).toEqual({ ...NOTHING, finished: 1, failed: 1 });
    expect(useCases.counted).toEqual(['EventWorkFailed']);
    expect(useCases.lines).toEqual([
      { level: 'error', message: 'a job on an event failed', eventId, error: expect.any(Error) },
    ]);
    expect((await useCases.store.readEvent(other))?.event.state).toBe('published');
  });

  it('runs edits and imports', async () => {
    const small = await publish(useCases);
    hurry(useCases, 1);
    await edited(useCases, small, { blockSeats: ['a/A-1'] });
    expect(await runJobs(useCases)).toEqual({ ...NOTHING, finished: 2 });
  });
});
