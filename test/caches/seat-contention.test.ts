/** What a crowd in one process knows of itself: it waits, reads once, and never by a clock that is behind. */
import { describe, expect, it } from 'vitest';
import { createSeatContention } from '../../lib/caches/seat-contention.ts';
import { SEAT_REMEMBERED_MS } from '../../lib/domain/limits.ts';
import type { Obstacles, PlaceHoldOutcome } from '../../lib/ports/store.ts';

const DEADLINE = 10_000;
const HELD: Obstacles = { is: 'taken', conflicts: [{ seatId: 'a/1', reason: 'held', until: DEADLINE }] };

function crowdAtHeldSeat() {
  const readings: number[] = [];
  let time = 1_000;
  const store = {
    readObstacles: async (_eventId: string, _seatIds: string[], now: number) => {
      readings.push(now);
      return now < DEADLINE ? HELD : undefined;
    },
  };
  const crowd = createSeatContention(store, () => time);
  const placing = Promise.withResolvers<PlaceHoldOutcome>();
  return {
    crowd,
    readings,
    placing,
    pass: (ms: number) => {
      time += ms;
    },
  };
}

describe('a crowd', () => {
  it('waits for whoever is placing, and reads once for all who ask for the same seats', async () => {
    const { crowd, readings, placing } = crowdAtHeldSeat();
    const first = crowd.trackHold('e', ['a/1'], () => placing.promise);
    const others = Promise.all([1, 2, 3].map(now => crowd.waitForCompetingHolds('e', ['a/1'], now)));
    expect(readings).toEqual([]);
    placing.resolve(HELD);
    expect(await first).toBe(HELD);
    expect(await others).toEqual([HELD, HELD, HELD]);
    expect(readings).toHaveLength(1);
  });

  it('lets nobody come between who is told at once that nobody is ahead, and begins at once', async () => {
    const { crowd, placing } = crowdAtHeldSeat();
    const begun: string[] = [];
    const come = (name: string) => {
      const ahead = crowd.waitForCompetingHolds('e', ['a/1'], 1);
      if (ahead) return ahead;
      begun.push(name);
      return crowd.trackHold('e', ['a/1'], () => placing.promise);
    };
    const all = ['one', 'two', 'three'].map(come);
    placing.resolve(HELD);
    expect(await Promise.all(all)).toEqual([HELD, HELD, HELD]);
    expect(begun).toEqual(['one']);
  });

  it('refuses nobody by the clock of somebody who came before the deadline', async () => {
    const { crowd, placing } = crowdAtHeldSeat();
    const first = crowd.trackHold('e', ['a/1'], () => placing.promise);
    const early = crowd.waitForCompetingHolds('e', ['a/1'], DEADLINE - 2);
    const late = crowd.waitForCompetingHolds('e', ['a/1'], DEADLINE);
    placing.resolve(HELD);
    await first;
    // MetricDimension that nothing is in the way, both try; what their own conditions say decides.
    expect(await Promise.all([early, late])).toEqual([undefined, undefined]);
  });

  it('lets everybody try when the one who was placing failed', async () => {
    const { crowd, readings, placing } = crowdAtHeldSeat();
    const first = crowd.trackHold('e', ['a/1'], () => placing.promise);
    const other = crowd.waitForCompetingHolds('e', ['a/1'], DEADLINE);
    placing.reject(new Error('lost'));
    await expect(first).rejects.toThrow('lost');
    expect(await other).toBeUndefined();
    expect(readings).toEqual([DEADLINE]);
    expect(await crowd.waitForCompetingHolds('e', ['a/1'], DEADLINE)).toBeUndefined();
  });

  it('remembers a lost seat for a moment, and no other', async () => {
    const { crowd, readings, pass } = crowdAtHeldSeat();
    await crowd.trackHold('e', ['a/1'], async () => HELD);
    await crowd.trackHold('e', ['a/2'], async () => ({ is: 'placed' }));
    expect(await crowd.waitForCompetingHolds('e', ['a/2'], 1)).toBeUndefined();
    expect(await crowd.waitForCompetingHolds('f', ['a/1'], 1)).toBeUndefined();
    expect(readings).toEqual([]);
    expect(await crowd.waitForCompetingHolds('e', ['a/1', 'a/3'], 1)).toBe(HELD);
    pass(SEAT_REMEMBERED_MS + 1);
    expect(await crowd.waitForCompetingHolds('e', ['a/1'], 1)).toBeUndefined();
    expect(readings).toHaveLength(1);
  });
});
