/** The rate counter of the local service, compared with the counter in rows, which is used on AWS. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createProcessRateCounter } from '../../lib/caches/process-rate-counter.ts';
import type { WindowCount } from '../../lib/domain/quota.ts';
import { shareBetweenRequests } from '../../lib/local/concurrent-requests.ts';
import { createRateCounter } from '../../lib/table/accounts/rate-counter.ts';
import { openWorld, START } from '../support/world.ts';

const QUOTA = { quota: 2, windowSeconds: 60 };

it('counts every sequence of calls as the rows in DynamoDB do, also with clocks that differ', async () => {
  const rows = createRateCounter((await openWorld()).table);
  const memory = createProcessRateCounter();
  const calls = fc.array(
    fc.record({
      name: fc.constantFrom('login', 'place-hold'),
      subject: fc.constantFrom('alice', 'bob'),
      pause: fc.integer({ min: -500, max: 4_000 }),
    }),
    { minLength: 1, maxLength: 30 },
  );
  const quotas = fc.record({ quota: fc.integer({ min: 1, max: 6 }), windowSeconds: fc.integer({ min: 1, max: 9 }) });
  let run = 0;
  const check = fc.asyncProperty(quotas, calls, async (quota, sequence) => {
    run += 1;
    let now = START;
    for (const { name, subject, pause } of sequence) {
      now += pause;
      const of = { name, subject: `${subject}-${run}` };
      expect(await memory.count(of, quota, now)).toEqual(await rows.count(of, quota, now));
    }
  });
  await fc.assert(check, { numRuns: 40 });
});

it('counts and gives back several windows of a row as the rows in DynamoDB do, all of them or none', async () => {
  const rows = createRateCounter((await openWorld()).table);
  const memory = createProcessRateCounter();
  const amount = fc.integer({ min: 1, max: 3 });
  const steps = fc.array(
    fc.record({ calls: amount, places: amount, pause: fc.integer({ min: 0, max: 2_000 }), gives: fc.boolean() }),
    { minLength: 1, maxLength: 25 },
  );
  let run = 0;
  const check = fc.asyncProperty(steps, async sequence => {
    run += 1;
    let now = START;
    const of = { name: 'windows', subject: `subject-${run}` };
    const counted: { windows: WindowCount[]; at: number }[] = [];
    for (const { calls, places, pause, gives } of sequence) {
      now += pause;
      const windows = [
        { register: 'c', quota: 4, windowSeconds: 3, amount: calls },
        { register: 'p', quota: 6, windowSeconds: 7, amount: places },
      ];
      const [inMemory, inRows] = [
        await memory.countWindows(of, windows, now),
        await rows.countWindows(of, windows, now),
      ];
      expect(inMemory).toEqual(inRows);
      if (inRows.is === 'counted') counted.push({ windows, at: now });
      // An older count is given back when newer ones have moved it on.
      const given = gives ? counted.splice(Math.floor(counted.length / 2), 1)[0] : undefined;
      if (given) await Promise.all([memory, rows].map(counter => counter.giveBack(of, given.windows, given.at)));
    }
  });
  await fc.assert(check, { numRuns: 60 });
});

it('allows exactly the quota if 50 calls come at once', async () => {
  const rates = createProcessRateCounter();
  const of = { name: 'place-hold', subject: 'alice' };
  const answers = await Promise.all(Array.from({ length: 50 }, () => rates.count(of, QUOTA, START)));
  expect(answers.filter(({ is }) => is === 'counted')).toHaveLength(QUOTA.quota);
  expect(answers.at(-1)).toEqual({ is: 'full', times: [START, START] });
  expect((await rates.count(of, QUOTA, START + 59_999)).is).toBe('full');
  expect((await rates.count(of, QUOTA, START + 60_000)).is).toBe('counted');
});

it('admits the difference when a quota grows, and waits when it shrinks', async () => {
  const rates = createProcessRateCounter();
  const of = { name: 'place-hold', subject: 'alice' };
  const count = async (quota: number) => (await rates.count(of, { quota, windowSeconds: 60 }, START)).is;
  expect([await count(1), await count(1)]).toEqual(['counted', 'full']);
  expect([await count(2), await count(2), await count(1)]).toEqual(['counted', 'full', 'full']);
});

it('is the counter of the local service, which sends no request to count a call', async () => {
  const world = await openWorld();
  const { dependencies } = world.service;
  shareBetweenRequests(dependencies);
  const before = world.faults.requests.length;
  const of = { name: 'place-hold', subject: 'alice' };
  expect((await dependencies.rates.count(of, QUOTA, START)).is).toBe('counted');
  expect(world.faults.requests).toHaveLength(before);
});
