/** The pricing of requested places at its boundaries: the order of refusals, areas with several types, and what a claim keeps. */
import { describe, expect, it } from 'vitest';
import type { EventFacts } from '../../../lib/domain/model.ts';
import type { Code, EventPrices } from '../../../lib/domain/price-model.ts';
import {
  type PlacesRequest,
  type PricedPlaces,
  pricePlaces,
  seatsUnlockedBy,
} from '../../../lib/domain/price-places.ts';
import { Refusal } from '../../../lib/domain/refusals.ts';

const NOW = 1_000;
const CODE: Code = { id: 'CODE', eventId: 'evt_1', counterId: 'code:1', buckets: 0, createdAt: 0, version: 0 };
const facts = (prices?: EventPrices): EventFacts =>
  ({
    event: { id: 'evt_1', currency: 'EUR', prices },
    sections: [
      { id: 'a', name: 'A', kind: 'seated', price: 100, capacity: 2, rows: [{ row: 'A', count: 2 }] },
      { id: 'floor', name: 'F', kind: 'area', price: 50, capacity: 9, buckets: 1 },
    ],
  }) as unknown as EventFacts;
const priced = (prices: EventPrices | undefined, request: Partial<PlacesRequest>) =>
  pricePlaces(facts(prices), { seats: [], areas: [], ...request }, NOW);
const coded = (code: Partial<Code>) => ({ code: { typed: 'code', found: { ...CODE, ...code } } });
const SEAT = { seats: [{ seatId: 'a/A-1' }] };

describe('a request without types and codes', () => {
  it('has plain places, and no terms', () => {
    const areas = [{ areaId: 'floor', quantity: 2 }];
    expect(priced(undefined, { ...SEAT, areas })).toEqual({
      places: [
        { seatId: 'a/A-1', price: 100 },
        { areaId: 'floor', quantity: 2, price: 50, shares: [] },
      ],
      total: 200,
    });
  });
});

describe('an area with several types', () => {
  it('is one place, with the prices of its units in order and the lowest one as its price', () => {
    const ticketTypes = [
      { id: 'adult', name: 'Adult' },
      { id: 'child', name: 'Child', percent: 50 },
    ];
    const areas = [
      { areaId: 'floor', quantity: 2 },
      { areaId: 'floor', quantity: 1, type: 'child' },
    ];
    const { places, total, sale } = priced({ ticketTypes }, { areas }) as PricedPlaces;
    expect([places, total]).toEqual([
      [
        {
          areaId: 'floor',
          quantity: 3,
          price: 25,
          shares: [],
          units: [
            { price: 50, type: 'adult', quantity: 2 },
            { price: 25, type: 'child', quantity: 1 },
          ],
        },
      ],
      125,
    ]);
    expect(sale?.types?.map(({ id }) => id)).toEqual(['adult', 'child']);
  });
});

describe('the counters of a hold', () => {
  it('are those of types with a maximum, and one use of a code with a maximum', () => {
    const ticketTypes = [
      { id: 'adult', name: 'Adult', placesMax: 5, buckets: 1 },
      { id: 'child', name: 'Child' },
    ];
    const seats = [{ seatId: 'a/A-1' }, { seatId: 'a/A-2', type: 'child' }];
    const counted = (code: Partial<Code>) =>
      (priced({ ticketTypes }, { seats, ...coded({ discount: { percent: 10 }, ...code }) }) as PricedPlaces).counted;
    const adult = { counterId: 'type:adult', buckets: 1, quantity: 1, shares: [] };
    expect(counted({ usesMax: 3, buckets: 2 })).toEqual([
      adult,
      { counterId: 'code:1', buckets: 2, quantity: 1, shares: [] },
    ]);
    expect(counted({})).toEqual([adult]);
  });
});

describe('refusals', () => {
  const ticketTypes = [
    { id: 'adult', name: 'Adult' },
    { id: 'child', name: 'Child', onlyWith: ['adult'] },
    { id: 'staff', name: 'Staff', needsCode: true as const },
    { id: 'floor', name: 'Floor', sections: [{ id: 'floor' }] },
  ];
  const codeOf = (request: Partial<PlacesRequest>) => {
    const outcome = priced({ ticketTypes }, request);
    return outcome instanceof Refusal ? outcome.code : undefined;
  };
  const typed = (type: string) => ({ seats: [{ seatId: 'a/A-1', type }] });
  const over = coded({ closesAt: NOW, discount: { percent: 10 } });

  it('come in the documented order', () => {
    const unknown = { code: { typed: 'none', found: undefined } };
    const nowhere = { areas: [{ areaId: 'none', quantity: 1 }] };
    expect(codeOf({ ...typed('none'), ...nowhere, ...unknown })).toBe('place-not-found');
    expect(codeOf({ ...typed('none'), ...unknown })).toBe('code-not-found');
    expect(codeOf({ ...typed('none'), ...over })).toBe('ticket-type-not-found');
    expect(codeOf({ ...typed('staff'), ...over })).toBe('ticket-type-not-offered');
    expect(codeOf({ ...typed('floor') })).toBe('ticket-type-not-offered');
    expect(codeOf({ ...typed('child'), ...over })).toBe('ticket-types-not-allowed');
    expect(codeOf({ ...SEAT, ...over })).toBe('code-not-usable');
    expect(codeOf(SEAT)).toBeUndefined();
  });

  it('of a code begin at its boundaries, and come if it has no effect on the request', () => {
    const discount = { percent: 10 };
    const reasonOf = (code: Partial<Code>) => {
      const outcome = priced({ ticketTypes }, { ...SEAT, ...coded(code) });
      return outcome instanceof Refusal && 'reason' in outcome.details ? outcome.details.reason : undefined;
    };
    expect(reasonOf({ discount, opensAt: NOW })).toBeUndefined();
    expect(reasonOf({ discount, opensAt: NOW + 1 })).toBe('upcoming');
    expect(reasonOf({ discount, closesAt: NOW + 1 })).toBeUndefined();
    expect(reasonOf({ discount, closesAt: NOW })).toBe('over');
    expect(reasonOf({ discount, sections: ['floor'] })).toBe('not-applicable');
    expect(reasonOf({ unlocks: { types: ['staff'] } })).toBe('not-applicable');
    expect(reasonOf({ unlocks: { seats: ['a/A-2'] } })).toBe('not-applicable');
    expect(reasonOf({ unlocks: { seats: ['a/A-1'] } })).toBeUndefined();
  });
});

describe('the seats that a code may unlock', () => {
  it('are the requested ones that it names, alone or by their section', () => {
    const seats = [{ seatId: 'a/A-1' }, { seatId: 'a/A-2' }];
    const { code } = coded({ unlocks: { seats: ['a/A-2'] } });
    expect(priced(undefined, { seats, code })).toMatchObject({
      places: [{ seatId: 'a/A-1' }, { seatId: 'a/A-2', isUnlocked: true }],
    });
    expect([...seatsUnlockedBy({ seats, code })]).toEqual(['a/A-2']);
    expect([...seatsUnlockedBy({ seats, ...coded({ unlocks: { sections: ['a'] } }) })]).toEqual(['a/A-1', 'a/A-2']);
    expect([...seatsUnlockedBy({ seats })]).toEqual([]);
  });
});
