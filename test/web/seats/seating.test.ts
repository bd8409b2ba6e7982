/** Seats and their statuses: how answers of the service are merged. */
import { describe, expect, it } from 'vitest';
import {
  attributesOf,
  changesBetween,
  countMatching,
  type EventFacts,
  lowestPrice,
  matches,
  NO_FILTER,
  pricesOf,
  type SeatMapAnswer,
  seatingOf,
  statusOf,
  withChanges,
  withStatuses,
} from '../../../web/features/seats/seating.ts';

const money = (amount: number) => ({ amount, currency: 'EUR' });
const seat = (id: string, more: object = {}) => ({
  seatId: `stalls/${id}`,
  label: id,
  number: id.slice(2),
  status: 'available' as const,
  ...more,
});
const EVENT = {
  sections: [
    { id: 'stalls', name: 'Stalls', kind: 'seated', capacity: 3, price: 4_500, attributes: { level: 'floor' } },
    { id: 'balcony', name: 'Balcony', kind: 'seated', capacity: 1, price: 3_000 },
  ],
} as unknown as EventFacts;
const MAP: SeatMapAnswer = {
  kind: 'map',
  asOf: '2026-12-01T00:00:00.000Z',
  sections: [
    {
      id: 'stalls',
      price: money(4_500),
      rows: [
        {
          row: 'A',
          name: 'A',
          seats: [
            seat('A-1', { price: money(6_500), tier: 'front' }),
            seat('A-2', { status: 'booked', afterGap: true, attributes: { view: 'full' } }),
            seat('A-3', { access: 'wheelchair' }),
          ],
        },
      ],
    },
    {
      id: 'balcony',
      price: money(3_000),
      rows: [
        {
          row: 'A',
          name: 'A',
          seats: [{ seatId: 'balcony/A-1', label: 'A-1', number: '1', status: 'available' }],
        },
      ],
    },
  ],
};
const SEATING = seatingOf(EVENT, MAP);

describe('a seating', () => {
  it('has the names of the event, and the prices and attributes of tiers and sections', () => {
    expect(SEATING.sections.map(({ name, available }) => [name, available])).toEqual([
      ['Stalls', 2],
      ['Balcony', 1],
    ]);
    expect(SEATING.seats.get('stalls/A-1')).toMatchObject({ price: 6_500, row: 'A', attributes: { level: 'floor' } });
    expect(SEATING.seats.get('stalls/A-2')).toMatchObject({
      price: 4_500,
      afterGap: true,
      attributes: { view: 'full' },
    });
  });

  it('merges changes, counts free seats, and keeps sections that have not changed', () => {
    const asOf = '2026-12-01T00:00:02.000Z';
    const later = withChanges(SEATING, { asOf, changes: [{ seatId: 'stalls/A-1', status: 'held' }] });
    expect(later.asOf).toBe(asOf);
    expect(statusOf(later, 'stalls/A-1')).toBe('held');
    expect(later.sections[0]?.available).toBe(1);
    expect(later.sections[1]).toBe(SEATING.sections[1]);
    expect(changesBetween(SEATING, later)).toEqual([{ seatId: 'stalls/A-1', status: 'held' }]);
    expect(statusOf(SEATING, 'stalls/A-1')).toBe('available');
  });

  it('stays the same object if the changes say what it knows, or name other seats', () => {
    const changes = [
      { seatId: 'stalls/A-2', status: 'booked' as const },
      { seatId: 'gone/A-1', status: 'held' as const },
    ];
    expect(withStatuses(SEATING, changes)).toBe(SEATING);
  });

  it('has the lowest price of the free seats of a section', () => {
    const [stalls] = SEATING.sections;
    expect(stalls && lowestPrice(stalls)).toBe(4_500);
    const [later] = withStatuses(SEATING, [{ seatId: 'stalls/A-3', status: 'held' }]).sections;
    expect(later && lowestPrice(later)).toBe(6_500);
  });

  it('is filtered by price and by access', () => {
    const [stalls] = SEATING.sections;
    const dear = { prices: new Set([6_500]), isAccessible: false };
    expect(stalls && countMatching(stalls, NO_FILTER)).toBe(2);
    expect(stalls && countMatching(stalls, dear)).toBe(1);
    expect(matches({ ...NO_FILTER, isAccessible: true }, { price: 1, access: 'wheelchair' })).toBe(true);
    expect(matches({ ...NO_FILTER, isAccessible: true }, { price: 1 })).toBe(false);
  });

  it('lists its prices, the dearest first, and the attributes by which seats differ', () => {
    expect(pricesOf(SEATING, [{ price: 2_000 }])).toEqual([6_500, 4_500, 3_000, 2_000]);
    expect([...attributesOf(SEATING)]).toEqual([]);
  });
});
