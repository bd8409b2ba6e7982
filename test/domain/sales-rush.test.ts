import { expect, it } from 'vitest';
import { RUSH_AFTER_OPENING_MS, RUSH_SEATS, RUSH_WINDOW_MS } from '../../lib/domain/limits.ts';
import type { Seat } from '../../lib/domain/model.ts';
import { isRush } from '../../lib/domain/sales-rush.ts';

const NOW = Date.UTC(2030, 0, 1);
const seats = (count: number, changedAt: number): Seat[] =>
  Array.from({ length: count }, (_, i) => ({ seatId: `a/${i}`, status: 'held', changedAt }));

it('a rush lasts a minute after sales have opened', () => {
  const at = (now: number) => isRush({ salesOpenAt: NOW }, [], now);
  expect([at(NOW), at(NOW + RUSH_AFTER_OPENING_MS - 1), at(NOW + RUSH_AFTER_OPENING_MS)]).toEqual([true, true, false]);
});

it('many seats that have just changed are a rush', () => {
  const recent = NOW - RUSH_WINDOW_MS + 1;
  expect(isRush({}, seats(RUSH_SEATS, recent), NOW)).toBe(true);
  expect(isRush({}, seats(RUSH_SEATS - 1, recent), NOW)).toBe(false);
  expect(isRush({}, seats(RUSH_SEATS, recent - 1), NOW)).toBe(false);
});
