/** The rules of an event's prices, of its price tiers, and of edits that remove what the prices name. */
import { describe, expect, it } from 'vitest';
import { isPercentage } from '../../lib/domain/amounts.ts';
import { editedPrices, removedTypes } from '../../lib/domain/edited-prices.ts';
import { NO_EDIT } from '../../lib/domain/event-edits.ts';
import {
  COUNTED_PLACES_MAX,
  PRICES_BYTES_MAX,
  SECTIONS_PER_EVENT_MAX,
  TYPE_SECTIONS_MAX,
} from '../../lib/domain/limits.ts';
import type { Section } from '../../lib/domain/model.ts';
import type { EventPrices, Fee, PriceTier, TicketType } from '../../lib/domain/price-model.ts';
import { priceFaults } from '../../lib/domain/price-rules.ts';
import { pricedRemovalFaults, tierFaults } from '../../lib/domain/tier-rules.ts';

const SEATED: Section = {
  id: 'a',
  name: 'A',
  kind: 'seated',
  price: 100,
  capacity: 6,
  rows: ['A', 'B'].map(row => ({ row, count: 3 })),
};
const AREA: Section = { id: 'standing', name: 'S', kind: 'area', price: 10, capacity: 20, buckets: 1 };
const SECTIONS = [SEATED, AREA];

const type = (id: string, others: Partial<TicketType> = {}): TicketType => ({ id, name: `Name of ${id}`, ...others });
const faultsOf = (prices: EventPrices, sections = SECTIONS) =>
  priceFaults(prices, sections).map(({ path, message }) => `${path.slice('body.prices'.length)} ${message}`.trim());
const ofTypes = (...ticketTypes: TicketType[]) => faultsOf({ ticketTypes });

describe('ticket types', () => {
  it('may have an amount, a percentage or neither, everywhere or in some sections', () => {
    const sections = [
      { id: 'a', price: 0 },
      { id: 'standing', percent: 12.5 },
    ];
    expect(ofTypes(type('adult'), type('child', { percent: 50, sections }), type('free', { price: 0 }))).toEqual([]);
  });

  it('have an id and a name of their own', () => {
    expect(ofTypes(type('adult'), type('adult', { name: 'x' }), { id: 'b', name: 'x' })).toEqual([
      '.ticketTypes.1.id is the id of another ticket type',
      '.ticketTypes.2.name is the name of another ticket type',
    ]);
  });

  it('have at most one of price and percent, also in a section', () => {
    const both = { price: 1, percent: 1 };
    expect(ofTypes(type('adult', { ...both, sections: [{ id: 'a', ...both }] }))).toEqual([
      '.ticketTypes.0.percent must not be together with price',
      '.ticketTypes.0.sections.0.percent must not be together with price',
    ]);
  });

  it('name sections and areas of the event', () => {
    expect(ofTypes(type('adult', { sections: [{ id: 'a' }, { id: 'z' }, { id: 'standing' }] }))).toEqual([
      '.ticketTypes.0.sections.1.id the event has no section z',
    ]);
  });

  it.each<[string, TicketType[], string[]]>([
    ['a type that is sold alone', [type('adult'), type('child', { onlyWith: ['adult'] })], []],
    [
      'a chain that ends with a type that is sold alone',
      [type('adult'), type('child', { onlyWith: ['adult'] }), type('pet', { onlyWith: ['child'] })],
      [],
    ],
    [
      'a circle with a way out',
      [type('adult'), type('child', { onlyWith: ['pet', 'adult'] }), type('pet', { onlyWith: ['child'] })],
      [],
    ],
    [
      'a type that does not exist',
      [type('adult'), type('child', { onlyWith: ['adult', 'aunt'] })],
      ['.ticketTypes.1.onlyWith.1 the event has no ticket type aunt'],
    ],
    [
      'itself',
      [type('adult'), type('child', { onlyWith: ['adult', 'child'] })],
      ['.ticketTypes.1.onlyWith.1 must be another ticket type'],
    ],
    [
      'each other',
      [type('adult'), type('child', { onlyWith: ['pet'] }), type('pet', { onlyWith: ['child'] })],
      ['.ticketTypes.1.onlyWith', '.ticketTypes.2.onlyWith'].map(
        path =>
          `${path} child and pet need each other, so neither can be sold first: name a type that can be sold alone`,
      ),
    ],
    [
      'types that need each other',
      [
        type('dog', { onlyWith: ['child'] }),
        type('child', { onlyWith: ['adult'] }),
        type('adult', { onlyWith: ['child'] }),
      ],
      [0, 1, 2].map(
        i =>
          `.ticketTypes.${i}.onlyWith child and adult need each other, so neither can be sold first: name a type that can be sold alone`,
      ),
    ],
  ])('may be sold only with %s: %#', (_with, types, faults) => {
    expect(ofTypes(...types)).toEqual(faults);
  });

  it('count at most so many places together', () => {
    expect(ofTypes(type('a', { placesMax: COUNTED_PLACES_MAX - 1 }), type('b', { placesMax: 1 }))).toEqual([]);
    expect(ofTypes(type('a', { placesMax: COUNTED_PLACES_MAX }), type('b', { placesMax: 1 }))).toEqual([
      `.ticketTypes have a placesMax of ${COUNTED_PLACES_MAX + 1} together; the maximum is ${COUNTED_PLACES_MAX}`,
    ]);
  });

  it('name at most so many sections together', () => {
    const sections = Array.from({ length: SECTIONS_PER_EVENT_MAX }, (_, i) => ({ ...AREA, id: `s${i}` }));
    const all = sections.map(({ id }) => ({ id }));
    const full = Array.from({ length: TYPE_SECTIONS_MAX / all.length }, (_, i) => type(`t${i}`, { sections: all }));
    expect(faultsOf({ ticketTypes: full }, sections)).toEqual([]);
    const more = [...full, type('more', { sections: [{ id: 's0' }] })];
    expect(faultsOf({ ticketTypes: more }, sections)).toEqual([
      `.ticketTypes name ${TYPE_SECTIONS_MAX + 1} sections together; the maximum is ${TYPE_SECTIONS_MAX}`,
    ]);
  });
});

