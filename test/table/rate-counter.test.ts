/** The sliding window, compared with a model that keeps every call. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLACES_PER_HOLD_MAX, RATE_QUOTA_MAX } from '../../lib/domain/limits.ts';
import type { Counted, RateSubject } from '../../lib/ports/rate-counter.ts';
import { createRateCounter } from '../../lib/table/accounts/rate-counter.ts';
import { rateKey } from '../../lib/table/keys.ts';
import { readRow } from '../../lib/table/queries.ts';
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

describe('places', () => {
  const window = (amount: number, register = 'p') => ({ register, quota: 10, windowSeconds: 300, amount });
  const take = async (of: RateSubject, amount: number, now = START) =>
    (await rates.countWindows(of, [window(amount)], now)).is;

  it('are counted exactly if 50 calls for 3 come at once: three calls pass, and then one place is left', async () => {
    const of = newSubject();
    const answers = await Promise.all(Array.from({ length: 50 }, () => take(of, 3)));
    expect(answers.filter(is => is === 'counted')).toHaveLength(3);
    expect([await take(of, 2), await take(of, 1), await take(of, 1)]).toEqual(['full', 'counted', 'full']);
  });

  it('leave the window together with their call, not before', async () => {
    const of = newSubject();
    await take(of, 6);
    await take(of, 4, START + 1_000);
    expect(await take(of, 6, START + 299_999)).toBe('full');
    expect(await take(of, 7, START + 300_000)).toBe('full');
    expect(await take(of, 6, START + 300_000)).toBe('counted');
  });

  it('count in none of two windows if one of them is full', async () => {
    const of = newSubject();
    const both = (amount: number) => rates.countWindows(of, [window(amount), window(1, 'c')], START);
    await take(of, 9);
    expect((await both(2)).is).toBe('full');
    expect(await both(1)).toMatchObject({ is: 'counted', times: [Array(10).fill(START), [START]] });
  });

  it('are given back although other calls have counted since, and only once', async () => {
    const of = newSubject();
    await take(of, 3, START);
    await take(of, 4, START + 1);
    await take(of, 2, START + 2);
    await rates.giveBack(of, [window(4)], START + 1);
    await rates.giveBack(of, [window(4)], START + 1);
    expect(await rates.countWindows(of, [window(5)], START + 3)).toEqual({
      is: 'counted',
      times: [[...Array(5).fill(START + 3), ...Array(2).fill(START + 2), ...Array(3).fill(START)]],
    });
  });

  it('are given back while 20 other calls count', async () => {
    const of = newSubject();
    await take(of, 3);
    const answers = await Promise.all([
      ...Array.from({ length: 10 }, (_, i) => take(of, 1, START + 1 + i)),
      rates.giveBack(of, [window(3)], START).then(() => 'given' as const),
      ...Array.from({ length: 10 }, (_, i) => take(of, 1, START + 20 + i)),
    ]);
    expect(answers.filter(is => is === 'counted').length).toBeGreaterThanOrEqual(7);
    expect(await take(of, 1, START + 99)).toBe(
      answers.filter(is => is === 'counted').length === 10 ? 'full' : 'counted',
    );
  });

  it.each([
    ['an address', [window(1, 'c'), window(40)].map(own => ({ ...own, quota: 60 }))],
    [
      'a customer with the largest quotas that share a row',
      [
        { ...window(1, 'c'), quota: 5 },
        { ...window(1, 'x'), quota: 5 },
        { ...window(35), quota: 40 },
        { ...window(35, 'e0123abx'), quota: 35 },
      ],
    ],
    ['places with the largest quota', [{ ...window(PLACES_PER_HOLD_MAX), quota: RATE_QUOTA_MAX }]],
  ])('of %s fit into one request, which DynamoDB accepts', async (_whose, windows) => {
    const of = newSubject();
    expect((await rates.countWindows(of, windows, START)).is).toBe('counted');
    await rates.giveBack(of, windows, START);
    const { is, times } = (await rates.countWindows(of, windows, START)) as { is: string; times: number[][] };
    expect([is, times.map(({ length }) => length)]).toEqual(['counted', windows.map(({ amount }) => amount)]);
  });

  it('of past events are removed from the row before it grows', async () => {
    const of = newSubject();
    const names: number[] = [];
    for (let i = 0; i < 8; i++) {
      const now = START + i * 7_200_000;
      await rates.countWindows(of, [window(1, `e${String(i).padStart(6, '0')}x`), window(1, 'c')], now);
      const row = await readRow(world.table, rateKey(of.name, of.subject));
      names.push(Object.keys(row ?? {}).filter(name => /^e\d{6}x0$/.test(name)).length);
    }
    // The row had three past registers, and then one update removed all of them.
    expect(names).toEqual([1, 2, 3, 1, 2, 3, 1, 2]);
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
