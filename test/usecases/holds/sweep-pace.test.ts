/** The pace of the sweep: it leaves most of the database to sales, and still expires all holds within a stated time. */
import { describe, expect, test } from 'vitest';
import { MINUTE_MS } from '../../../lib/domain/time.ts';
import { type SweepDependencies, type SweepReport, sweepLapsed } from '../../../lib/usecases/holds/sweep-lapsed.ts';
import { createVirtualTime } from '../../support/virtual-time.ts';

/** The time that a sweep has of its function's 60 s. */
const SWEEP_MS = 55_000;
const MINUTE = 29_900_000;

/** A store of holds that have lapsed in one minute, whose requests take this long (ms). `endHold` may be slower or fail. */
function lapsedHolds(count: number, { requestMs = 10, endHold = async () => undefined as unknown } = {}) {
  const time = createVirtualTime();
  /** The deadlines, spread evenly over the minute. */
  const lapsesAt = (i: number): number => MINUTE * MINUTE_MS + Math.floor((i * MINUTE_MS) / count);
  const ended = new Set<string>();
  let sweptBefore = MINUTE;
  let reads = 0;
  let [inFlight, inFlightMax, busyMs] = [0, 0, 0];
  const request = async <Result>(does: () => Promise<Result> | Result): Promise<Result> => {
    const began = time.now();
    inFlight += 1;
    inFlightMax = Math.max(inFlightMax, inFlight);
    await time.sleep(requestMs);
    const result = await Promise.resolve(does()).finally(() => {
      inFlight -= 1;
      busyMs += time.now() - began;
    });
    return result;
  };
  const store = {
    readSweptBefore: async () => sweptBefore,
    recordSweptBefore: async (minute: number) => {
      sweptBefore = Math.max(sweptBefore, minute);
    },
    readLapsed: async (minute: number, shard: number) =>
      minute !== MINUTE
        ? []
        : Array.from({ length: count }, (_, i) => ({ claimId: String(i), expiresAt: lapsesAt(i) })).filter(
            (_, i) => i % 8 === shard,
          ),
    readClaim: (id: string) => {
      reads += 1;
      return request(() => ({
        id,
        status: ended.has(id) ? 'expired' : 'active',
        expiresAt: lapsesAt(Number(id)),
        history: [],
      }));
    },
    endHold: ({ id }: { id: string }) =>
      request(async () => {
        await endHold();
        ended.add(id);
        return { is: 'done' };
      }),
    remindOfLapse: async () => undefined,
  };
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const dependencies = {
    store,
    metrics: { count: () => undefined },
    log: silent,
    pause: time.sleep,
    stopwatch: time.now,
    clockSkew: { isOutside: () => false },
  } as unknown as SweepDependencies;
  return {
    time,
    sweep(): Promise<SweepReport> {
      const until = time.now() + SWEEP_MS;
      const call = { now: (MINUTE + 3) * MINUTE_MS, requestId: 'sweep' };
      return time.run(() => sweepLapsed(dependencies, call, () => until - time.now()));
    },
    ended: () => ended.size,
    sweptBefore: () => sweptBefore,
    reads: () => reads,
    inFlightMax: () => inFlightMax,
    /** The mean number of requests in flight until now. */
    load: () => busyMs / time.now(),
  };
}

describe('a sweep of a mass lapse', () => {
  test('has at most four requests in flight, and two in the mean', async () => {
    const holds = lapsedHolds(1_000);
    expect(await holds.sweep()).toMatchObject({ expired: 1_000, failed: 0 });
    expect(holds.inFlightMax()).toBe(4);
    expect(holds.load()).toBeGreaterThan(1.9);
    expect(holds.load()).toBeLessThan(2.1);
  });

  test('rests longer if conflicts or throttling make an expiry slow', async () => {
    const holds = lapsedHolds(40, { endHold: () => holds.time.sleep(1_000) });
    await holds.sweep();
    expect(holds.ended()).toBe(40);
    // Ten rounds of a read, a slow transaction and a rest three times as long; the last rest is part of it.
    expect(holds.time.now()).toBe(10 * 4 * 1_020);
  });

  test('expires at most 200 holds a second on a database that answers at once', async () => {
    const holds = lapsedHolds(1_000, { requestMs: 0 });
    expect(await holds.sweep()).toMatchObject({ expired: 1_000 });
    expect(holds.time.now()).toBe(5_000);
  });

  test('expires 5,000 holds each minute: 25,000 that lapsed in one minute are expired by five sweeps', async () => {
    const holds = lapsedHolds(25_000);
    for (let sweeps = 1; sweeps <= 5; sweeps++) {
      const began = holds.time.now();
      await holds.sweep();
      expect(holds.time.now() - began).toBeLessThan(SWEEP_MS + 100);
      expect(holds.ended()).toBeGreaterThanOrEqual(5_000 * sweeps);
    }
    expect(holds.sweptBefore()).toBe(MINUTE + 2);
  });

  test('resumes within the minute in which it ran out of time, and reads none of its holds twice', async () => {
    const holds = lapsedHolds(8_000);
    expect(await holds.sweep()).toMatchObject({ minutes: 0, failed: 0 });
    expect(holds.sweptBefore()).toBeGreaterThan(MINUTE);
    expect(holds.sweptBefore()).toBeLessThan(MINUTE + 1);
    expect(await holds.sweep()).toMatchObject({ minutes: 4 });
    expect(holds.ended()).toBe(8_000);
    expect(holds.reads()).toBe(8_000);
  });

  test('counts a hold that stays busy as failed, rests, and goes on with the others', async () => {
    let calls = 0;
    const holds = lapsedHolds(8, {
      async endHold() {
        calls += 1;
        if (calls === 1) throw new Error('busy');
      },
    });
    expect(await holds.sweep()).toMatchObject({ expired: 7, failed: 1, unreminded: 0 });
  });
});
