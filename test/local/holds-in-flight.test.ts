/** Requests of one process that want the same seat: the others wait for the first, and read once for all. */
import { describe, expect, it } from 'vitest';
import { createSeatContention } from '../../lib/caches/seat-contention.ts';
import { waitForHoldsInFlight } from '../../lib/local/holds-in-flight.ts';
import type { Obstacles, PlaceHoldOutcome } from '../../lib/ports/store.ts';

const DEADLINE = 10_000;
const HELD: Obstacles = { is: 'taken', conflicts: [{ seatId: 'a/1', reason: 'held', until: DEADLINE }] };

/** A seat that is held until DEADLINE, and a hold that is placed when the test says so. */
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
  it('wait for the hold in flight, and read once for all who want the same seats', async () => {
    const { contention, reads, placing } = openContention();
    const first = contention.trackHold('e', ['a/1'], () => placing.promise);
    const others = Promise.all([1, 2, 3].map(now => contention.waitForCompetingHolds('e', ['a/1'], now)));
    expect(reads).toEqual([]);
    placing.resolve(HELD);
    expect(await first).toBe(HELD);
    expect(await others).toEqual([HELD, HELD, HELD]);
    expect(reads).toHaveLength(1);
  });

  it('begin at once if no hold is in flight, so that only the first begins', async () => {
    const { contention, placing } = openContention();
    const begun: string[] = [];
    const request = (name: string) => {
      const competing = contention.waitForCompetingHolds('e', ['a/1'], 1);
      if (competing) return competing;
      begun.push(name);
      return contention.trackHold('e', ['a/1'], () => placing.promise);
    };
    const all = ['one', 'two', 'three'].map(request);
    placing.resolve(HELD);
    expect(await Promise.all(all)).toEqual([HELD, HELD, HELD]);
    expect(begun).toEqual(['one']);
  });

  it('are not refused by the time of another request that came before the deadline', async () => {
    const { contention, placing } = openContention();
    const first = contention.trackHold('e', ['a/1'], () => placing.promise);
    const early = contention.waitForCompetingHolds('e', ['a/1'], DEADLINE - 2);
    const late = contention.waitForCompetingHolds('e', ['a/1'], DEADLINE);
    placing.resolve(HELD);
    await first;
    // Both are told that nothing stands in the way, and both try; the conditions of their writes decide.
    expect(await Promise.all([early, late])).toEqual([undefined, undefined]);
  });

  it('all try if the hold in flight fails', async () => {
    const { contention, reads, placing } = openContention();
    const first = contention.trackHold('e', ['a/1'], () => placing.promise);
    const other = contention.waitForCompetingHolds('e', ['a/1'], DEADLINE);
    placing.reject(new Error('lost'));
    await expect(first).rejects.toThrow('lost');
    expect(await other).toBeUndefined();
    expect(reads).toEqual([DEADLINE]);
    expect(contention.waitForCompetingHolds('e', ['a/1'], DEADLINE)).toBeUndefined();
  });

  it('read a seat that was taken a moment ago, as without the waiting', async () => {
    const { contention, reads } = openContention();
    await contention.trackHold('e', ['a/1'], async () => HELD);
    expect(await contention.waitForCompetingHolds('e', ['a/1'], 7)).toBe(HELD);
    expect(reads).toEqual([7]);
  });
});
