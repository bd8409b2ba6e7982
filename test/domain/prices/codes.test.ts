/** The texts of codes, and what they take off at the boundaries. When they may be used is in code-window.test.ts. */
import { describe, expect, it } from 'vitest';
import { codeIdOf, type DiscountableUnit, discountsOf, unlocksSeat, unlocksType } from '../../../lib/domain/codes.ts';
import type { Code } from '../../../lib/domain/price-model.ts';

const CODE: Code = { id: 'CODE', eventId: 'evt_1', counterId: 'code:1', buckets: 0, createdAt: 0, version: 0 };
const units = (...prices: number[]): DiscountableUnit[] => prices.map(listPrice => ({ sectionId: 'a', listPrice }));
const off = (code: Partial<Code>, of: DiscountableUnit[], currency = 'EUR') =>
  discountsOf({ ...CODE, ...code }, of, currency);

describe('the text of a code', () => {
  it.each([
    ['summer 10', 'SUMMER10'],
    ['Summer-10', 'SUMMER10'],
    ['  a_b\tc-d ', 'ABCD'],
    ['ｓｕｍｍｅｒ', 'SUMMER'],
    ['ABCD', 'ABCD'],
    ['A'.repeat(40), 'A'.repeat(40)],
  ])('%j is the code %s', (typed, id) => {
    expect(codeIdOf(typed)).toBe(id);
  });

  it.each(['', 'abc', 'A'.repeat(41), 'ABC!', 'ÄBCD', '----'])('%j is none', typed => {
    expect(codeIdOf(typed)).toBeUndefined();
  });
});

describe('a discount', () => {
  it('of 0 percent takes off nothing, and of 100 percent all', () => {
    expect(off({ discount: { percent: 0 } }, units(100, 7))).toEqual([0, 0]);
    expect(off({ discount: { percent: 100 } }, units(100, 7))).toEqual([100, 7]);
  });

  it('in percent is rounded half up for each place, with two decimals', () => {
    expect(off({ discount: { percent: 12.5 } }, units(100, 104))).toEqual([13, 13]);
    expect(off({ discount: { percent: 0.49 } }, units(100))).toEqual([0]);
    expect(off({ discount: { percent: 0.5 } }, units(100))).toEqual([1]);
    expect(off({ discount: { percent: 25 } }, units(100, 1_020), 'KWD')).toEqual([30, 260]);
  });

  it('of an amount never takes more than the price of a ticket, or of all places', () => {
    expect(off({ discount: { amount: 50, per: 'ticket' } }, units(49, 50, 51))).toEqual([49, 50, 50]);
    expect(off({ discount: { amount: 1_000, per: 'booking' } }, units(49, 50))).toEqual([49, 50]);
    expect(off({ discount: { amount: 99, per: 'booking' } }, units(49, 50))).toEqual([49, 50]);
    expect(off({ discount: { amount: 98, per: 'booking' } }, units(49, 50))).toEqual([49, 49]);
  });

  it('takes nothing off what is free, and off nothing at all', () => {
    expect(off({ discount: { amount: 50, per: 'booking' } }, units(0, 100, 0))).toEqual([0, 50, 0]);
    expect(off({ discount: { amount: 50, per: 'booking' } }, units(0))).toEqual([0]);
    expect(off({}, units(100))).toEqual([0]);
    expect(discountsOf(undefined, units(100), 'EUR')).toEqual([0]);
  });

  it('is for the dearest places of a hold, and of equal ones for the first', () => {
    expect(off({ discount: { percent: 100 }, placesPerUseMax: 2 }, units(10, 30, 20, 30))).toEqual([0, 30, 0, 30]);
    expect(off({ discount: { percent: 100 }, placesPerUseMax: 1 }, units(10, 30, 20, 30))).toEqual([0, 30, 0, 0]);
    expect(off({ discount: { amount: 30, per: 'booking' }, placesPerUseMax: 2 }, units(10, 20, 20))).toEqual([
      0, 15, 15,
    ]);
  });

  it('is for its types and sections only', () => {
    const mixed = [
      { sectionId: 'a', type: 'adult', listPrice: 10 },
      { sectionId: 'b', type: 'adult', listPrice: 10 },
      { sectionId: 'a', type: 'child', listPrice: 10 },
      { sectionId: 'a', listPrice: 10 },
    ];
    expect(off({ discount: { percent: 100 }, types: ['adult'] }, mixed)).toEqual([10, 10, 0, 0]);
    expect(off({ discount: { percent: 100 }, sections: ['a'] }, mixed)).toEqual([10, 0, 10, 10]);
    expect(off({ discount: { percent: 100 }, sections: ['a'], types: ['adult'] }, mixed)).toEqual([10, 0, 0, 0]);
  });
});

describe('the seats and types of a code', () => {
  it('is what it names, and nothing without a code', () => {
    const code = { ...CODE, unlocks: { types: ['staff'], seats: ['a/A-1'], sections: ['b'] } };
    expect([unlocksType(code, 'staff'), unlocksType(code, 'adult'), unlocksType(undefined, 'staff')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(['a/A-1', 'a/A-2', 'b/A-1'].map(id => unlocksSeat(code, id, id.slice(0, 1)))).toEqual([true, false, true]);
    expect(unlocksSeat(CODE, 'a/A-1', 'a')).toBe(false);
  });
});
