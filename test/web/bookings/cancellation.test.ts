/** The tickets that a visitor may cancel, and the request that cancels the chosen ones. */
import { describe, expect, it } from 'vitest';
import { cancellationOf, ticketsOf } from '../../../web/features/bookings/cancellation.ts';

const money = (amount: number) => ({ amount, currency: 'EUR' });
const seat = (number: string, amount: number, status: 'valid' | 'redeemed' | 'void' = 'valid') => ({
  seatId: `stalls/A-${number}`,
  section: 'Stalls',
  row: 'A',
  seat: number,
  price: money(amount),
  tickets: [{ id: `tkt_${number}`, status }],
});
const booking = { places: [seat('1', 4500), seat('2', 2250), seat('3', 4500, 'void')], total: money(11_250) };

describe('the request of a cancellation', () => {
  it('names no tickets if all that are left are chosen', () => {
    expect(cancellationOf(booking, new Set(['tkt_1', 'tkt_2']))).toEqual({});
  });

  it('names the chosen tickets otherwise', () => {
    expect(cancellationOf(booking, new Set(['tkt_2']))).toEqual({ tickets: ['tkt_2'] });
  });
});

describe('the tickets of a booking', () => {
  it('have the price of their place, one for each unit of an area', () => {
    const area = {
      areaId: 'standing',
      name: 'Standing',
      quantity: 2,
      price: money(3000),
      tickets: [
        { id: 'tkt_1', status: 'valid' as const },
        { id: 'tkt_2', status: 'valid' as const },
      ],
    };
    expect(ticketsOf({ places: [area] }).map(({ price }) => price.amount)).toEqual([3000, 3000]);
  });
});