describe('fees', () => {
  const fee = (others: Partial<Fee>): Fee => ({ id: 'f', name: 'F', per: 'ticket', isRefundable: true, ...others });

  it('have exactly one of amount and percent', () => {
    expect(faultsOf({ fees: [fee({ amount: 0 })] })).toEqual([]);
    expect(faultsOf({ fees: [fee({ percent: 0 })] })).toEqual([]);
    expect(faultsOf({ fees: [fee({})] })).toEqual(['.fees.0 must have either amount or percent']);
    expect(faultsOf({ fees: [fee({ amount: 1, percent: 1 })] })).toEqual([
      '.fees.0.percent must not be together with amount',
    ]);
  });

  it('have an id and a name of their own', () => {
    expect(faultsOf({ fees: [fee({ amount: 1 }), fee({ amount: 1 })] })).toEqual([
      '.fees.1.id is the id of another fee',
      '.fees.1.name is the name of another fee',
    ]);
  });
});

describe('the size of prices', () => {
  it('is limited in bytes', () => {
    const seats = (count: number) => Array.from({ length: count }, (_, i) => `A-${String(i).padStart(95, '0')}`);
    const tiers = (count: number) => [{ id: 't', name: 'T', sectionId: 'a', price: 1, seats: seats(count) }];
    expect(faultsOf({ tiers: tiers(900) })).toEqual([]);
    const bytes = Buffer.byteLength(JSON.stringify({ tiers: tiers(1_000) }));
    expect(faultsOf({ tiers: tiers(1_000) })).toEqual([
      ` take ${bytes} bytes; the maximum is ${PRICES_BYTES_MAX}`.trim(),
    ]);
  });
});

describe('a percentage', () => {
  it.each([0, 0.01, 7, 12.5, 19.99, 33.33, 99.99, 100])('may be %d', percent => {
    expect(isPercentage(percent)).toBe(true);
  });
  it.each([-0.01, 0.001, 12.345, 100.01, 101])('may not be %d', percent => {
    expect(isPercentage(percent)).toBe(false);
  });
});

const tier = (id: string, others: Partial<PriceTier>): PriceTier => ({
  id,
  name: id,
  sectionId: 'a',
  price: 1,
  ...others,
});
const ofTiers = (...tiers: PriceTier[]) =>
  tierFaults({ tiers }, SECTIONS).map(({ path, message }) => `${path.slice('body.prices.tiers.'.length)} ${message}`);

describe('price tiers', () => {
  it('have rows, seats or both of one section, and may name a seat of their own row', () => {
    expect(ofTiers(tier('one', { rows: ['A'], seats: ['A-1', 'B-1'] }), tier('two', { seats: ['B-2'] }))).toEqual([]);
  });

  it('name rows and seats that exist, of a section with seats', () => {
    expect(
      ofTiers(
        tier('one', { rows: ['A', 'Z'], seats: ['B-9', 'a/A-1'] }),
        tier('two', { sectionId: 'standing', rows: ['A'] }),
        tier('three', { sectionId: 'x', rows: ['A'] }),
        tier('four', {}),
      ),
    ).toEqual([
      '0.rows.1 a has no row Z',
      '0.seats.0 a has no seat B-9',
      '0.seats.1 a has no seat a/A-1: name seats without the section, like A-1',
      '1.sectionId standing is an area: a price tier needs a section with seats',
      '2.sectionId the event has no section x',
      '3 must name rows or seats',
    ]);
  });

  it('have no seat together, neither by the seat nor by its row', () => {
    const [row, seat] = [tier('row', { rows: ['A'] }), tier('seat', { seats: ['B-1', 'A-3'] })];
    expect(ofTiers(row, seat)).toEqual(['1.seats.1 has a seat that is in the price tier row']);
    expect(ofTiers(seat, row)).toEqual(['1.rows.0 has a seat that is in the price tier seat']);
    expect(ofTiers(row, tier('again', { rows: ['A'] }))).toEqual(['1.rows.0 has a seat that is in the price tier row']);
  });
});

