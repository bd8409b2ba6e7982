/**
 * Competing holds on the same seats in one process: they wait, share one read, and never use the clock of another call.
 */
import { describe, expect, it } from 'vitest';
import { createSeatContention } from '../../lib/caches/seat-contention.ts';
import { SEAT_REMEMBERED_MS } from '../../lib/domain/limits.ts';
import type { Obstacles, PlaceHoldOutcome } from '../../lib/ports/store.ts';

const DEADLINE = 10_000;
const HELD: Obstacles = { is: 'taken', conflicts: [{ seatId: 'a/1', reason: 'held', until: DEADLINE }] };

function createContention() {
  const reads: number[] = [];
  let time = 1_000;
  const store = {
    readObstacles: async (_eventId: string, _seatIds: string[], now: number) => {
      reads.push(now);
      return now < DEADLINE ? HELD : undefined;
    },
  };
  const contention = createSeatContention(store, () => time);
  const placing = Promise.withResolvers<PlaceHoldOutcome>();
  return {
    contention,
    reads,
    placing,
    pass: (ms: number) => {
      time += ms;
    },
  };
}

describe('competing holds in one process', () => {
  it('wait for the hold in progress, and share one read of its seats', async () => {
    const { contention, reads, placing } = createContention();
    const first = contention.trackHold('e', ['a/1'], () => placing.promise);
    const others = Promise.all([1, 2, 3].map(now => contention.waitForCompetingHolds('e', ['a/1'], now)));
    expect(reads).toEqual([]);
    placing.resolve(HELD);
    expect(await first).toBe(HELD);
    expect(await others).toEqual([HELD, HELD, HELD]);
    expect(reads).toHaveLength(1);
  });

  it('start one after the other when the first finds no hold in progress', async () => {
    const { contention, placing } = createContention();
    const started: string[] = [];
    const place = (name: string) => {
      const waiting = contention.waitForCompetingHolds('e', ['a/1'], 1);
      if (waiting) return waiting;
      started.push(name);
      return contention.trackHold('e', ['a/1'], () => placing.promise);
    };
    const all = ['one', 'two', 'three'].map(place);
    placing.resolve(HELD);
    expect(await Promise.all(all)).toEqual([HELD, HELD, HELD]);
    expect(started).toEqual(['one']);
  });

  it('are not refused by the clock of another call that began before the deadline', async () => {
    const { contention, placing } = createContention();
    const first = contention.trackHold('e', ['a/1'], () => placing.promise);
    const early = contention.waitForCompetingHolds('e', ['a/1'], DEADLINE - 2);
    const late = contention.waitForCompetingHolds('e', ['a/1'], DEADLINE);
    placing.resolve(HELD);
    await first;
    // Both get no conflict and try; the conditions of their writes decide.
    expect(await Promise.all([early, late])).toEqual([undefined, undefined]);
  });

  it('may all try when the hold in progress failed', async () => {
    const { contention, reads, placing } = createContention();
    const first = contention.trackHold('e', ['a/1'], () => placing.promise);
    const other = contention.waitForCompetingHolds('e', ['a/1'], DEADLINE);
    placing.reject(new Error('lost'));
    await expect(first).rejects.toThrow('lost');
    expect(await other).toBeUndefined();
    expect(reads).toEqual([DEADLINE]);
    expect(await contention.waitForCompetingHolds('e', ['a/1'], DEADLINE)).toBeUndefined();
  });

  it('cache the conflict of a lost seat for a short time, and of no other seat', async () => {
    const { contention, reads, pass } = createContention();
    await contention.trackHold('e', ['a/1'], async () => HELD);
    await contention.trackHold('e', ['a/2'], async () => ({ is: 'placed' }));
    expect(await contention.waitForCompetingHolds('e', ['a/2'], 1)).toBeUndefined();
    expect(await contention.waitForCompetingHolds('f', ['a/1'], 1)).toBeUndefined();
    expect(reads).toEqual([]);
    expect(await contention.waitForCompetingHolds('e', ['a/1', 'a/3'], 1)).toBe(HELD);
    pass(SEAT_REMEMBERED_MS + 1);
    expect(await contention.waitForCompetingHolds('e', ['a/1'], 1)).toBeUndefined();
    expect(reads).toHaveLength(1);
  });
});
