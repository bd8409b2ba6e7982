/** The sliding window, compared with a model that keeps every call. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RATE_QUOTA_MAX } from '../../lib/domain/limits.ts';
import type { Counted } from '../../lib/ports/rate-counter.ts';
import { createRateCounter } from '../../lib/table/accounts/rate-counter.ts';
import { openWorld, START } from '../support/world.ts';

const world = await openWorld();
const rates = createRateCounter(world.table);
let subjects = 0;
const newSubject = (): { name: string; subject: string } => {
  subjects += 1;
  return { name: 'test', subject: `subject-${subjects}` };
};
const timesOf = (counted: Counted): number[] => (counted.is === 'unknown' ? [] : counted.times);

describe('a quota', () => {
  it('lets exactly its number of calls pass in any window, at any times', async () => {
    const steps = fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 1, maxLength: 40 });
    const quotas = fc.record({ quota: fc.integer({ min: 1, max: 6 }), windowSeconds: fc.integer({ min: 1, max: 9 }) });
    const check = fc.asyncProperty(quotas, steps, async (quota, pauses) => {
      const subject = newSubject();
      let now = START;
      let counting: number[] = [];
      for (const pause of pauses) {
        now += pause;
        counting = counting.filter(time => time > now - quota.windowSeconds * 1000);
        const mayPass = counting.length < quota.quota;
        if (mayPass) counting.unshift(now);
        const counted = await rates.count(subject, quota, now);
        expect(counted).toEqual({ is: mayPass ? 'counted' : 'full', times: counting });
      }
    });
    await fc.assert(check, { numRuns: 30 });
  });

  it('is exact for 100 calls at once', async () => {
    const subject = newSubject();
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => rates.count(subject, { quota: 7, windowSeconds: 60 }, START)),
    );
    expect(answers.filter(({ is }) => is === 'counted')).toHaveLength(7);
    // Each response has the number of calls including its own, so no two took the same place.
    const seen = answers.filter(({ is }) => is === 'counted').map(counted => timesOf(counted).length);
    expect(seen.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('can be as large as its maximum, and DynamoDB accepts the expression', async () => {
    const [subject, quota] = [newSubject(), { quota: RATE_QUOTA_MAX, windowSeconds: 60 }];
    for (let i = 0; i < RATE_QUOTA_MAX; i++) {
      expect((await rates.count(subject, quota, START + i)).is).toBe('counted');
    }
    expect((await rates.count(subject, quota, START + RATE_QUOTA_MAX)).is).toBe('full');
    expect((await rates.count(subject, quota, START + 60_000)).is).toBe('counted');
    expect((await rates.count(subject, quota, START + 60_000)).is).toBe('full');
  });

  it('can be changed while calls count: a larger one admits the difference, a smaller one waits', async () => {
    const subject = newSubject();
    const count = (quota: number) => rates.count(subject, { quota, windowSeconds: 60 }, START);
    for (let i = 0; i < 3; i++) expect((await count(3)).is).toBe('counted');
    expect((await count(3)).is).toBe('full');
    expect((await count(5)).is).toBe('counted');
    expect((await count(5)).is).toBe('counted');
    expect((await count(5)).is).toBe('full');
    expect((await count(2)).is).toBe('full');
  });

  it('counts each subject and each name separately', async () => {
    const { subject } = newSubject();
    const quota = { quota: 1, windowSeconds: 60 };
    expect((await rates.count({ name: 'one', subject }, quota, START)).is).toBe('counted');
    expect((await rates.count({ name: 'two', subject }, quota, START)).is).toBe('counted');
    expect((await rates.count({ name: 'one', subject: `${subject}x` }, quota, START)).is).toBe('counted');
    expect((await rates.count({ name: 'one', subject }, quota, START)).is).toBe('full');
  });

  it('lets no more calls pass for a clock that is behind', async () => {
    const subject = newSubject();
    const quota = { quota: 2, windowSeconds: 60 };
    await rates.count(subject, quota, START);
    await rates.count(subject, quota, START - 5_000);
    expect((await rates.count(subject, quota, START + 54_999)).is).toBe('full');
    expect((await rates.count(subject, quota, START - 5_000)).is).toBe('full');
  });
});

describe('a counter', () => {
  it.each(['lost-request', 'request-throttle', 'throttle'] as const)('returns unknown after a %s', async fault => {
    world.faults.injectOnce(fault);
    expect(await rates.count(newSubject(), { quota: 1, windowSeconds: 60 }, START)).toEqual({ is: 'unknown' });
  });

  it('has counted a call whose response was lost', async () => {
    const subject = newSubject();
    world.faults.injectOnce('lost-reply');
    expect((await rates.count(subject, { quota: 1, windowSeconds: 60 }, START)).is).toBe('unknown');
    expect((await rates.count(subject, { quota: 1, windowSeconds: 60 }, START)).is).toBe('full');
  });
});
