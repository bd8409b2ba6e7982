/** Totals, lines, taxes and returned amounts at their boundaries: what is free, fees that stay, and taxes that sum up exactly. */
import { describe, expect, it } from 'vitest';
import type { Place } from '../../../lib/domain/model.ts';
import type { Fee, SaleTerms } from '../../../lib/domain/price-model.ts';
import { ticketsOf } from '../../../lib/domain/tickets.ts';
import { keptOf, linesOf, returnedFor, taxesOf, taxPercentOf, totalOf } from '../../../lib/domain/totals.ts';

const fee = (id: string, more: Partial<Fee>): Fee => ({ id, name: id, per: 'ticket', isRefundable: true, ...more });
const seats = (...prices: number[]): Place[] => prices.map((price, i) => ({ seatId: `a/A-${i + 1}`, price }));
const sold = (places: Place[], sale?: SaleTerms, currency = 'EUR') => ({ places, currency, ...(sale && { sale }) });
const booked = (of: ReturnType<typeof sold>, voided: number[] = []) => ({
  ...of,
  tickets: of.places.map((_, i) => (voided.includes(i + 1) ? ('void' as const) : ('valid' as const))),
});
const returned = (of: ReturnType<typeof sold>, numbers: number[], voided: number[] = [], all = false) => {
  const booking = booked(of, voided);
  const tickets = ticketsOf(booking).filter(({ number }) => numbers.includes(number));
  const isLast = voided.length + numbers.length === of.places.length;
  return returnedFor(booking, tickets, { isLast, all });
};

describe('a total', () => {
  it('without terms is the sum of the prices', () => {
    expect(totalOf(sold(seats(100, 0, 7)))).toBe(107);
    expect(taxesOf(booked(sold(seats(100))))).toEqual([]);
  });

  it('has no fee on what is free', () => {
    const fees = [fee('ticket', { amount: 10 }), fee('booking', { per: 'booking', amount: 5 })];
    expect(totalOf(sold(seats(0, 0), { fees }))).toBe(0);
    expect(linesOf(sold(seats(0, 0), { fees }))).toEqual([
      { kind: 'places', sectionId: 'a', quantity: 2, price: 0, amount: 0 },
    ]);
    expect(totalOf(sold(seats(0, 100), { fees }))).toBe(115);
  });

  it('has a percentage of each price, or of all prices, rounded half up', () => {
    expect(totalOf(sold(seats(25, 25), { fees: [fee('f', { percent: 2 })] }))).toBe(52);
    expect(totalOf(sold(seats(25, 24), { fees: [fee('f', { percent: 1, per: 'booking' })] }))).toBe(49);
    expect(totalOf(sold(seats(25, 25), { fees: [fee('f', { percent: 1, per: 'booking' })] }))).toBe(51);
    expect(totalOf(sold(seats(500, 500), { fees: [fee('f', { percent: 0.5 })] }, 'KWD'))).toBe(1_000);
    expect(totalOf(sold(seats(1_000), { fees: [fee('f', { percent: 0.5 })] }, 'KWD'))).toBe(1_010);
  });

  it('lists places by section, type and price before the discount, and the discount once', () => {
    const places: Place[] = [
      { seatId: 'a/A-1', price: 90, discount: 10, type: 'adult' },
      { seatId: 'a/A-2', price: 100, type: 'adult' },
      { seatId: 'a/A-3', price: 45, discount: 5, type: 'child' },
    ];
    const code = { id: 'SALE', counterId: 'code:1' };
    expect(linesOf(sold(places, { code }))).toEqual([
      { kind: 'places', sectionId: 'a', type: 'adult', quantity: 2, price: 100, amount: 200 },
      { kind: 'places', sectionId: 'a', type: 'child', quantity: 1, price: 50, amount: 50 },
      { kind: 'discount', code: 'SALE', amount: -15 },
    ]);
  });
});

describe('a cancellation', () => {
  const fees = [
    fee('kept', { amount: 3, isRefundable: false }),
    fee('ticket', { amount: 10 }),
    fee('booking', { per: 'booking', amount: 7 }),
    fee('postage', { per: 'booking', amount: 20, isRefundable: false }),
  ];
  const of = sold(seats(100, 200), { fees });

  it('returns the price and the fees on the ticket, and those on the booking with the last place', () => {
    expect(totalOf(of)).toBe(300 + 6 + 20 + 7 + 20);
    expect(returned(of, [1])).toBe(110);
    expect(returned(of, [2], [1])).toBe(217);
    expect(returned(of, [1, 2])).toBe(327);
    expect(keptOf(booked(of, [1]))).toBe(totalOf(of) - 110);
    expect(keptOf(booked(of, [1, 2]))).toBe(26);
  });

  it('returns all that is kept, if the event was cancelled', () => {
    expect(returned(of, [1, 2], [], true)).toBe(totalOf(of));
    expect(returned(of, [2], [1], true)).toBe(totalOf(of) - 110);
  });

  it('of a free place returns no fee on the ticket', () => {
    const free = sold(seats(0, 100), { fees });
    expect([returned(free, [1]), returned(free, [2], [1])]).toEqual([0, 117]);
  });
});

describe('the taxes', () => {
  it('are rounded once for each rate, and those of all refunds are the tax of the sale', () => {
    const of = sold(seats(10, 10, 10), { taxPercent: 19 });
    const taxes = [booked(of), booked(of, [1]), booked(of, [1, 2]), booked(of, [1, 2, 3])].map(booking =>
      taxesOf(booking).map(({ gross, tax }) => [gross, tax]),
    );
    expect(taxes).toEqual([[[30, 5]], [[20, 3]], [[10, 2]], []]);
  });

  it('have the rates of types and fees, the highest first, and 0 percent is a rate', () => {
    const sale: SaleTerms = {
      types: [
        { id: 'adult', name: 'Adult', taxPercent: 7 },
        { id: 'child', name: 'Child' },
      ],
      fees: [fee('f', { amount: 119, per: 'booking', taxPercent: 19 }), fee('g', { amount: 5, taxPercent: 0 })],
    };
    const places: Place[] = [
      { seatId: 'a/A-1', price: 107, type: 'adult' },
      { seatId: 'a/A-2', price: 50, type: 'child' },
    ];
    expect(taxesOf(booked(sold(places, sale)))).toEqual([
      { percent: 19, gross: 119, tax: 19 },
      { percent: 7, gross: 107, tax: 7 },
      { percent: 0, gross: 10, tax: 0 },
    ]);
    expect([taxPercentOf(sale, 'adult'), taxPercentOf(sale, 'child'), taxPercentOf(undefined, 'adult')]).toEqual([
      7,
      undefined,
      undefined,
    ]);
  });
});
