/** The rules of ticket types and price tiers at their boundaries. */
import { describe, expect, it } from 'vitest';
import type { EventFacts } from '../../../lib/domain/model.ts';
import type { Code, EventPrices, TicketType } from '../../../lib/domain/price-model.ts';
import {
  combinationFaults,
  defaultTypeIn,
  isAllowedBy,
  isSoldIn,
  priceOfSeat,
  priceOfType,
} from '../../../lib/domain/ticket-types.ts';

const facts = (prices: EventPrices): EventFacts =>
  ({
    event: { currency: 'EUR', prices },
    sections: [
      {
        id: 'a',
        name: 'A',
        kind: 'seated',
        price: 100,
        capacity: 4,
        rows: ['A', 'B'].map(row => ({ row, count: 2 })),
      },
    ],
  }) as unknown as EventFacts;
const type = (id: string, more: Partial<TicketType> = {}): TicketType => ({ id, name: id, ...more });

describe('the price of a type', () => {
  it('is that of the place, an amount, or a percentage of it', () => {
    expect(priceOfType(type('t'), 'a', 101, 'EUR')).toBe(101);
    expect(priceOfType(type('t', { price: 0 }), 'a', 101, 'EUR')).toBe(0);
    expect(priceOfType(type('t', { percent: 50 }), 'a', 101, 'EUR')).toBe(51);
    expect(priceOfType(type('t', { percent: 0 }), 'a', 101, 'EUR')).toBe(0);
    expect(priceOfType(type('t', { percent: 100 }), 'a', 101, 'EUR')).toBe(101);
  });

  it('of a section comes before that of the type, also if it is 0', () => {
    const priced = type('t', { price: 70, sections: [{ id: 'a', price: 0 }, { id: 'b', percent: 10 }, { id: 'c' }] });
    expect(['a', 'b', 'c'].map(id => priceOfType(priced, id, 100, 'EUR'))).toEqual([0, 10, 70]);
    expect([isSoldIn(priced, 'c'), isSoldIn(priced, 'd'), isSoldIn(type('t'), 'd')]).toEqual([true, false, true]);
  });
});

describe('the default type', () => {
  it('is the first one that is sold there without a code', () => {
    const ticketTypes = [
      type('staff', { needsCode: true }),
      type('balcony', { sections: [{ id: 'b' }] }),
      type('adult'),
    ];
    expect(defaultTypeIn(facts({ ticketTypes }), 'a')?.id).toBe('adult');
    expect(defaultTypeIn(facts({ ticketTypes }), 'b')?.id).toBe('balcony');
    expect(defaultTypeIn(facts({ ticketTypes: ticketTypes.slice(0, 1) }), 'a')).toBeUndefined();
    expect(defaultTypeIn(facts({}), 'a')).toBeUndefined();
  });

  it('needs its code, if it has one', () => {
    const staff = type('staff', { needsCode: true });
    const code = { unlocks: { types: ['staff'] } } as Code;
    expect([isAllowedBy(staff, code), isAllowedBy(staff, undefined), isAllowedBy(type('t'), undefined)]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('the price of a seat', () => {
  it('is that of its tier by row or label, or of its section', () => {
    const tiers = [
      { id: 'front', name: 'F', sectionId: 'a', price: 300, rows: ['A'] },
      { id: 'aisle', name: 'I', sectionId: 'a', price: 0, seats: ['B-1'] },
      { id: 'other', name: 'O', sectionId: 'b', price: 1, rows: ['B'] },
    ];
    expect(['a/A-1', 'a/B-1', 'a/B-2'].map(id => priceOfSeat(facts({ tiers }), id))).toEqual([300, 0, 100]);
  });

  it('is none for a seat that does not exist, or an id of another form', () => {
    expect(['a/C-1', 'b/A-1', 'A-1', 'a'].map(id => priceOfSeat(facts({}), id))).toEqual(Array(4).fill(undefined));
  });
});

describe('the types that a hold may combine', () => {
  const child = type('child', { onlyWith: ['adult', 'pensioner'], placesPerHoldMax: 2 });
  const faults = (quantities: Record<string, number>) =>
    combinationFaults([type('adult'), child, type('pensioner')], new Map(Object.entries(quantities)));

  it('are at most as many as it says', () => {
    expect(faults({ adult: 1, child: 2 })).toEqual([]);
    expect(faults({ adult: 1, child: 3 })).toEqual([{ type: 'child', placesMax: 2 }]);
    expect(faults({ adult: 0, child: 0 })).toEqual([]);
  });

  it('are not alone if they need another one, of which one is enough', () => {
    expect(faults({ child: 1 })).toEqual([{ type: 'child', onlyWith: ['adult', 'pensioner'] }]);
    expect(faults({ pensioner: 1, child: 2 })).toEqual([]);
    expect(faults({ child: 3 })).toEqual([{ type: 'child', placesMax: 2, onlyWith: ['adult', 'pensioner'] }]);
  });
});
