/** The arithmetic of amounts at its boundaries: rounding, steps that can be paid, and divisions whose parts sum up. */
import { describe, expect, it } from 'vitest';
import { PRICE_MAX } from '../../../lib/contract/schema-parts.ts';
import { dividedBy, payableStepOf, percentOf, taxIn } from '../../../lib/domain/amounts.ts';

const sum = (parts: number[]) => parts.reduce((total, part) => total + part, 0);

describe('the step of amounts that people pay', () => {
  it.each([
    ['EUR', 1],
    ['JPY', 1],
    ['KWD', 10],
    ['MGA', 100],
  ])('in %s is %i minor units', (currency, step) => {
    expect(payableStepOf(currency)).toBe(step);
  });
});

describe('a percentage of an amount', () => {
  it.each([
    [0, 50, 'EUR', 0],
    [1, 49.99, 'EUR', 0],
    [1, 50, 'EUR', 1],
    [3, 50, 'EUR', 2],
    [999, 0, 'EUR', 0],
    [999, 100, 'EUR', 999],
    [10_000, 0.01, 'EUR', 1],
    [4_999, 0.01, 'EUR', 0],
    [5_000, 0.01, 'EUR', 1],
    [10_000, 33.33, 'EUR', 3_333],
    [10_000, 1.15, 'EUR', 115],
    [1, 50, 'JPY', 1],
    [90, 50, 'KWD', 50],
    [80, 50, 'KWD', 40],
    [1_000, 0.49, 'KWD', 0],
    [1_000, 0.5, 'KWD', 10],
    [4_900, 1, 'MGA', 0],
    [5_000, 1, 'MGA', 100],
    [300, 50, 'MGA', 200],
    // A percentage used to be rounded above its amount, so that a discount took more than the price.
    [6, 90, 'KWD', 6],
    [1_005, 100, 'KWD', 1_005],
    [1_004, 100, 'KWD', 1_004],
    [150, 100, 'MGA', 150],
  ])('%i by %f percent in %s is %i, rounded half up to the step', (amount, percent, currency, expected) => {
    expect(percentOf(amount, percent, currency)).toBe(expected);
  });

  it('is exact for the largest price', () => {
    expect(percentOf(PRICE_MAX, 99.99, 'EUR')).toBe(Number((BigInt(PRICE_MAX) * 9_999n + 5_000n) / 10_000n));
    expect(taxIn(PRICE_MAX, 99.99)).toBe(Number((2n * BigInt(PRICE_MAX) * 9_999n + 19_999n) / 39_998n));
  });
});

describe('the tax in an amount', () => {
  it.each([
    [0, 19, 0],
    [119, 19, 19],
    [100, 19, 16],
    [3, 19, 0],
    [4, 19, 1],
    [1, 100, 1],
    [100, 0, 0],
    [10_770, 7.7, 770],
    [2, 50, 1],
    [105, 5.5, 5],
  ])('of %i at %f percent is %i, rounded half up', (gross, percent, expected) => {
    expect(taxIn(gross, percent)).toBe(expected);
  });
});

describe('a divided amount', () => {
  it.each([
    [0, [5, 5], 'EUR', [0, 0]],
    [10, [5, 5], 'EUR', [5, 5]],
    [1, [1, 1, 1], 'EUR', [0, 1, 0]],
    [100, [100, 100, 100], 'EUR', [33, 34, 33]],
    [2, [1, 0, 1], 'EUR', [1, 0, 1]],
    [30, [1_000, 1_000], 'KWD', [20, 10]],
    [31, [1_000, 1_000], 'KWD', [16, 15]],
    [100, [500, 500], 'MGA', [100, 0]],
    [300, [1_000, 1_000], 'MGA', [200, 100]],
    [0, [], 'EUR', []],
    [0, [0, 0], 'EUR', [0, 0]],
  ])('of %i among %j in %s has the parts %j', (amount, weights, currency, expected) => {
    expect(dividedBy(amount, weights, currency)).toEqual(expected);
  });

  it('sums up exactly, and no part exceeds its weight, up to the largest amounts', () => {
    for (const weights of [
      [PRICE_MAX, PRICE_MAX, PRICE_MAX - 1],
      [1, PRICE_MAX, 1],
      [3, 7, 11, 13, 17],
    ]) {
      for (const share of [0, 0.1, 1 / 3, 0.5, 0.999, 1]) {
        const amount = Math.floor(sum(weights) * share);
        const parts = dividedBy(amount, weights, 'EUR');
        expect(sum(parts)).toBe(amount);
        for (const [i, part] of parts.entries()) expect(part).toBeLessThanOrEqual(weights[i] as number);
        for (const part of parts) expect(part).toBeGreaterThanOrEqual(0);
      }
    }
  });
});
