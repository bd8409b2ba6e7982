import { once } from 'node:events';
import { expect, test } from 'vitest';
import { busy } from '../../lib/domain/refusals.ts';
import { createLog } from '../../lib/lambda/observe/log.ts';
import { failureFields } from '../../lib/local/failure-fields.ts';
import { contextOf } from '../../lib/local/functions.ts';
import { startSchedules } from '../../lib/local/schedules.ts';
import { captureOutput } from '../support/captured-output.ts';

/** Counts runs, and gives a promise that resolves at a number of runs. */
function counted(run: (count: number) => Promise<unknown>, everySeconds = 0.001) {
  let count = 0;
  const reached = new Map<number, () => void>();
  return {
    scheduled: {
      name: 'sweep-lapsed',
      trigger: { everySeconds },
      run: async () => {
        count += 1;
        reached.get(count)?.();
        await run(count);
      },
    },
    count: () => count,
    times: (wanted: number) =>
      new Promise<void>(resolve => {
        reached.set(wanted, resolve);
      }),
  };
}

test('a schedule runs soon after the start, and again', async () => {
  const sweep = counted(async () => undefined);
  const schedules = startSchedules([sweep.scheduled], { firstAfterMs: 0, onFailure: () => undefined });
  await sweep.times(3);
  await schedules.stop();
  const count = sweep.count();
  await new Promise(resolve => setImmediate(resolve));
  expect(sweep.count()).toBe(count);
});

test('a run in progress delays the next one, and stopping waits for it', async () => {
  const gate = Promise.withResolvers<void>();
  let running = 0;
  let runningMax = 0;
  let hasStopped = false;
  const sweep = counted(async () => {
    running += 1;
    runningMax = Math.max(runningMax, running);
    await gate.promise;
    running -= 1;
  });
  const first = sweep.times(1);
  const schedules = startSchedules([sweep.scheduled], { firstAfterMs: 0, onFailure: () => undefined });
  await first;
  const stopping = schedules.stop().then(() => {
    hasStopped = true;
  });
  await new Promise(resolve => setImmediate(resolve));
  expect({ hasStopped, runningMax }).toEqual({ hasStopped: false, runningMax: 1 });
  gate.resolve();
  await stopping;
  expect(sweep.count()).toBe(1);
});

test('a stop asks a run in progress to end, and leaves no time to its function', async () => {
  const began = Promise.withResolvers<void>();
  const timesLeft: number[] = [];
  const sweep = {
    name: 'sweep-lapsed',
    trigger: { everySeconds: 60 },
    async run(stopping: AbortSignal) {
      const { getRemainingTimeInMillis } = contextOf('sweep-lapsed', 60_000, stopping);
      timesLeft.push(getRemainingTimeInMillis());
      began.resolve();
      await once(stopping, 'abort');
      timesLeft.push(getRemainingTimeInMillis());
    },
  };
  const schedules = startSchedules([sweep], { firstAfterMs: 0, onFailure: () => undefined });
  await began.promise;
  await schedules.stop();
  expect(timesLeft[0]).toBeGreaterThan(50_000);
  expect(timesLeft[1]).toBe(0);
});

test('a run that throws is reported, and the next one follows', async () => {
  const failures: unknown[] = [];
  const bug = new Error('a bug');
  const sweep = counted(async count => {
    if (count === 1) throw bug;
  });
  const schedules = startSchedules([sweep.scheduled], {
    firstAfterMs: 0,
    onFailure: (name, error) => failures.push([name, error]),
  });
  await sweep.times(2);
  await schedules.stop();
  expect(failures).toEqual([['sweep-lapsed', bug]]);
});

test('a schedule that is not due yet stops at once', async () => {
  const sweep = counted(async () => undefined);
  await startSchedules([sweep.scheduled], { firstAfterMs: 3_600_000, onFailure: () => undefined }).stop();
  expect(sweep.count()).toBe(0);
});

test('a failure while the database is away is one short line: it used to have a stack at each run', () => {
  const lineOf = (error: unknown): string =>
    captureOutput(() =>
      createLog('WARN').error('a schedule failed', { schedule: 'sweep', ...failureFields(error) }),
    ).join('');
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
  const late = Object.assign(new Error('late'), { name: 'TimeoutError' });
  for (const [error, code] of [
    [busy(), 'busy'],
    [refused, 'ECONNREFUSED'],
    [late, 'TimeoutError'],
  ] as const) {
    const line = lineOf(error);
    expect([line.split('\n').length, line.length < 200]).toEqual([2, true]);
    expect(JSON.parse(line)).toMatchObject({ schedule: 'sweep', code });
    expect(line).not.toContain('stack');
  }
  for (const bug of [new TypeError('x is undefined'), undefined, 'text']) {
    expect(JSON.parse(lineOf(bug))).toHaveProperty('error');
  }
});