describe('an edit that removes what prices name', () => {
  const prices = {
    ticketTypes: [type('adult'), type('child', { sections: [{ id: 'standing' }] })],
    tiers: [tier('front', { rows: ['A'] }), tier('best', { seats: ['B-2'] })],
  };
  const removal = (edit: Partial<typeof NO_EDIT>, after: Section[]) =>
    pricedRemovalFaults(prices, { ...NO_EDIT, ...edit }, after).map(({ path, message }) => `${path} ${message}`);
  const left = (...rows: { row: string; from: number; to: number }[]): Section[] => [{ ...SEATED, rows } as Section];
  const change = 'change `prices` in the same request';

  it('is refused at each section, row and seat', () => {
    expect(removal({ removeSections: ['standing', 'a'] }, [])).toEqual([
      `body.removeSections.0 the ticket type child names standing: ${change}`,
      `body.removeSections.1 the price tier front names a: ${change}`,
    ]);
    const [a, b] = [
      { row: 'A', from: 1, to: 3 },
      { row: 'B', from: 1, to: 3 },
    ];
    expect(removal({ sections: [{ id: 'a', removeRows: ['A'] }] }, left(b))).toEqual([
      `body.sections.0.removeRows.0 the price tier front names A: ${change}`,
    ]);
    expect(removal({ sections: [{ id: 'a', removeSeats: ['B-3', 'B-2'] }] }, left(a, { ...b, to: 1 }))).toEqual([
      `body.sections.0.removeSeats.1 the price tier best names B-2: ${change}`,
    ]);
    expect(removal({ sections: [{ id: 'a', removeRows: ['B'] }] }, left(a))).toEqual([
      `body.sections.0.removeRows the price tier best names B-2: ${change}`,
    ]);
    expect(removal({ sections: [{ id: 'a', removeSeats: ['A-1', 'A-2', 'A-3'] }] }, left(b))).toEqual([
      `body.sections.0.removeSeats the price tier front names A: ${change}`,
    ]);
  });

  it('is allowed while each named place is left', () => {
    const rows = left({ row: 'A', from: 2, to: 3 }, { row: 'B', from: 2, to: 3 });
    expect(removal({ sections: [{ id: 'a', removeSeats: ['A-1', 'B-1'] }] }, rows)).toEqual([]);
  });
});

describe('the buckets of a counter', () => {
  const counted = (placesMax?: number) => type('child', placesMax === undefined ? {} : { placesMax });
  const bucketsOf = (prices: EventPrices | undefined) => prices?.ticketTypes?.map(({ buckets }) => buckets);

  it('are as many as the maximum needs, and never fewer than before', () => {
    const first = editedPrices(undefined, { ticketTypes: [counted(101)] });
    expect(bucketsOf(first)).toEqual([3]);
    expect(bucketsOf(editedPrices(first, { ticketTypes: [counted(1)] }))).toEqual([3]);
    expect(bucketsOf(editedPrices(first, { ticketTypes: [counted(200)] }))).toEqual([4]);
  });

  it('are remembered while the type has no maximum, or is removed', () => {
    const first = editedPrices(undefined, { ticketTypes: [counted(101)] });
    const without = editedPrices(first, { ticketTypes: [counted()] });
    expect(without).toEqual({ ticketTypes: [counted()], formerCounters: [{ type: 'child', buckets: 3 }] });
    const none = editedPrices(without, null);
    expect(none).toEqual({ formerCounters: [{ type: 'child', buckets: 3 }] });
    expect(editedPrices(none, { ticketTypes: [counted(1)] })).toEqual({
      ticketTypes: [{ ...counted(1), buckets: 3 }],
    });
  });

  it('are not taken from a request, and prices without anything are none', () => {
    const requested = { ticketTypes: [{ ...counted(1), buckets: 9 }], formerCounters: [{ type: 'x', buckets: 9 }] };
    expect(editedPrices(undefined, requested)).toEqual({ ticketTypes: [{ ...counted(1), buckets: 1 }] });
    expect(editedPrices(undefined, {})).toBeUndefined();
    expect(editedPrices(undefined, null)).toBeUndefined();
  });
});

describe('the types that an edit removes', () => {
  it('are those that it does not name; none if it does not change prices', () => {
    const before = { ticketTypes: [type('adult'), type('child')] };
    expect(removedTypes(before, undefined)).toEqual([]);
    expect(removedTypes(before, null)).toEqual(['adult', 'child']);
    expect(removedTypes(before, { ticketTypes: [type('adult', { name: 'x' })] })).toEqual(['child']);
    expect(removedTypes(undefined, null)).toEqual([]);
  });
});
