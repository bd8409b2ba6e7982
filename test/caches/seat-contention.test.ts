/** Seats that a function found taken: it reads them for a moment before it tries to hold them. */
import { expect, it } from 'vitest';
import { createSeatContention } from '../../lib/caches/seat-contention.ts';
import { SEAT_REMEMBERED_MS } from '../../lib/domain/limits.ts';
import type { Obstacles } from '../../lib/ports/store.ts';

const HELD: Obstacles = { is: 'taken', conflicts: [{ seatId: 'a/1', reason: 'held', until: 10_000 }] };

it('remembers a seat that was taken for a moment, and no other seat', async () => {
  const reads: number[] = [];
  let time = 1_000;
  const store = {
    readObstacles: async (_eventId: string, _seatIds: string[], now: number) => {
      reads.push(now);
      return HELD;
    },
  };
  const contention = createSeatContention(store, () => time);
  expect(await contention.trackHold('e', ['a/1'], async () => HELD)).toBe(HELD);
  await contention.trackHold('e', ['a/2'], async () => ({ is: 'placed' }));
  expect(contention.waitForCompetingHolds('e', ['a/2'], 1)).toBeUndefined();
  expect(contention.waitForCompetingHolds('f', ['a/1'], 1)).toBeUndefined();
  expect(reads).toEqual([]);
  expect(await contention.waitForCompetingHolds('e', ['a/1', 'a/3'], 7)).toBe(HELD);
  expect(reads).toEqual([7]);
  time += SEAT_REMEMBERED_MS + 1;
  expect(contention.waitForCompetingHolds('e', ['a/1'], 8)).toBeUndefined();
});
