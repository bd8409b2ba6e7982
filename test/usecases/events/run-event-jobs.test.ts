/** The schedule that runs the unfinished jobs of all events. */
import { beforeEach, describe, expect, it } from 'vitest';
import { busy, refuse } from '../../../lib/domain/refusals.ts';
import { MINUTE, openUseCases, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { answerNext, beforeNext, failAlways } from '../ports.ts';
import { publish, standing } from '../sales.ts';
import { edited, hurry, runJobs } from './jobs.ts';

/** 50 areas of five buckets: a batch for each area, of which 20 are remembered at a time. */
const LARGE = {
  sections: Array.from({ length: 50 }, (_, i) => standing(201, `area-${i}`)),
};
const NOTHING = { finished: 0, unfinished: 0, failed: 0 };

let useCases: UseCases;
let eventId: string;
beforeEach(async () => {
  useCases = await openUseCases();
  eventId = await publish(useCases, LARGE);
});

const lease = (leaseOf: string) => useCases.edits.lease(eventId, { now: useCases.now, leaseOf });

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

  it('runs the other jobs if the lease of one is busy, and counts that one as unfinished', async () => {
    useCases.now += SECOND;
    await publish(useCases, LARGE);
    beforeNext(useCases.edits, 'lease', async () => {
      throw busy();
    });
    expect(await runJobs(useCases)).toEqual({ ...NOTHING, finished: 1, unfinished: 1 });
    expect(await runJobs(useCases)).toEqual({ ...NOTHING, finished: 1 });
  });

  it('runs the other jobs if one cannot be read: it used to stop at a job of a later version, after a rollback', async () => {
    useCases.now += SECOND;
    const other = await publish(useCases, LARGE);
    beforeNext(useCases.edits, 'lease', async () => {
      throw new Error('the row is malformed: work.edit.end is not one of closed, open, cancelled, deleted');
    });
    expect(await runJobs(useCases)).toEqual({ ...NOTHING, finished: 1, failed: 1 });
    expect(useCases.counted).toEqual(['EventWorkFailed']);
    expect(useCases.lines).toMatchObject([{ message: 'a job on an event failed', eventId }]);
    expect((await useCases.store.readEvent(other))?.event.state).toBe('published');
  });

  it('returns the lease of a job when the table is busy, and the next run continues at once', async () => {
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

  it('counts a refusal that is not `busy` as a failed job, because no caller can be told', async () => {
    failAlways(useCases.eventImports, 'remember', refuse('event-not-found'));
    expect(await runJobs(useCases)).toEqual({ ...NOTHING, failed: 1 });
    expect(useCases.counted).toEqual(['EventWorkFailed']);
  });

  it('runs edits and imports', async () => {
    const small = await publish(useCases);
    hurry(useCases, 1);
    await edited(useCases, small, { blockSeats: ['a/A-1'] });
    expect(await runJobs(useCases)).toEqual({ ...NOTHING, finished: 2 });
  });
});
