import { describe, expect, it } from 'vitest';
import { nextRaise, usesIn } from '../../lib/domain/code-changes.ts';
import { type CodeTerms, faultsOfTerms, generatedCodeId } from '../../lib/domain/code-rules.ts';
import { CODE_BUCKETS_PER_STEP_MAX, CODE_STEPS_MAX, CODE_USES_MAX } from '../../lib/domain/limits.ts';
import type { EventFacts } from '../../lib/domain/model.ts';

const FACTS = {
  event: {
    currency: 'KWD',
    prices: {
      ticketTypes: [
        { id: 'adult', name: 'Adult' },
        { id: 'member', name: 'Member', needsCode: true },
      ],
    },
  },
  sections: [{ id: 'a', kind: 'seated', name: 'A', price: 100, capacity: 1, rows: [{ row: 'A', count: 1 }] }],
} as unknown as EventFacts;
const pathsOf = (terms: CodeTerms) => faultsOfTerms(FACTS, terms).map(({ path, message }) => `${path} ${message}`);

describe('the terms of a code', () => {
  it.each<[string, CodeTerms, string[]]>([
    ['a type that needs it', { unlocks: { types: ['member'] } }, []],
    ['a type that needs none', { unlocks: { types: ['adult'] } }, ['body.unlocks.types.0 is sold without a code']],
    ['an amount that can be paid', { discount: { amount: 20, per: 'ticket' } }, []],
    [
      'an amount that cannot',
      { discount: { amount: 25, per: 'ticket' } },
      ['body.discount.amount must be a multiple of 10'],
    ],
    ['a type and a section of its prices', { discount: { percent: 5 }, types: ['adult'], sections: ['a'] }, []],
    [
      'a window of one instant',
      { discount: { percent: 5 }, opensAt: 1, closesAt: 1 },
      ['body.closesAt must be after opensAt'],
    ],
  ])('are right or wrong for the event: %s', (_name, terms, faults) => {
    expect(pathsOf(terms)).toEqual(faults);
  });

  it('generates the same text from the same random part, and others from others', () => {
    expect(generatedCodeId('X', 'a')).toBe(generatedCodeId('X', 'a'));
    const all = new Set(Array.from({ length: 1_000 }, (_, i) => generatedCodeId('', `r${i}`)));
    expect(all.size).toBe(1_000);
  });
});

describe('a raise', () => {
  it('fills the last bucket before it adds others', () => {
    expect(nextRaise({ usesMax: 60, buckets: 2 }, 30, 105)).toEqual({
      usesMax: 105,
      buckets: 3,
      shares: [
        { bucket: 1, quantity: 20, isNew: false },
        { bucket: 2, quantity: 25, isNew: true },
      ],
    });
  });

  it('changes no bucket that is full', () => {
    expect(nextRaise({ usesMax: 50, buckets: 1 }, 50, 51).shares).toEqual([{ bucket: 1, quantity: 1, isNew: true }]);
  });

  it('reaches the most uses in steps that each fit into a transaction', () => {
    let code = { usesMax: 1, buckets: 1 };
    let steps = 0;
    let last = 1;
    for (; code.usesMax < CODE_USES_MAX; steps++) {
      const { shares, ...after } = nextRaise(code, last, CODE_USES_MAX);
      expect(shares.length).toBeLessThanOrEqual(CODE_BUCKETS_PER_STEP_MAX);
      expect(after.usesMax - code.usesMax).toBe(shares.reduce((sum, { quantity }) => sum + quantity, 0));
      last = shares.at(-1)?.quantity ?? 0;
      code = after;
    }
    expect(code).toEqual({ usesMax: CODE_USES_MAX, buckets: CODE_USES_MAX / 50 });
    expect(steps).toBeLessThan(CODE_STEPS_MAX);
  });
});

describe('the uses of a code', () => {
  it('count a lapsed hold as left from its deadline on', () => {
    const claims = { one: { quantity: 1, expiresAt: 10 }, two: { quantity: 1, expiresAt: 11 } };
    const buckets = [
      { areaId: 'code:x', number: 0, capacity: 5, available: 2, booked: 1, blocked: 0, freed: 0, claims },
    ];
    expect(usesIn(buckets, 9)).toEqual({ held: 2, booked: 1, left: 2 });
    expect(usesIn(buckets, 10)).toEqual({ held: 1, booked: 1, left: 3 });
  });
});
