/** The countdown of a hold. */
import { describe, expect, it } from 'vitest';
import { passedMark, timeLeft } from '../../../web/features/hold/time-left.ts';

describe('the time left', () => {
  it.each([
    [300_000, { minutes: 5, seconds: 0, total: 300 }],
    [299_001, { minutes: 5, seconds: 0, total: 300 }],
    [61_000, { minutes: 1, seconds: 1, total: 61 }],
    [1, { minutes: 0, seconds: 1, total: 1 }],
    [0, { minutes: 0, seconds: 0, total: 0 }],
    [-5_000, { minutes: 0, seconds: 0, total: 0 }],
  ])('of %i ms is %j', (ms, left) => {
    expect(timeLeft(1_000_000 + ms, 1_000_000)).toEqual(left);
  });

  it('is read out once at 60 and at 20 seconds, also if a tick was late', () => {
    expect(passedMark(61, 60)).toBe(60);
    expect(passedMark(60, 59)).toBeUndefined();
    expect(passedMark(65, 57)).toBe(60);
    expect(passedMark(65, 12)).toBe(20);
    expect(passedMark(21, 20)).toBe(20);
    expect(passedMark(25, 0)).toBeUndefined();
  });
});
