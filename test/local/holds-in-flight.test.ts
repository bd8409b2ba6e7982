/** Requests of one process for the same seat: the others wait for the first, and then share one read. */
import { describe, expect, it } from 'vitest';
import { createSeatContention } from '../../lib/caches/seat-contention.ts';
import { waitForHoldsInFlight } from '../../lib/local/holds-in-flight.ts';
import type { Obstacles, PlaceHoldOutcome } from '../../lib/ports/store.ts';

const DEADLINE = 10_000;
const HELD: Obstacles = { is: 'taken', conflicts: [{ seatId: 'a/1', reason: 'held', until: DEADLINE }] };

/** A seat that is held until DEADLINE, and a hold that the test completes. */
function openContention() {
  const reads: number[] = [];
  const store = {
    readObstacles: async (_eventId: string, _seatIds: string[], now: number) => {
      reads.push(now);
      return now < DEADLINE ? HELD : undefined;
    },
  };
  const contention = waitForHoldsInFlight(
    createSeatContention(store, () => 1_000),
    store,
  );
  return { contention, reads, placing: Promise.withResolvers<PlaceHoldOutcome>() };
}

describe('requests for a seat that is being held', () => {
  it('wait for the hold in flight, and share one read', async () => {
    const { contention, reads, placing } = openContention();
    const first = contention.trackHold('e', ['a/1'], () => placing.promise);
    const others = Promise.all([1, 2, 3].map(now => contention.waitForCompetingHolds('e', ['a/1'], now)));
    expect(reads).toEqual([]);
    placing.resolve(HELD);
    expect(await first).toBe(HELD);
    expect(await others).toEqual([HELD, HELD, HELD]);
    expect(reads).toHaveLength(1);
  });

  it('start at once if no hold is in flight, so that only the first one starts', async () => {
    const { contention, placing } = openContention();
    const started: string[] = [];
    const request = (name: string) => {
      const competing = contention.waitForCompetingHolds('e', ['a/1'], 1);
      if (competing) return competing;
      started.push(name);
      return contention.trackHold('e', ['a/1'], () => placing.promise);
    };
    const all = ['one', 'two', 'three'].map(request);
    placing.resolve(HELD);
    expect(await Promise.all(all)).toEqual([HELD, HELD, HELD]);
    expect(started).toEqual(['one']);
  });

  it('are not refused after the deadline, even if an earlier request waits since before the deadline', async () => {
    const { contention, placing } = openContention();
    const first = contention.trackHold('e', ['a/1'], () => placing.promise);
    const early = contention.waitForCompetingHolds('e', ['a/1'], DEADLINE - 2);
    const late = contention.waitForCompetingHolds('e', ['a/1'], DEADLINE);
    placing.resolve(HELD);
    await first;
    // Neither gets a conflict, so both try. The conditions of their writes decide.
    expect(await Promise.all([early, late])).toEqual([undefined, undefined]);
  });

  it('all try to hold the seat if the hold in flight fails', async () => {
    const { contention, reads, placing } = openContention();
    const first = contention.trackHold('e', ['a/1'], () => placing.promise);
    const other = contention.waitForCompetingHolds('e', ['a/1'], DEADLINE);
    placing.reject(new Error('lost'));
    await expect(first).rejects.toThrow('lost');
    expect(await other).toBeUndefined();
    expect(reads).toEqual([DEADLINE]);
    expect(contention.waitForCompetingHolds('e', ['a/1'], DEADLINE)).toBeUndefined();
  });

  it('read a seat that was just taken, as the cache alone does', async () => {
    const { contention, reads } = openContention();
    await contention.trackHold('e', ['a/1'], async () => HELD);
    expect(await contention.waitForCompetingHolds('e', ['a/1'], 7)).toBe(HELD);
    expect(reads).toEqual([7]);
  });
});
